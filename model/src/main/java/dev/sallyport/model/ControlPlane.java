// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/** The Kubernetes API server, reached by its Service or its own addresses. */
public record ControlPlane() implements Party {
  @Override
  public String key() {
    return "kube-api";
  }

  @Override
  public String displayName() {
    return "Kubernetes API";
  }
}

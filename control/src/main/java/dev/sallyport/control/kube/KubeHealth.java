// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static java.util.Objects.requireNonNull;

/**
 * How well the Kubernetes API is followed.
 *
 * @param ok whether every kind was listed and its changes arrive
 * @param message what is wrong, as a sentence; empty when {@code ok}
 */
public record KubeHealth(boolean ok, String message) {
  public KubeHealth {
    requireNonNull(message, "message");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import java.io.IOException;

/** The API answered, but not with what was asked for. */
final class ApiProblem extends IOException {
  private static final int GONE = 410;
  private final int status;

  ApiProblem(int status, String message) {
    super("Kubernetes API: status " + status + (message.isEmpty() ? "" : ", " + message));
    this.status = status;
  }

  int status() {
    return status;
  }

  /** Returns whether the version to go on from is too old, so that all has to be listed again. */
  boolean gone() {
    return status == GONE;
  }
}

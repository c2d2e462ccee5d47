// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

/** A request for a certificate that is not granted; the message says why and may be told. */
public final class RefusedRequestException extends Exception {
  private static final long serialVersionUID = 1;

  /** Refuses because of what the message says. */
  public RefusedRequestException(String message) {
    super(message);
  }

  RefusedRequestException(String message, Throwable cause) {
    super(message, cause);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

/** A request that is answered with an error status. */
public final class Refusal extends Exception {
  private final int status;

  /**
   * Creates a refusal.
   *
   * @param status HTTP status of the answer
   * @param message what the caller is told
   */
  public Refusal(int status, String message) {
    super(message);
    this.status = status;
  }

  /** Returns the HTTP status of the answer. */
  public int status() {
    return status;
  }
}

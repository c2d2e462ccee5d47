// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

/** Thrown by editors when something came that cannot be changed and must not pass as it is. */
public final class UneditableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param why a short stable sentence without payload
   */
  public UneditableException(String why) {
    super(why, null, false, false);
  }
}

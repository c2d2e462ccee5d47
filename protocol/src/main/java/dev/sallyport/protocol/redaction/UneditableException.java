// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

/** Something came that cannot be redacted, and that must not pass as it is. */
public final class UneditableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UneditableException(String why) {
    super(why, null, false, false);
  }
}

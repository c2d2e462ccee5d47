// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

/** Says inside of the decoder that what was sent is not Zstandard. */
final class ZstdException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ZstdException() {
    super("malformed", null, false, false);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.tls;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A place in a handshake message, read forwards. Reading past the end gives zeros and marks it
 * broken, so that a parser needs one check at its end instead of one at each step.
 */
final class Octets {
  private final byte[] bytes;
  private int at;
  private final int end;
  private boolean broken;

  Octets(byte[] bytes, int at, int end) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  boolean broken() {
    return broken;
  }

  boolean isEmpty() {
    return at >= end || broken;
  }

  int left() {
    return broken ? 0 : end - at;
  }

  int uint8() {
    if (at >= end) {
      broken = true;
      return 0;
    }
    return bytes[at++] & 0xff;
  }

  int uint16() {
    return uint8() << 8 | uint8();
  }

  int uint24() {
    return uint16() << 8 | uint8();
  }

  /** Returns the next {@code length} bytes as a place of their own, and moves behind them. */
  Octets take(int length) {
    if (length < 0 || length > end - at) {
      broken = true;
      at = end;
      return new Octets(bytes, end, end);
    }
    Octets part = new Octets(bytes, at, at + length);
    at += length;
    return part;
  }

  Octets vector8() {
    return take(uint8());
  }

  Octets vector16() {
    return take(uint16());
  }

  String latin() {
    return new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
  }

  /** Returns the rest as a host name in lower case; empty when it is none. */
  String hostName() {
    int last = end > at && bytes[end - 1] == '.' ? end - 1 : end;
    if (last == at || last - at > 253) {
      return "";
    }
    for (int i = at; i < last; i++) {
      byte each = bytes[i];
      boolean plain =
          (each >= 'a' && each <= 'z')
              || (each >= 'A' && each <= 'Z')
              || (each >= '0' && each <= '9')
              || each == '-'
              || each == '_'
              || each == '.';
      if (!plain) {
        return "";
      }
    }
    return new String(bytes, at, last - at, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
  }
}

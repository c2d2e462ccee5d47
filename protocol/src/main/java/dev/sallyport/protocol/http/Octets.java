// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import java.nio.charset.StandardCharsets;

/** Classes of bytes in HTTP (RFC 9110, 5.6.2) and comparisons without regard to case. */
final class Octets {
  private static final boolean[] TOKEN = new boolean[256];

  static {
    for (char each = '0'; each <= 'z'; each++) {
      TOKEN[each] = Character.isLetterOrDigit(each);
    }
    for (char each : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[each] = true;
    }
  }

  private Octets() {}

  static boolean isToken(byte octet) {
    return TOKEN[octet & 0xff];
  }

  /** Visible ASCII or any byte above it: what may stand in a target. */
  static boolean isVisible(byte octet) {
    return (octet > 0x20 && octet != 0x7f) || octet < 0;
  }

  /** What may stand in a field value: no control character but the tab. */
  static boolean isValue(byte octet) {
    return (octet >= 0x20 && octet != 0x7f) || octet < 0 || octet == '\t';
  }

  static boolean isBlank(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  static byte lower(byte octet) {
    return octet >= 'A' && octet <= 'Z' ? (byte) (octet + 32) : octet;
  }

  /** Returns the bytes of an ASCII literal. */
  static byte[] of(String ascii) {
    return ascii.getBytes(StandardCharsets.US_ASCII);
  }

  /** Compares a range with a literal that is in lower case already. */
  static boolean equalsLower(byte[] octets, int from, int to, byte[] lower) {
    if (to - from != lower.length) {
      return false;
    }
    for (int i = 0; i < lower.length; i++) {
      if (lower(octets[from + i]) != lower[i]) {
        return false;
      }
    }
    return true;
  }

  /** Compares a range with text, one character for each byte. */
  static boolean equals(byte[] octets, int from, int to, String text) {
    if (to - from != text.length()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if ((octets[i] & 0xff) != text.charAt(i - from)) {
        return false;
      }
    }
    return true;
  }

  static String text(byte[] octets, int from, int to) {
    return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
  }

  static String lowerText(byte[] octets, int from, int to) {
    byte[] copy = new byte[to - from];
    for (int i = from; i < to; i++) {
      copy[i - from] = lower(octets[i]);
    }
    return new String(copy, StandardCharsets.ISO_8859_1);
  }
}

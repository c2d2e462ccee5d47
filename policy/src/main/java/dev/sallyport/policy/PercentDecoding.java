// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Ways in which servers decode what stands behind percent signs. */
enum PercentDecoding {
  /** As RFC 3986 says, a decoded slash being part of its segment. */
  STRICT,
  /** A decoded slash divides segments. */
  SLASH_DIVIDES,
  /**
   * A decoded slash divides segments, and a character that is written longer than it need be (which
   * RFC 3629 forbids) counts as that character.
   */
  OVERLONG;

  String decode(String text) {
    if (text.indexOf('%') < 0 && isAscii(text)) {
      return text;
    }
    ByteArrayOutputStream octets = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      int octet = each == '%' && i + 2 < text.length() ? hex(text, i + 1) : -1;
      if (octet < 0 && each <= 0xff) {
        // Decoders give paths as one character for each byte.
        octets.write(each);
      } else if (octet < 0) {
        octets.writeBytes(String.valueOf(each).getBytes(StandardCharsets.UTF_8));
      } else {
        i += 2;
        if (octet == '/' && this == STRICT) {
          octets.writeBytes(
              String.valueOf(PathReadings.INNER_SLASH).getBytes(StandardCharsets.UTF_8));
        } else {
          octets.write(octet);
        }
      }
    }
    byte[] decoded = octets.toByteArray();
    return new String(this == OVERLONG ? shortened(decoded) : decoded, StandardCharsets.UTF_8);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static int hex(String text, int at) {
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** ASCII written with two, three or four bytes is written with one. */
  private static byte[] shortened(byte[] octets) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(octets.length);
    for (int i = 0; i < octets.length; i++) {
      int lead = octets[i] & 0xff;
      int length = lead == 0xc0 || lead == 0xc1 ? 2 : lead == 0xe0 ? 3 : lead == 0xf0 ? 4 : 1;
      int value = length == 1 ? -1 : overlong(octets, i, length);
      if (value < 0) {
        out.write(lead);
      } else {
        out.write(value);
        i += length - 1;
      }
    }
    return out.toByteArray();
  }

  /** Returns the ASCII character; -1 when it is none, or none is written there. */
  private static int overlong(byte[] octets, int at, int length) {
    if (at + length > octets.length) {
      return -1;
    }
    int value = length == 2 ? octets[at] & 0x1f : 0;
    for (int i = 1; i < length; i++) {
      if ((octets[at + i] & 0xc0) != 0x80) {
        return -1;
      }
      value = value << 6 | octets[at + i] & 0x3f;
    }
    return value < 0x80 ? value : -1;
  }
}

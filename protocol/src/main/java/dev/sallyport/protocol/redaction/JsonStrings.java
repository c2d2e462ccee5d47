// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import java.nio.charset.StandardCharsets;

/** The inside of JSON strings (RFC 8259), read and written. */
final class JsonStrings {
  private JsonStrings() {}

  /** Returns what the inside of a string means. */
  static String read(byte[] octets, int from, int to) {
    String text = new String(octets, from, to - from, StandardCharsets.UTF_8);
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder read = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each != '\\' || i + 1 == text.length()) {
        read.append(each);
        continue;
      }
      char kind = text.charAt(++i);
      if (kind == 'u' && i + 4 < text.length()) {
        read.append((char) unit(text, i + 1));
        i += 4;
      } else {
        read.append(single(kind));
      }
    }
    return read.toString();
  }

  /** Returns the inside of the string that means {@code text}. */
  static byte[] write(String text) {
    StringBuilder written = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '"', '\\' -> written.append('\\').append(each);
        case '\n' -> written.append("\\n");
        case '\r' -> written.append("\\r");
        case '\t' -> written.append("\\t");
        default -> {
          if (each < ' ' || isHalf(text, i)) {
            written.append(String.format("\\u%04x", (int) each));
          } else {
            written.append(each);
          }
        }
      }
    }
    return written.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Half of a character whose other half stands in another event has no bytes of its own. */
  private static boolean isHalf(String text, int i) {
    char each = text.charAt(i);
    if (Character.isHighSurrogate(each)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(each)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  private static int unit(String text, int from) {
    int unit = 0;
    for (int i = from; i < from + 4; i++) {
      unit = unit << 4 | Math.max(0, Character.digit(text.charAt(i), 16));
    }
    return unit;
  }

  private static char single(char kind) {
    return switch (kind) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      default -> kind;
    };
  }
}

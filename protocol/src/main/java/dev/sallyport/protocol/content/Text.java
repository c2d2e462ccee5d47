// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.protocol.content.MediaType.Shape;

/** Tells text from other bytes. */
final class Text {
  /** How many bytes are looked at to tell them. */
  static final int SNIFFED_BYTES = 64;

  private static final int GUESSED_BYTES = 512;

  private Text() {}

  /** Returns what bytes without a type look like; {@link Shape#BINARY} when not like text. */
  static Shape shape(byte[] octets, int from, int to) {
    if (!looksLikeText(octets, from, Math.min(to, from + GUESSED_BYTES))) {
      return Shape.BINARY;
    }
    int i = from;
    while (i < to
        && (octets[i] == ' ' || octets[i] == '\n' || octets[i] == '\r' || octets[i] == '\t')) {
      i++;
    }
    if (i == to) {
      return Shape.TEXT;
    }
    return switch (octets[i]) {
      case '{', '[' -> Shape.JSON;
      case '<' -> html(octets, i, to) ? Shape.HTML : Shape.XML;
      default -> Shape.TEXT;
    };
  }

  private static boolean html(byte[] octets, int from, int to) {
    return to - from >= 6
            && (octets[from + 1] | 0x20) == 'h'
            && (octets[from + 2] | 0x20) == 't'
            && (octets[from + 3] | 0x20) == 'm'
        || to - from >= 6 && octets[from + 1] == '!' && (octets[from + 2] | 0x20) == 'd';
  }

  /** Returns whether there is no byte that text does not have. Nothing looks like text. */
  static boolean looksLikeText(byte[] octets, int from, int to) {
    int above = 0;
    for (int i = from; i < to; i++) {
      byte each = octets[i];
      if (each < 0) {
        above++;
      } else if (each < 0x20
              && each != '\t'
              && each != '\n'
              && each != '\r'
              && each != 0x1b
              && each != '\f'
              && each != '\b'
          || each == 0x7f) {
        return utf16(octets, from, to);
      }
    }
    return above == 0 || isUtf8(octets, from, to);
  }

  /** A byte order mark makes it text. */
  private static boolean utf16(byte[] octets, int from, int to) {
    return to - from >= 2
        && (octets[from] == -2 && octets[from + 1] == -1
            || octets[from] == -1 && octets[from + 1] == -2);
  }

  /** Returns whether it is UTF-8, apart from a last character that is cut. */
  static boolean isUtf8(byte[] octets, int from, int to) {
    int i = from;
    while (i < to) {
      int first = octets[i++];
      if (first >= 0) {
        continue;
      }
      int more =
          (first & 0xe0) == 0xc0 ? 1 : (first & 0xf0) == 0xe0 ? 2 : (first & 0xf8) == 0xf0 ? 3 : -1;
      if (more < 0 || (first & 0xff) < 0xc2) {
        return false;
      }
      for (; more > 0 && i < to; more--) {
        if ((octets[i++] & 0xc0) != 0x80) {
          return false;
        }
      }
    }
    return true;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

/**
 * Turns the inside of JSON strings into UTF-8 behind what was there before. Remembers half of a
 * character, so that one that is split over two strings comes out whole.
 */
final class JsonText {
  private static final int REPLACEMENT = 0xfffd;

  private final Gathered text;
  private char high;

  JsonText(Gathered text) {
    this.text = text;
  }

  void add(byte[] octets, int from, int to, boolean escaped) {
    if (!escaped && high == 0) {
      text.add(octets, from, to - from);
      return;
    }
    int i = from;
    while (i < to) {
      if (octets[i] != '\\' || i + 1 == to) {
        plain();
        text.add(octets[i++]);
        continue;
      }
      byte kind = octets[i + 1];
      if (kind == 'u' && i + 6 <= to) {
        unit((char) hex(octets, i + 2));
        i += 6;
      } else {
        plain();
        text.add(single(kind));
        i += 2;
      }
    }
  }

  private void unit(char unit) {
    if (Character.isLowSurrogate(unit) && high != 0) {
      int whole = Character.toCodePoint(high, unit);
      high = 0;
      character(whole);
      return;
    }
    plain();
    if (Character.isHighSurrogate(unit)) {
      high = unit;
    } else {
      character(Character.isLowSurrogate(unit) ? REPLACEMENT : unit);
    }
  }

  /** What comes is no second half. */
  private void plain() {
    if (high != 0) {
      high = 0;
      character(REPLACEMENT);
    }
  }

  private void character(int point) {
    if (point < 0x80) {
      text.add(point);
    } else if (point < 0x800) {
      text.add(0xc0 | point >> 6);
      text.add(0x80 | point & 0x3f);
    } else if (point < 0x10000) {
      text.add(0xe0 | point >> 12);
      text.add(0x80 | point >> 6 & 0x3f);
      text.add(0x80 | point & 0x3f);
    } else {
      text.add(0xf0 | point >> 18);
      text.add(0x80 | point >> 12 & 0x3f);
      text.add(0x80 | point >> 6 & 0x3f);
      text.add(0x80 | point & 0x3f);
    }
  }

  private static int hex(byte[] octets, int from) {
    int unit = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = Character.digit(octets[i], 16);
      unit = unit << 4 | Math.max(0, digit);
    }
    return unit;
  }

  private static int single(byte kind) {
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

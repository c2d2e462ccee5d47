// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

/** Which kinds of signs occur in a text, as bits: what spares most texts most of the work. */
public final class Signs {
  /** A digit. */
  public static final int DIGIT = 1;

  /** A space. */
  public static final int SPACE = 2;

  /** The end of a line. */
  public static final int LINE = 4;

  /** An at sign or a colon. */
  public static final int AT_OR_COLON = 8;

  /** The beginning of a character that may look like one of ASCII. */
  public static final int FOLDABLE = 16;

  /** A full stop or a colon. */
  public static final int STOP = 32;

  /** A capital letter, or the beginning of a character beyond ASCII. */
  public static final int CAPITAL = 64;

  /** Without one of these nothing can be found in a text that no key speaks for. */
  private static final int WORTH = DIGIT | LINE | AT_OR_COLON | FOLDABLE | CAPITAL;

  /** The kind of each byte; those that end or escape a string of JSON are negative. */
  static final byte[] KIND = new byte[256];

  /** All bits of kinds, without that of what ends or escapes a string. */
  static final int ALL = 0x7F;

  static {
    for (int digit = '0'; digit <= '9'; digit++) {
      KIND[digit] = DIGIT;
    }
    for (int capital = 'A'; capital <= 'Z'; capital++) {
      KIND[capital] = CAPITAL;
    }
    for (int beyond = 0x80; beyond < 256; beyond++) {
      KIND[beyond] = CAPITAL;
    }
    KIND[' '] = SPACE;
    KIND['\n'] = LINE;
    KIND['@'] = AT_OR_COLON;
    KIND[':'] = AT_OR_COLON | STOP;
    KIND['.'] = STOP;
    KIND['"'] = (byte) 0x80;
    KIND['\\'] = (byte) 0x80;
    KIND[0xC2] = FOLDABLE | CAPITAL;
    KIND[0xE2] = FOLDABLE | CAPITAL;
    KIND[0xEF] = FOLDABLE | CAPITAL;
  }

  private Signs() {}

  /** Returns whether a text with such signs is worth more than this look. */
  public static boolean worth(int signs) {
    return (signs & WORTH) != 0;
  }

  public static int of(byte[] bytes, int from, int to) {
    int signs = 0;
    for (int i = from; i < to; i++) {
      signs |= KIND[bytes[i] & 0xFF];
    }
    return signs & ALL;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

import java.nio.charset.StandardCharsets;

/** What single bytes of UTF-8 text are. */
public final class Bytes {
  private static final byte DIGIT = 1;
  private static final byte LETTER = 2;
  private static final byte SPACE = 4;

  /** Part of a character beyond ASCII: counts as a letter, since nearly all of them are. */
  private static final byte BEYOND = 8;

  private static final byte[] KIND = new byte[256];
  private static final byte[] BASE64 = new byte[256];
  private static final byte[] HEX = new byte[256];

  static {
    for (int i = 0; i < 256; i++) {
      KIND[i] = (byte) (i >= 128 ? BEYOND : 0);
      BASE64[i] = -1;
      HEX[i] = (byte) (i < 128 ? Character.digit(i, 16) : -1);
    }
    for (int i = 0; i < 26; i++) {
      KIND['a' + i] = LETTER;
      KIND['A' + i] = LETTER;
      BASE64['A' + i] = (byte) i;
      BASE64['a' + i] = (byte) (26 + i);
    }
    for (int i = 0; i < 10; i++) {
      KIND['0' + i] = DIGIT;
      BASE64['0' + i] = (byte) (52 + i);
    }
    for (char space : " \t\r\n\f\u000B".toCharArray()) {
      KIND[space] = SPACE;
    }
    BASE64['+'] = 62;
    BASE64['-'] = 62;
    BASE64['/'] = 63;
    BASE64['_'] = 63;
  }

  private Bytes() {}

  /** Returns whether it is a digit of ASCII. */
  public static boolean isDigit(byte b) {
    return KIND[b & 0xFF] == DIGIT;
  }

  /** Returns whether it is a letter of ASCII. */
  public static boolean isLetter(byte b) {
    return KIND[b & 0xFF] == LETTER;
  }

  /** Returns whether it is a letter or digit of ASCII. */
  public static boolean isLetterOrDigit(byte b) {
    return (KIND[b & 0xFF] & (LETTER | DIGIT)) != 0;
  }

  /**
   * Returns whether it can be part of a word: letter, digit, or part of a character beyond ASCII.
   */
  public static boolean isWord(byte b) {
    return (KIND[b & 0xFF] & (LETTER | DIGIT | BEYOND)) != 0;
  }

  /** Returns whether it is white space of ASCII. */
  public static boolean isSpace(byte b) {
    return KIND[b & 0xFF] == SPACE;
  }

  /** Returns its value as a hexadecimal digit, or -1. */
  public static int hex(byte b) {
    return HEX[b & 0xFF];
  }

  /** Returns its value in base64 of either alphabet, or -1. */
  public static int base64(byte b) {
    return BASE64[b & 0xFF];
  }

  /** Returns a range as text. */
  public static String text(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }
}

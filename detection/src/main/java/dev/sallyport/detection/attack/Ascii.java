// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/** The characters of ASCII, whatever the language of the machine. */
final class Ascii {
  private Ascii() {}

  static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
  }

  /** Returns the text with the letters A to Z in lower case, all else untouched. */
  static String lower(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        char[] lower = text.toCharArray();
        for (int j = i; j < lower.length; j++) {
          lower[j] = lower(lower[j]);
        }
        return new String(lower);
      }
    }
    return text;
  }

  static boolean letter(char c) {
    char lower = (char) (c | 0x20);
    return lower >= 'a' && lower <= 'z';
  }

  static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean word(char c) {
    return letter(c) || digit(c) || c == '_';
  }

  static boolean space(char c) {
    return c == ' ' || (c >= 9 && c <= 13) || c == 0xa0;
  }

  /** Returns the value of a hexadecimal digit, -1 for other characters. */
  static int hex(char c) {
    if (digit(c)) {
      return c - '0';
    }
    char lower = (char) (c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /** Returns the index of the first character at or behind a place that is no white space. */
  static int skipSpace(CharSequence text, int at) {
    int i = at;
    while (i < text.length() && space(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** Returns the index behind the word that starts at a place. */
  static int wordEnd(CharSequence text, int at) {
    int i = at;
    while (i < text.length() && word(text.charAt(i))) {
      i++;
    }
    return i;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/** Finds words and calls in text in lower case. */
final class Words {
  private Words() {}

  /** Returns the index of a word that stands for itself, -1 if there is none. */
  static int find(String text, String word, int from) {
    for (int at = text.indexOf(word, from); at >= 0; at = text.indexOf(word, at + 1)) {
      boolean starts = at == 0 || !Ascii.word(text.charAt(at - 1));
      int end = at + word.length();
      if (starts && (end >= text.length() || !Ascii.word(text.charAt(end)))) {
        return at;
      }
    }
    return -1;
  }

  /** Returns whether some word begins with a text. */
  static boolean starts(String text, String beginning) {
    for (int at = text.indexOf(beginning); at >= 0; at = text.indexOf(beginning, at + 1)) {
      if (at == 0 || !Ascii.word(text.charAt(at - 1))) {
        return true;
      }
    }
    return false;
  }

  static boolean has(String text, String word) {
    return find(text, word, 0) >= 0;
  }

  /** Returns whether a word is called: parentheses follow, behind white space and comments. */
  static boolean calls(String text, String word) {
    for (int at = find(text, word, 0); at >= 0; at = find(text, word, at + 1)) {
      int next = skipComments(text, at + word.length());
      if (next < text.length() && text.charAt(next) == '(') {
        return true;
      }
    }
    return false;
  }

  /** Returns whether one of the texts stands in another. */
  static boolean hasAny(String text, String... parts) {
    for (String part : parts) {
      if (text.contains(part)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the index behind white space and comments as scripts have them. */
  static int skipComments(String text, int from) {
    int i = from;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (Ascii.space(c)) {
        i++;
      } else if (c == '/' && text.startsWith("/*", i)) {
        int close = text.indexOf("*/", i + 2);
        i = close < 0 ? text.length() : close + 2;
      } else if (c == '#' || text.startsWith("//", i)) {
        int end = text.indexOf('\n', i);
        if (end < 0) {
          return i;
        }
        i = end + 1;
      } else {
        break;
      }
    }
    return i;
  }

  /** Returns text without white space, comments and characters that nobody sees. */
  static String dense(String text, int most) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), most); i++) {
      char c = text.charAt(i);
      if (text.startsWith("/*", i)) {
        int close = text.indexOf("*/", i + 2);
        i = close < 0 ? text.length() : close + 1;
      } else if (c > ' ' && c != 0x7f && c != '\\') {
        out.append(c);
      }
    }
    return out.toString();
  }
}

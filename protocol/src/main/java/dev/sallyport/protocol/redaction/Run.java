// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

/**
 * Tells how much of the end of a text may still become part of a value: the last word, and with it
 * the groups of digits or capitals before it that single spaces join, as in the number of a card.
 */
final class Run {
  private static final int GROUPS_MAX = 12;
  private static final int CAPITALS_MAX = 4;
  private static final int LONG_DIGITS = 7;
  private static final int BEHIND_CHARS = 40;
  private static final String KEY_BEGIN = "-----BEGIN ";
  private static final String KEY_END = "-----END ";

  private Run() {}

  /** Returns the index from which on the text must wait; its length when nothing must. */
  static int start(CharSequence text, int from) {
    int start = chain(text, text.length(), from);
    start = Math.min(start, longDigits(text, from));
    return Math.min(start, openKey(text, from));
  }

  /** Walks back from {@code end} over the last word and what is joined to it. */
  private static int chain(CharSequence text, int end, int from) {
    int start = end;
    for (int groups = 0; groups < GROUPS_MAX; groups++) {
      int space = start > from && isJoint(text.charAt(start - 1)) ? start - 1 : start;
      int word = space;
      while (word > from && !isSpace(text.charAt(word - 1))) {
        word--;
      }
      boolean last = groups == 0 && space == end;
      if (word == space || !(last || joins(text, word, space))) {
        return start;
      }
      start = word;
      if (!joins(text, word, space)) {
        return start;
      }
    }
    return start;
  }

  /** Whether a word may be one of several groups of a value. */
  private static boolean joins(CharSequence text, int start, int end) {
    boolean capitals = end - start <= CAPITALS_MAX;
    for (int i = start; i < end; i++) {
      char each = text.charAt(i);
      if (each >= '0' && each <= '9' || each == '+') {
        return true;
      }
      capitals &= each >= 'A' && each <= 'Z' || each == '(' || each == ')' || each == '-';
    }
    return capitals;
  }

  /** Whether a number means something may be said only behind it. */
  private static int longDigits(CharSequence text, int from) {
    int first = Math.max(from, text.length() - BEHIND_CHARS);
    for (int i = text.length() - 1; i >= first; i--) {
      if (isDigit(text.charAt(i)) && digits(text, i, from) >= LONG_DIGITS) {
        return chain(text, i + 1, from);
      }
    }
    return text.length();
  }

  /** Counts the digits of the number that ends at {@code last}, its separators left out. */
  private static int digits(CharSequence text, int last, int from) {
    int count = 0;
    for (int i = last; i >= from && i > last - 2 * BEHIND_CHARS; i--) {
      char each = text.charAt(i);
      if (isDigit(each)) {
        count++;
      } else if (each != '-' && each != ' ' && each != '.' && each != '(' && each != ')') {
        break;
      }
    }
    return count;
  }

  /** A private key waits for its end. */
  private static int openKey(CharSequence text, int from) {
    int begin = lastIndexOf(text, KEY_BEGIN, from);
    return begin < 0 || lastIndexOf(text, KEY_END, begin) >= 0 ? text.length() : begin;
  }

  private static int lastIndexOf(CharSequence text, String part, int from) {
    for (int i = text.length() - part.length(); i >= from; i--) {
      int same = 0;
      while (same < part.length() && text.charAt(i + same) == part.charAt(same)) {
        same++;
      }
      if (same == part.length()) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isDigit(char each) {
    return each >= '0' && each <= '9';
  }

  private static boolean isJoint(char each) {
    return each == ' ' || each == '\u00a0';
  }

  private static boolean isSpace(char each) {
    return each <= ' ' || each == '\u00a0' || each == '\u2028' || each == '\u3000';
  }
}

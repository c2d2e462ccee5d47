// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import dev.sallyport.detection.data.Candidates.Kind;
import dev.sallyport.detection.text.Bytes;

/**
 * The candidate pass, byte by byte. Candidates are
 *
 * <ul>
 *   <li>{@link Kind#NUMBERS}: words of ASCII letters and digits that each hold a digit, joined by
 *       one to three of space, <code>-</code>, <code>.</code>, <code>/</code>, <code>(</code>,
 *       <code>)</code>, <code>+</code>; as many as there are, if they hold five digits together or
 *       two and a capital letter. It begins with the first byte of the first word.
 *   <li>{@link Kind#AT}: an <code>@</code> with a letter, digit, or one of <code>._%+-</code>
 *       before it and a letter or digit behind it.
 *   <li>{@link Kind#COLONS}: hexadecimal digits, dots and colons, as many as there are, with at
 *       least two colons.
 * </ul>
 */
public final class ScalarCandidatePass implements CandidatePass {
  private static final int SEPARATORS_MAX = 3;
  private static final int DIGITS_MIN = 5;
  private static final int DIGITS_MIN_WITH_CAPITAL = 2;

  /** What ends the quick way over a byte. */
  private static final boolean[] STOPS = new boolean[256];

  static {
    for (int digit = '0'; digit <= '9'; digit++) {
      STOPS[digit] = true;
    }
    STOPS['@'] = true;
    STOPS[':'] = true;
  }

  @Override
  public void find(byte[] bytes, int from, int to, Candidates out) {
    int colonsUntil = from;
    int numbersUntil = from;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (!STOPS[b & 0xFF]) {
        continue;
      }
      if (b == ':') {
        if (i >= colonsUntil) {
          colonsUntil = colons(bytes, Math.max(from, colonsUntil), i, to, out);
        }
      } else if (b == '@') {
        at(bytes, from, i, to, out);
      } else if (i >= numbersUntil) {
        numbersUntil = numbers(bytes, Math.max(from, numbersUntil), i, to, out);
        i = numbersUntil - 1;
      }
    }
  }

  /** Returns whether a byte is one at which candidates are found. */
  static boolean stops(byte b) {
    return STOPS[b & 0xFF];
  }

  /** Looks at a byte that stops; they must come in order. */
  static void stop(byte[] bytes, int from, int i, int to, Candidates out) {
    byte b = bytes[i];
    if (b == ':') {
      if (i >= out.colonsUntil) {
        out.colonsUntil = colons(bytes, Math.max(from, out.colonsUntil), i, to, out);
      }
    } else if (b == '@') {
      at(bytes, from, i, to, out);
    } else if (i >= out.numbersUntil) {
      out.numbersUntil = numbers(bytes, Math.max(from, out.numbersUntil), i, to, out);
    }
  }

  private static void at(byte[] bytes, int from, int at, int to, Candidates out) {
    if (at > from
        && at + 1 < to
        && isLocal(bytes[at - 1])
        && Bytes.isLetterOrDigit(bytes[at + 1])) {
      out.add(Kind.AT, at, at + 1);
    }
  }

  private static boolean isLocal(byte b) {
    return Bytes.isLetterOrDigit(b) || b == '.' || b == '_' || b == '%' || b == '+' || b == '-';
  }

  /** Returns the end of the run, so that its other colons are passed over. */
  private static int colons(byte[] bytes, int from, int at, int to, Candidates out) {
    int start = at;
    while (start > from && (Bytes.hex(bytes[start - 1]) >= 0 || bytes[start - 1] == '.')) {
      start--;
    }
    int colons = 0;
    int end = at;
    while (end < to && (Bytes.hex(bytes[end]) >= 0 || bytes[end] == ':' || bytes[end] == '.')) {
      colons += bytes[end] == ':' ? 1 : 0;
      end++;
    }
    if (colons >= 2) {
      out.add(Kind.COLONS, start, end);
    }
    return end;
  }

  /** Returns the end of the words. */
  private static int numbers(byte[] bytes, int from, int at, int to, Candidates out) {
    int start = at;
    while (start > from && Bytes.isLetterOrDigit(bytes[start - 1])) {
      start--;
    }
    int digits = 0;
    boolean capital = false;
    int end = start;
    int next = start;
    while (next < to) {
      int inWord = 0;
      int i = next;
      while (i < to && Bytes.isLetterOrDigit(bytes[i])) {
        byte b = bytes[i++];
        inWord += Bytes.isDigit(b) ? 1 : 0;
        capital |= b >= 'A' && b <= 'Z';
      }
      if (inWord == 0) {
        break;
      }
      digits += inWord;
      end = i;
      next = joined(bytes, end, to);
      if (next == end) {
        break;
      }
    }
    if (enough(digits, capital)) {
      out.add(Kind.NUMBERS, start, end);
    }
    return end;
  }

  /** Returns whether words with so many digits are worth a look. */
  static boolean enough(int digits, boolean capital) {
    return digits >= DIGITS_MIN || capital && digits >= DIGITS_MIN_WITH_CAPITAL;
  }

  /** Passes over the signs that may join one word to the next. */
  static int joined(byte[] bytes, int end, int to) {
    int next = end;
    while (next < to && next - end < SEPARATORS_MAX && joins(bytes[next])) {
      next++;
    }
    return next;
  }

  /** Returns whether a sign may join one word to the next. */
  public static boolean joins(byte b) {
    return b == ' ' || b == '-' || b == '.' || b == '/' || b == '(' || b == ')' || b == '+';
  }
}

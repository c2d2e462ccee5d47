// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import dev.sallyport.detection.data.Candidates.Kind;
import dev.sallyport.detection.text.Bytes;
import dev.sallyport.detection.text.Outline;

/**
 * The candidate pass over a text of which there is an outline: words and their digits are counted
 * as bits. Finds exactly what {@link ScalarCandidatePass} finds, in the same order. Stateless.
 */
public final class OutlineCandidates {
  private OutlineCandidates() {}

  /** Adds the candidates in a range of bytes that an outline covers. */
  public static void find(Outline outline, byte[] bytes, int from, int to, Candidates out) {
    out.colonsUntil = from;
    out.numbersUntil = from;
    for (int at = from; at < to; at += Long.SIZE) {
      long digits = digits(outline, at, from, to);
      long stops = digits | outline.in(Outline.AT_OR_COLON, at, to);
      while (stops != 0) {
        int bit = Long.numberOfTrailingZeros(stops);
        stops &= stops - 1;
        if ((digits >>> bit & 1) == 0) {
          if (!isLoneColon(bytes, at + bit, to)) {
            ScalarCandidatePass.stop(bytes, from, at + bit, to, out);
          }
          continue;
        }
        numbers(outline, bytes, from, at + bit, to, out);
        int seen = out.numbersUntil - at;
        // Digits up to there are part of what was looked at; no other stop is.
        stops = seen >= Long.SIZE ? 0 : stops & -1L << seen;
      }
    }
  }

  /** Returns the digits of 64 bytes, none where a short text has too few for a candidate. */
  private static long digits(Outline outline, int at, int from, int to) {
    long digits = outline.in(Outline.DIGIT, at, to);
    boolean few =
        to - from <= Long.SIZE
            && !ScalarCandidatePass.enough(
                Long.bitCount(digits), outline.in(Outline.CAPITAL, at, to) != 0);
    return few ? 0 : digits;
  }

  /** Returns whether nothing follows a colon that could lead to the next. */
  private static boolean isLoneColon(byte[] bytes, int i, int to) {
    if (bytes[i] != ':') {
      return false;
    }
    byte next = i + 1 < to ? bytes[i + 1] : 0;
    return next != ':' && next != '.' && Bytes.hex(next) < 0;
  }

  private static void numbers(
      Outline outline, byte[] bytes, int from, int at, int to, Candidates out) {
    if (at < out.numbersUntil) {
      return;
    }
    int start = wordStart(bytes, Math.max(from, out.numbersUntil), at);
    int digits = 0;
    boolean capital = false;
    int end = start;
    int next = start;
    while (next < to) {
      int behind = wordEnd(outline, next, to);
      int inWord = outline.count(Outline.DIGIT, next, behind);
      capital |= outline.any(Outline.CAPITAL, next, behind);
      if (inWord == 0) {
        break;
      }
      digits += inWord;
      end = behind;
      next = ScalarCandidatePass.joined(bytes, behind, to);
      if (next == end) {
        break;
      }
    }
    out.numbersUntil = end;
    if (ScalarCandidatePass.enough(digits, capital)) {
      out.add(Kind.NUMBERS, start, end);
    }
  }

  /** Goes back to the first letter or digit of a word. */
  private static int wordStart(byte[] bytes, int from, int at) {
    int start = at;
    while (start > from && Bytes.isLetterOrDigit(bytes[start - 1])) {
      start--;
    }
    return start;
  }

  private static int wordEnd(Outline outline, int from, int to) {
    for (int at = from; at < to; at += Long.SIZE) {
      long others = ~outline.at(Outline.WORD, at) | outline.at(Outline.UNDERSCORE, at);
      if (others != 0) {
        return Math.min(to, at + Long.numberOfTrailingZeros(others));
      }
    }
    return to;
  }
}

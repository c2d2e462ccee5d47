// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import dev.sallyport.detection.data.Hits;
import dev.sallyport.detection.data.Piece;
import dev.sallyport.detection.text.Bytes;
import dev.sallyport.model.DataClass;

/**
 * Numbers of payment cards: the ranges and lengths that issuers use (ISO/IEC 7812), the check
 * digit, and the ways in which they are grouped. Digits alone are doubted where a key or words name
 * something else. Not safe for use by several threads.
 */
final class Cards {
  private static final String RULE = "credit-card";
  private static final int DIGITS_MAX = 19;

  private final byte[] digits = new byte[DIGITS_MAX + 1];
  private final int[] groups = new int[DIGITS_MAX + 1];
  private final Context context;

  Cards(Context context) {
    this.context = context;
  }

  /**
   * Looks for a number that begins at the start of a word.
   *
   * @return the index behind it, or the start if there is none
   */
  int read(Piece piece, int start, Hits out) {
    byte[] bytes = piece.bytes();
    byte first = bytes[start];
    if (first < '1' || first > '6') {
      return start;
    }
    int count = 0;
    int groupCount = 0;
    byte separator = 0;
    int i = start;
    int best = start;
    double bestConfidence = 0;
    while (true) {
      int group = i;
      while (i < piece.end() && Bytes.isDigit(bytes[i]) && count < DIGITS_MAX) {
        digits[count++] = bytes[i++];
      }
      groups[groupCount++] = i - group;
      boolean wordEnds = i == piece.end() || !Bytes.isLetterOrDigit(bytes[i]);
      if (i == group || !wordEnds) {
        break;
      }
      if (count >= 12) {
        double confidence = confidence(piece, start, i, count, groupCount);
        if (confidence > bestConfidence) {
          bestConfidence = confidence;
          best = i;
        }
      }
      boolean goesOn =
          i + 1 < piece.end()
              && (bytes[i] == ' ' || bytes[i] == '-')
              && (separator == 0 || bytes[i] == separator)
              && Bytes.isDigit(bytes[i + 1])
              && count < DIGITS_MAX;
      if (!goesOn) {
        break;
      }
      separator = bytes[i++];
    }
    if (bestConfidence > 0) {
      out.add(DataClass.CREDIT_CARD, RULE, start, best, bestConfidence);
    }
    return best;
  }

  private double confidence(Piece piece, int start, int end, int count, int groupCount) {
    int issuer = issuer(count);
    if (issuer == 0 || !Checksums.luhn(digits, 0, count) || Checksums.allSame(digits, count)) {
      return 0;
    }
    boolean grouped = groupCount > 1;
    boolean usual = grouped && usualGroups(groupCount, count);
    if (!Template.bounded(
        piece.bytes(), piece.start(), piece.end(), start, end, !usual && grouped)) {
      return 0;
    }
    context.read(piece, start, end);
    if (context.near(DataClass.CREDIT_CARD)) {
      return .98;
    }
    if (context.near(ContextWords.MACHINE)) {
      return 0;
    }
    if (context.anywhere(DataClass.CREDIT_CARD)) {
      return issuer == 1 ? .9 : .95;
    }
    if (issuer == 1 && !usual) {
      return context.alone() && !context.keyed() ? .5 : 0;
    }
    if (grouped) {
      return usual ? .85 : 0;
    }
    boolean identifier = context.keyed() && context.near(ContextWords.ID);
    return identifier ? 0 : .6;
  }

  /** Groups as they are printed on cards: fours, or 4-6-5 and 4-6-4. */
  private boolean usualGroups(int groupCount, int count) {
    if (groupCount == 3 && groups[0] == 4 && groups[1] == 6) {
      return count == 15 && groups[2] == 5 || count == 14 && groups[2] == 4;
    }
    for (int i = 0; i < groupCount - 1; i++) {
      if (groups[i] != 4) {
        return false;
      }
    }
    return groups[groupCount - 1] <= 4;
  }

  /** Returns 2 for a range and length in common use, 1 for one that needs words, 0 for none. */
  private int issuer(int count) {
    int two = (digits[0] - '0') * 10 + digits[1] - '0';
    int four = two * 100 + (digits[2] - '0') * 10 + digits[3] - '0';
    if (two <= 19) {
      return count == 15 ? 1 : 0;
    }
    if (two >= 40 && two <= 49) {
      return count == 16 ? 2 : count == 13 || count == 19 ? 1 : 0;
    }
    if (two >= 51 && two <= 55 || four >= 2221 && four <= 2720) {
      return count == 16 ? 2 : 0;
    }
    if (two == 34 || two == 37) {
      return count == 15 ? 2 : 0;
    }
    if (two == 36
        || two == 38
        || two == 39
        || four / 10 >= 300 && four / 10 <= 305
        || four == 3095) {
      return count == 14 ? 2 : count == 16 ? 1 : 0;
    }
    if (four == 6011 || two == 65 || four / 10 >= 644 && four / 10 <= 649) {
      return count == 16 ? 2 : count == 19 ? 1 : 0;
    }
    if (four >= 3528 && four <= 3589) {
      return count == 16 ? 2 : count > 16 ? 1 : 0;
    }
    if (two == 62) {
      return count == 16 ? 2 : count > 16 ? 1 : 0;
    }
    return maestro(four, two, count);
  }

  private static int maestro(int four, int two, int count) {
    boolean known =
        four == 5018
            || four == 5019
            || four == 5020
            || four == 5038
            || four == 5893
            || four == 6304;
    if (known) {
      return count == 16 ? 2 : 1;
    }
    return two == 50 || two >= 56 && two <= 58 || four >= 6759 && four <= 6763 || two == 60 ? 1 : 0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import dev.sallyport.detection.text.Outline;

/**
 * Digests, tokens of pages and the like: one word of letters and digits that is longer than any
 * identifier of people, and is neither an account number nor a wallet by how it begins.
 */
final class LongWords {
  /** Longer than the words of all shapes of identifiers. */
  private static final int LENGTH_MIN = 21;

  private LongWords() {}

  /** Returns whether a range is one, so that nothing can be found in it whatever its key says. */
  static boolean is(Outline outline, byte[] bytes, int start, int end) {
    int length = end - start;
    if (length < LENGTH_MIN || length > Long.SIZE) {
      return false;
    }
    long all = Outline.mask(length);
    long digits = outline.in(Outline.DIGIT, start, end);
    return digits != 0
        && digits != all
        && outline.in(Outline.WORD, start, end) == all
        && outline.in(Outline.UNDERSCORE, start, end) == 0
        && !mayBeAccount(digits)
        && !mayBeWallet(bytes[start]);
  }

  /** Two letters for the country and two check digits. */
  private static boolean mayBeAccount(long digits) {
    return (digits & 0b1111) == 0b1100;
  }

  private static boolean mayBeWallet(byte first) {
    return first == '1' || first == '3';
  }
}

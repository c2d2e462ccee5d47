// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.text.Outline;
import dev.sallyport.detection.text.Timestamps;
import dev.sallyport.detection.text.Uuids;

/**
 * What most values of JSON are, told by where their signs stand: one word, an identifier of
 * machines, a point in time. It says yes only where {@link Harmless} would, after more questions.
 */
final class HarmlessShape {
  private static final TriggerWords TRIGGERS = TriggerWords.all();

  /** Whether no word that means something could be a group of an identifier. */
  private static final boolean IDENTIFIERS = !TRIGGERS.anyHexadecimal();

  private HarmlessShape() {}

  /**
   * Returns whether a value inside a document is one and nothing can be suspected.
   *
   * @param outline covers the range
   */
  static boolean is(Outline outline, byte[] bytes, int start, int end) {
    int length = end - start;
    if (length > Long.SIZE || end + Long.BYTES > bytes.length) {
      return false;
    }
    if (outline.in(Outline.WORD, start, end) == Outline.mask(length)) {
      return isWord(outline, bytes, start, end);
    }
    return isIdentifier(outline, bytes, start, end) || Timestamps.is(outline, bytes, start, end);
  }

  private static boolean isIdentifier(Outline outline, byte[] bytes, int start, int end) {
    return IDENTIFIERS
        && Uuids.is(outline, bytes, start, end)
        && outline.in(Outline.CAPITAL, start, end) == 0
        && !Codings.mayBeBase64(bytes, start, end);
  }

  private static boolean isWord(Outline outline, byte[] bytes, int start, int end) {
    int length = end - start;
    if (length == 0) {
      return false;
    }
    boolean number = bytes[start] <= '9';
    if (number
        ? length > 1 && bytes[start] == '0' && (bytes[start + 1] | 0x20) == 'x'
        : TRIGGERS.mayBe(bytes, start, length) != 0) {
      return false;
    }
    boolean odd =
        length > 3
            && (bytes[start + 2] == '_'
                || outline.in(Outline.CAPITAL, start, end) != 0
                    && HarmlessName.encoded(bytes, start, end));
    return !odd && !(length >= Codings.BASE64_MIN && Codings.mayBeBase64(bytes, start, end));
  }
}

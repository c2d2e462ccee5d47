// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.DataClass;

/**
 * What a value is replaced by: as long as the value, with the separators of its class, so that what
 * reads it later still knows what stood there. Of a card the last four digits stay, as the card
 * industry allows; the stars before them make it fail any checksum.
 */
final class Mask {
  private static final char STAR = '*';
  private static final int CARD_DIGITS_KEPT = 4;

  private Mask() {}

  /** Replaces the characters from {@code start} to {@code end}. */
  static void apply(DataClass dataClass, char[] text, int start, int end) {
    int kept = dataClass == DataClass.CREDIT_CARD ? CARD_DIGITS_KEPT : 0;
    for (int i = end - 1; i >= start; i--) {
      boolean digit = text[i] >= '0' && text[i] <= '9';
      if (digit && kept > 0) {
        kept--;
      } else if (!keeps(dataClass, text[i], i - start)) {
        text[i] = STAR;
      }
    }
  }

  private static boolean keeps(DataClass dataClass, char each, int index) {
    return switch (dataClass) {
      case EMAIL_ADDRESS -> each == '@' || each == '.';
      case IBAN_CODE -> index < 2 || each == ' ' || each == '-';
      case SECRET -> each == '\n' || each == '\r';
      default -> each < '0' || each > '9' && each < 'A' || each > 'Z' && each < 'a';
    };
  }
}

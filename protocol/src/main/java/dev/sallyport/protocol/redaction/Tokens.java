// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.DataClass;
import java.util.random.RandomGenerator;

/** What looks like a value of a class and is none. */
final class Tokens {
  private static final int IBAN_PREFIX = 4;
  private static final int LETTERS = 26;

  private Tokens() {}

  /**
   * Puts a token in the place of a value: letters and digits become others of their kind.
   *
   * @return how many characters were drawn
   */
  static int draw(DataClass dataClass, char[] value, boolean number, RandomGenerator random) {
    int drawn = 0;
    int seen = 0;
    for (int i = 0; i < value.length; i++) {
      char each = value[i];
      boolean letterOrDigit = isDigit(each) || isCapital(each) || isSmall(each);
      if (!letterOrDigit) {
        continue;
      }
      seen++;
      if (dataClass == DataClass.IBAN_CODE && seen <= IBAN_PREFIX) {
        // The country stays; no account has these check digits.
        value[i] = seen <= 2 ? each : '0';
      } else {
        value[i] = other(each, number && seen == 1, random);
        drawn++;
      }
    }
    if (dataClass == DataClass.CREDIT_CARD && luhn(value)) {
      breakLast(value);
    } else if (dataClass == DataClass.US_SSN && !number) {
      noArea(value);
    }
    return drawn;
  }

  private static char other(char each, boolean notZero, RandomGenerator random) {
    if (isDigit(each)) {
      return (char) (notZero ? '1' + random.nextInt(9) : '0' + random.nextInt(10));
    }
    return (char) ((isCapital(each) ? 'A' : 'a') + random.nextInt(LETTERS));
  }

  /** Returns whether its digits pass the check of cards (ISO/IEC 7812-1, annex B). */
  static boolean luhn(char[] value) {
    int sum = 0;
    int count = 0;
    for (int i = value.length - 1; i >= 0; i--) {
      if (isDigit(value[i])) {
        int digit = value[i] - '0';
        int twice = 2 * digit > 9 ? 2 * digit - 9 : 2 * digit;
        sum += count % 2 == 0 ? digit : twice;
        count++;
      }
    }
    return sum % 10 == 0;
  }

  private static void breakLast(char[] value) {
    for (int i = value.length - 1; i >= 0; i--) {
      if (isDigit(value[i])) {
        value[i] = (char) ('0' + (value[i] - '0' + 1) % 10);
        return;
      }
    }
  }

  /** No number of that area was ever given out. */
  private static void noArea(char[] value) {
    int digits = 0;
    for (int i = 0; i < value.length && digits < 3; i++) {
      if (isDigit(value[i])) {
        value[i] = '0';
        digits++;
      }
    }
  }

  private static boolean isDigit(char each) {
    return each >= '0' && each <= '9';
  }

  private static boolean isCapital(char each) {
    return each >= 'A' && each <= 'Z';
  }

  private static boolean isSmall(char each) {
    return each >= 'a' && each <= 'z';
  }
}

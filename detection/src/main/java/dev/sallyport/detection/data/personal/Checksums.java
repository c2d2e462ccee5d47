// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

/** Check digits. Each takes the letters and digits of a value, in capitals, and their number. */
final class Checksums {
  private static final int[][] DIHEDRAL = new int[10][10];
  private static final int[] PERMUTED = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};

  static {
    for (int a = 0; a < 10; a++) {
      for (int b = 0; b < 10; b++) {
        DIHEDRAL[a][b] =
            a < 5
                ? b < 5 ? (a + b) % 5 : 5 + (a + b) % 5
                : b < 5 ? 5 + Math.floorMod(a - 5 - b, 5) : Math.floorMod(a - b, 5);
      }
    }
  }

  private Checksums() {}

  /** ISO/IEC 7812, annex B. */
  static boolean luhn(byte[] value, int from, int to) {
    int sum = 0;
    for (int i = to - 1, place = 0; i >= from; i--, place++) {
      int digit = value[i] - '0';
      int doubled = place % 2 == 1 ? digit * 2 : digit;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
  }

  /** ISO 7064, MOD 97-10, with the first four signs moved behind the rest, as in IBANs. */
  static boolean mod97(byte[] value, int length) {
    int rest = 0;
    for (int i = 0; i < length; i++) {
      byte b = value[(i + 4) % length];
      rest = b >= 'A' ? (rest * 100 + (b - 'A' + 10)) % 97 : (rest * 10 + (b - '0')) % 97;
    }
    return rest == 1;
  }

  /** ISO 7064, MOD 11,10. */
  static boolean mod11and10(byte[] value, int from, int to) {
    int product = 10;
    for (int i = from; i < to - 1; i++) {
      int sum = (value[i] - '0' + product) % 10;
      product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    return (11 - product) % 10 == value[to - 1] - '0';
  }

  /** Verhoeff's. */
  static boolean verhoeff(byte[] value, int length) {
    int check = 0;
    for (int i = 0; i < length; i++) {
      int digit = value[length - 1 - i] - '0';
      for (int round = i % 8; round > 0; round--) {
        digit = PERMUTED[digit];
      }
      check = DIHEDRAL[check][digit];
    }
    return check == 0;
  }

  /** Returns the sum of digits by their weights. */
  static int weighted(byte[] value, int from, int[] weights) {
    int sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += (value[from + i] - '0') * weights[i];
    }
    return sum;
  }

  static int digit(byte[] value, int at) {
    return value[at] - '0';
  }

  static int number(byte[] value, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + (value[i] - '0');
    }
    return number;
  }

  static boolean allSame(byte[] value, int length) {
    for (int i = 1; i < length; i++) {
      if (value[i] != value[0]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a day and month exist, in any year. */
  static boolean isDay(int month, int day) {
    return month >= 1
        && month <= 12
        && day >= 1
        && day
            <= (month == 2 ? 29 : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31);
  }
}

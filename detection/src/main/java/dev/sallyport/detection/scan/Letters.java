// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

/** ASCII letters in bytes. */
public final class Letters {
  private Letters() {}

  /** Returns a byte with ASCII letters in lower case. */
  public static int lower(byte value) {
    return value >= 'A' && value <= 'Z' ? value + 32 : value & 0xff;
  }

  /** Returns text with ASCII letters in lower case. */
  public static String lower(String text) {
    char[] lowered = text.toCharArray();
    for (int i = 0; i < lowered.length; i++) {
      if (lowered[i] >= 'A' && lowered[i] <= 'Z') {
        lowered[i] += 32;
      }
    }
    return new String(lowered);
  }

  /** Returns whether a byte is an ASCII letter. */
  public static boolean letter(byte value) {
    int lower = value | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  /** Returns whether a byte is an ASCII digit. */
  public static boolean digit(byte value) {
    return value >= '0' && value <= '9';
  }

  /** Returns whether a byte is an ASCII letter or digit. */
  public static boolean alphanumeric(byte value) {
    return digit(value) || letter(value);
  }

  /**
   * Returns whether text stands at an index, letters in any case.
   *
   * @param lowered in lower case
   */
  public static boolean at(byte[] bytes, int index, int to, String lowered) {
    if (index < 0 || to - index < lowered.length()) {
      return false;
    }
    for (int i = 0; i < lowered.length(); i++) {
      if (lower(bytes[index + i]) != lowered.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Returns where text stands first in a range, letters in any case, or -1. */
  public static int find(byte[] bytes, int from, int to, String lowered) {
    for (int i = from; i + lowered.length() <= to; i++) {
      if (at(bytes, i, to, lowered)) {
        return i;
      }
    }
    return -1;
  }
}

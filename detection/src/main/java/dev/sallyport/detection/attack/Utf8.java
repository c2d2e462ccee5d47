// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/** Says whether escaped bytes are UTF-8 (RFC 3629). */
final class Utf8 {
  private Utf8() {}

  /**
   * Returns whether text with percent escapes holds bytes that are no UTF-8, or longer than due.
   */
  static boolean broken(String escaped) {
    int pending = 0;
    int least = 0;
    int point = 0;
    for (int i = 0; i < escaped.length(); i++) {
      int value = escaped.charAt(i);
      if (value == '%'
          && i + 2 < escaped.length()
          && Ascii.hex(escaped.charAt(i + 1)) >= 0
          && Ascii.hex(escaped.charAt(i + 2)) >= 0) {
        value = Ascii.hex(escaped.charAt(i + 1)) << 4 | Ascii.hex(escaped.charAt(i + 2));
        i += 2;
      }
      if (pending > 0) {
        if ((value & 0xc0) != 0x80) {
          return true;
        }
        point = point << 6 | (value & 0x3f);
        pending--;
        if (pending == 0 && point < least) {
          return true;
        }
      } else if (value >= 0x80 && value <= 0xff) {
        pending = value >= 0xf0 && value <= 0xf4 ? 3 : value >= 0xe0 ? 2 : value >= 0xc0 ? 1 : -1;
        if (pending < 0 || value > 0xf4) {
          return true;
        }
        point = value & (0x3f >> pending);
        least = pending == 1 ? 0x80 : pending == 2 ? 0x800 : 0x10000;
      }
    }
    return pending > 0;
  }
}

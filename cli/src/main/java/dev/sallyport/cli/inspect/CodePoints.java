// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.inspect;

/** Counts Unicode code points up to bytes of UTF-8, asked for in rising order. */
final class CodePoints {
  private final byte[] utf8;
  private int at;
  private int count;

  CodePoints(byte[] utf8) {
    this.utf8 = utf8;
  }

  /** Returns how many code points begin before a byte. */
  int before(int index) {
    count += between(utf8, at, index);
    at = index;
    return count;
  }

  /** Returns how many code points begin in a range; negative when it runs backwards. */
  static int between(byte[] utf8, int from, int to) {
    int points = 0;
    for (int i = from; i < to; i++) {
      points += (utf8[i] & 0xC0) != 0x80 ? 1 : 0;
    }
    return points;
  }
}

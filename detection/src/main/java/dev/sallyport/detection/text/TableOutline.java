// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

import java.util.Arrays;

/**
 * Fills an {@link Outline} without vectors. What a byte is stands in a table, one byte of a long
 * for each of eight kinds; the bits of eight bytes are gathered there by shifting, and those of
 * sixty-four turned so that each kind has its own long. So no branch depends on the text.
 */
final class TableOutline {
  private static final int STEP = 8;

  /** For each byte the first eight kinds, and the others. */
  private static final long[] FIRST = table(0);

  private static final long[] OTHERS = table(STEP);

  private TableOutline() {}

  private static long[] table(int kind) {
    long[] table = new long[256];
    for (int b = 0; b < 256; b++) {
      int kinds = kinds(b) >>> kind;
      for (int i = 0; i < STEP; i++) {
        table[b] |= (kinds >>> i & 1L) << 8 * i;
      }
    }
    return table;
  }

  /** Returns the kinds of a byte, one bit each. */
  private static int kinds(int b) {
    boolean letter = (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
    int digit = bit(b >= '0' && b <= '9', Outline.DIGIT);
    int capital = bit(b >= 'A' && b <= 'Z', Outline.CAPITAL);
    int high = bit(b >= 0x80, Outline.HIGH);
    int atOrColon = bit(b == '@' || b == ':', Outline.AT_OR_COLON);
    int line = bit(b == '\n', Outline.LINE);
    int foldable = bit(b == 0xC2 || b == 0xE2 || b == 0xEF, Outline.FOLDABLE);
    boolean word = letter || digit != 0 || b == '_';
    boolean keyWorth = (digit | line | atOrColon | foldable) != 0;
    return digit
        | capital
        | high
        | atOrColon
        | line
        | foldable
        | bit(word, Outline.WORD)
        | bit(b == '"' || b == '\\', Outline.QUOTE)
        | bit(b == ' ', Outline.SPACE)
        | bit(!word && b != ' ' && b != ',', Outline.SIGN)
        | bit(b == '.', Outline.DOT)
        | bit(b == '<', Outline.LESS)
        | bit(b == '&', Outline.AMPERSAND)
        | bit(b == '_', Outline.UNDERSCORE)
        | bit(keyWorth || (capital | high) != 0, Outline.WORTH)
        | bit(keyWorth || b == ' ', Outline.KEY_WORTH);
  }

  private static int bit(boolean is, int kind) {
    return is ? 1 << kind : 0;
  }

  /** Does what {@link VectorOutline#fill} does. */
  static void fill(byte[] bytes, int from, int to, long[] bits, byte[] last) {
    int slot = 0;
    int at = from;
    for (; at + Outline.BLOCK <= to; at += Outline.BLOCK) {
      block(bytes, at, bits, slot);
      slot += Outline.KINDS;
    }
    if (at < to) {
      int length = to - at;
      System.arraycopy(bytes, at, last, 0, length);
      Arrays.fill(last, length, Outline.BLOCK, (byte) ',');
      block(last, 0, bits, slot);
      slot += Outline.KINDS;
    }
    Arrays.fill(bits, slot, slot + Outline.BEHIND * Outline.KINDS, 0);
  }

  private static void block(byte[] bytes, int at, long[] bits, int slot) {
    turned(FIRST, bytes, at, bits, slot);
    turned(OTHERS, bytes, at, bits, slot + STEP);
  }

  /** Writes eight kinds of sixty-four bytes: rows of eight bytes turned into columns. */
  private static void turned(long[] table, byte[] bytes, int at, long[] bits, int slot) {
    long a = gathered(table, bytes, at);
    long b = gathered(table, bytes, at + 8);
    long c = gathered(table, bytes, at + 16);
    long d = gathered(table, bytes, at + 24);
    long e = gathered(table, bytes, at + 32);
    long f = gathered(table, bytes, at + 40);
    long g = gathered(table, bytes, at + 48);
    long h = gathered(table, bytes, at + 56);
    long low = 0xFFFFFFFFL;
    long ae = a & low | e << 32;
    long bf = b & low | f << 32;
    long cg = c & low | g << 32;
    long dh = d & low | h << 32;
    four(ae, bf, cg, dh, bits, slot);
    four(
        a >>> 32 | e & ~low,
        b >>> 32 | f & ~low,
        c >>> 32 | g & ~low,
        d >>> 32 | h & ~low,
        bits,
        slot + 4);
  }

  private static void four(long p, long q, long r, long s, long[] bits, int slot) {
    long pairs = 0x0000FFFF0000FFFFL;
    two(p & pairs | (r & pairs) << 16, q & pairs | (s & pairs) << 16, bits, slot);
    two(p >>> 16 & pairs | r & ~pairs, q >>> 16 & pairs | s & ~pairs, bits, slot + 2);
  }

  private static void two(long p, long q, long[] bits, int slot) {
    long single = 0x00FF00FF00FF00FFL;
    bits[slot] = p & single | (q & single) << 8;
    bits[slot + 1] = p >>> 8 & single | q & ~single;
  }

  private static long gathered(long[] table, byte[] bytes, int at) {
    return table[bytes[at] & 0xFF]
        | table[bytes[at + 1] & 0xFF] << 1
        | table[bytes[at + 2] & 0xFF] << 2
        | table[bytes[at + 3] & 0xFF] << 3
        | table[bytes[at + 4] & 0xFF] << 4
        | table[bytes[at + 5] & 0xFF] << 5
        | table[bytes[at + 6] & 0xFF] << 6
        | table[bytes[at + 7] & 0xFF] << 7;
  }
}

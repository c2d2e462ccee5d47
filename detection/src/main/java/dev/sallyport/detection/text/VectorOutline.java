// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Fills an {@link Outline}, a register of bytes at a time. Needs the incubating module of vectors,
 * so it is only named where that is present.
 */
final class VectorOutline {
  private static final VectorSpecies<Byte> SPECIES =
      ByteVector.SPECIES_PREFERRED.length() > Outline.BLOCK
          ? ByteVector.SPECIES_512
          : ByteVector.SPECIES_PREFERRED;
  private static final int STEP = SPECIES.length();

  private VectorOutline() {}

  /** Writes the bits of each block of 64 bytes, and some blocks of nothing behind. */
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
    long word = 0;
    long digit = 0;
    long capital = 0;
    long high = 0;
    long quote = 0;
    long space = 0;
    long comma = 0;
    long atOrColon = 0;
    long dot = 0;
    long line = 0;
    long less = 0;
    long ampersand = 0;
    long foldable = 0;
    long underscore = 0;
    for (int i = 0; i < Outline.BLOCK; i += STEP) {
      ByteVector text = ByteVector.fromArray(SPECIES, bytes, at + i);
      long letters =
          text.or((byte) 0x20).sub((byte) 'a').compare(VectorOperators.ULT, (byte) 26).toLong();
      long digits = text.sub((byte) '0').compare(VectorOperators.ULT, (byte) 10).toLong();
      long lines = text.eq((byte) '_').toLong();
      word |= (letters | digits | lines) << i;
      digit |= digits << i;
      underscore |= lines << i;
      capital |= text.sub((byte) 'A').compare(VectorOperators.ULT, (byte) 26).toLong() << i;
      high |= text.lt((byte) 0).toLong() << i;
      quote |= (text.eq((byte) '"').toLong() | text.eq((byte) '\\').toLong()) << i;
      space |= text.eq((byte) ' ').toLong() << i;
      comma |= text.eq((byte) ',').toLong() << i;
      atOrColon |= (text.eq((byte) '@').toLong() | text.eq((byte) ':').toLong()) << i;
      dot |= text.eq((byte) '.').toLong() << i;
      line |= text.eq((byte) '\n').toLong() << i;
      less |= text.eq((byte) '<').toLong() << i;
      ampersand |= text.eq((byte) '&').toLong() << i;
      foldable |=
          (text.eq((byte) 0xC2).toLong()
                  | text.eq((byte) 0xE2).toLong()
                  | text.eq((byte) 0xEF).toLong())
              << i;
    }
    bits[slot + Outline.WORD] = word;
    bits[slot + Outline.DIGIT] = digit;
    bits[slot + Outline.CAPITAL] = capital;
    bits[slot + Outline.HIGH] = high;
    bits[slot + Outline.QUOTE] = quote;
    bits[slot + Outline.SPACE] = space;
    bits[slot + Outline.SIGN] = ~(word | space | comma);
    bits[slot + Outline.AT_OR_COLON] = atOrColon;
    bits[slot + Outline.DOT] = dot;
    bits[slot + Outline.LINE] = line;
    bits[slot + Outline.LESS] = less;
    bits[slot + Outline.AMPERSAND] = ampersand;
    bits[slot + Outline.FOLDABLE] = foldable;
    bits[slot + Outline.UNDERSCORE] = underscore;
    bits[slot + Outline.WORTH] = digit | line | atOrColon | foldable | capital | high;
    bits[slot + Outline.KEY_WORTH] = digit | line | atOrColon | foldable | space;
  }
}

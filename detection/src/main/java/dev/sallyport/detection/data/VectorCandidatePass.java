// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The candidate pass with vectors: a whole register of bytes is looked over at once for digits, at
 * signs and colons, and only these are looked at one by one. Needs the incubating module of
 * vectors, so it is only named where that is present.
 */
final class VectorCandidatePass implements CandidatePass {
  private static final VectorSpecies<Byte> SPECIES = ByteVector.SPECIES_PREFERRED;

  /** Setting the registers up pays only for texts of some length. */
  private static final int LEAST = 4 * SPECIES.length();

  private final ScalarCandidatePass scalar = new ScalarCandidatePass();

  @Override
  public void find(byte[] bytes, int from, int to, Candidates out) {
    if (to - from < LEAST) {
      scalar.find(bytes, from, to, out);
      return;
    }
    out.colonsUntil = from;
    out.numbersUntil = from;
    int behind = from + SPECIES.loopBound(to - from);
    for (int block = from; block < behind; block += SPECIES.length()) {
      long stops = stops(ByteVector.fromArray(SPECIES, bytes, block));
      for (; stops != 0; stops &= stops - 1) {
        ScalarCandidatePass.stop(bytes, from, block + Long.numberOfTrailingZeros(stops), to, out);
      }
    }
    for (int i = behind; i < to; i++) {
      if (ScalarCandidatePass.stops(bytes[i])) {
        ScalarCandidatePass.stop(bytes, from, i, to, out);
      }
    }
  }

  private static long stops(ByteVector text) {
    // Digits and the colon stand side by side in ASCII: 0x30 to 0x3a.
    VectorMask<Byte> digitOrColon = text.sub((byte) '0').compare(VectorOperators.ULT, (byte) 11);
    return digitOrColon.or(text.eq((byte) '@')).toLong();
  }
}

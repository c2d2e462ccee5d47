// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import java.util.Arrays;

/**
 * Stretches of bytes that are worth a closer look, in order of their start. Filled by a {@link
 * CandidatePass}, again and again; not safe for use by several threads.
 */
public final class Candidates {

  /** Why a stretch is worth a look. */
  public enum Kind {
    /** Words with digits, joined by single signs as in <code>4111 1111-1111</code>. */
    NUMBERS,
    /** An at sign between words; the stretch is the sign alone. */
    AT,
    /** Hexadecimal digits with at least two colons. */
    COLONS
  }

  private static final Kind[] KINDS = Kind.values();
  private int[] ranges = new int[96];
  private int count;

  /** How far a pass got: kept here, since a pass has no memory of its own. */
  int colonsUntil;

  int numbersUntil;

  /** Forgets all. */
  public void clear() {
    count = 0;
  }

  /** Returns how many there are. */
  public int count() {
    return count;
  }

  /** Returns why one is worth a look. */
  public Kind kind(int index) {
    return KINDS[ranges[3 * index]];
  }

  /** Returns the index of its first byte. */
  public int start(int index) {
    return ranges[3 * index + 1];
  }

  /** Returns the index behind its last byte. */
  public int end(int index) {
    return ranges[3 * index + 2];
  }

  /** Adds one. */
  public void add(Kind kind, int start, int end) {
    if (3 * count == ranges.length) {
      ranges = Arrays.copyOf(ranges, 2 * ranges.length);
    }
    ranges[3 * count] = kind.ordinal();
    ranges[3 * count + 1] = start;
    ranges[3 * count + 2] = end;
    count++;
  }
}

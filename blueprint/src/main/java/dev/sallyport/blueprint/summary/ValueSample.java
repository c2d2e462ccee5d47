// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import java.util.Arrays;

/**
 * A sample of the different values that were seen, known by their keyed fingerprints alone. Of each
 * key it holds every fingerprint up to a ceiling, read as unsigned numbers (a theta sketch); where
 * more than {@value #SIZE_MAX} are below it, the ceiling falls to the lowest {@value #SIZE_MAX}.
 * Because the lowest are kept everywhere, samples are consistent: a value that is kept in one place
 * is kept in every place it went through, unless the ceiling there is lower. As long as nothing
 * made the ceiling fall the sample is {@link #complete}.
 *
 * <p>Fingerprints of different keys cannot be compared, so each key has its own part; the {@value
 * #KEYS_MAX} newest are kept. {@link #union} commutes, associates and is idempotent. Immutable.
 */
public final class ValueSample {
  /** Most fingerprints of one key. */
  public static final int SIZE_MAX = 32;

  /** Most keys. */
  public static final int KEYS_MAX = 2;

  /** The ceiling of a part that holds all that was seen: the highest unsigned number. */
  public static final long ALL = -1;

  /** No value. */
  public static final ValueSample NONE = new ValueSample(new Part[0]);

  private static final double UNSIGNED_RANGE = 0x1p64;

  /** Newest key first. */
  private final Part[] parts;

  /** What is kept of one key: fingerprints in unsigned order, none above the ceiling. */
  private record Part(int key, long ceiling, long[] lowest) {
    /** Returns a part of sorted distinct fingerprints, cut to the bounds. */
    static Part of(int key, long ceiling, long[] sorted, int used) {
      int kept = used;
      while (kept > 0 && Long.compareUnsigned(sorted[kept - 1], ceiling) > 0) {
        kept--;
      }
      boolean full = kept > SIZE_MAX;
      kept = full ? SIZE_MAX : kept;
      long top = full ? sorted[kept - 1] : ceiling;
      return new Part(key, top, kept == sorted.length ? sorted : Arrays.copyOf(sorted, kept));
    }

    boolean isAbove(long fingerprint) {
      return Long.compareUnsigned(fingerprint, ceiling) > 0;
    }

    Part union(Part other) {
      long[] both = new long[lowest.length + other.lowest.length];
      int used = 0;
      int i = 0;
      int j = 0;
      while (i < lowest.length || j < other.lowest.length) {
        int order =
            i == lowest.length
                ? 1
                : j == other.lowest.length ? -1 : Long.compareUnsigned(lowest[i], other.lowest[j]);
        both[used++] = order <= 0 ? lowest[i] : other.lowest[j];
        i += order <= 0 ? 1 : 0;
        j += order >= 0 ? 1 : 0;
      }
      return of(key, lower(ceiling, other.ceiling), both, used);
    }

    double estimate() {
      if (ceiling == ALL) {
        return lowest.length;
      }
      boolean ceilingKept = lowest.length > 0 && lowest[lowest.length - 1] == ceiling;
      double share = ((ceiling >>> 1) * 2.0 + 1) / UNSIGNED_RANGE;
      return Math.max(lowest.length, (lowest.length - (ceilingKept ? 1 : 0)) / share);
    }

    boolean holds(long fingerprint) {
      int low = 0;
      int high = lowest.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = Long.compareUnsigned(lowest[middle], fingerprint);
        if (order == 0) {
          return true;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle - 1;
      }
      return false;
    }

    boolean same(Part other) {
      return key == other.key && ceiling == other.ceiling && Arrays.equals(lowest, other.lowest);
    }
  }

  private ValueSample(Part[] parts) {
    this.parts = parts;
  }

  /** Returns the sample of these fingerprints, in any order and with repetitions. */
  public static ValueSample of(int keyId, long... fingerprints) {
    return below(keyId, ALL, fingerprints);
  }

  /**
   * Returns the sample of fingerprints of which only those up to a ceiling are known.
   *
   * @param keyId number of the key, from 1
   * @param ceiling highest fingerprint that would be known, read as unsigned; {@link #ALL} when all
   *     are
   * @param fingerprints in any order and with repetitions; those above the ceiling are left out
   */
  public static ValueSample below(int keyId, long ceiling, long... fingerprints) {
    if (keyId < 1) {
      throw new IllegalArgumentException("key " + keyId + " (expected: from 1)");
    }
    if (fingerprints.length == 0 && ceiling == ALL) {
      return NONE;
    }
    long[] sorted = fingerprints.clone();
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] ^= Long.MIN_VALUE;
    }
    Arrays.sort(sorted);
    int used = 0;
    for (int i = 0; i < sorted.length; i++) {
      long value = sorted[i] ^ Long.MIN_VALUE;
      if (used == 0 || sorted[used - 1] != value) {
        sorted[used++] = value;
      }
    }
    return new ValueSample(new Part[] {Part.of(keyId, ceiling, sorted, used)});
  }

  /** Returns how many keys it has parts of, at most {@value #KEYS_MAX}. */
  public int keys() {
    return parts.length;
  }

  /** Returns the number of the key of a part; the newest is at 0. */
  public int key(int part) {
    return parts[part].key;
  }

  /** Returns up to which fingerprint a part holds all; {@link #ALL} when it is complete. */
  public long ceiling(int part) {
    return parts[part].ceiling;
  }

  /** Returns the fingerprints of a part, lowest first. */
  public long[] fingerprints(int part) {
    return parts[part].lowest.clone();
  }

  /** Returns how many fingerprints are kept. */
  public int size() {
    int size = 0;
    for (Part part : parts) {
      size += part.lowest.length;
    }
    return size;
  }

  /**
   * Returns how many different values there were: exact where the sample is complete, else an
   * estimate (some 18 % standard error for a full one). Of the key under which most were seen,
   * since the same value counts again under each.
   */
  public double estimate() {
    double most = 0;
    for (Part part : parts) {
      most = Math.max(most, part.estimate());
    }
    return most;
  }

  /** Returns whether it holds every value that was seen under the newest two keys. */
  public boolean complete() {
    for (Part part : parts) {
      if (part.ceiling != ALL) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether the value is in the sample, under any key. */
  public boolean holds(long fingerprint) {
    for (Part part : parts) {
      if (part.holds(fingerprint)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the value is not in the sample but may have been seen: it is too high. */
  public boolean mayHaveSeen(long fingerprint) {
    boolean above = false;
    for (Part part : parts) {
      above |= part.isAbove(fingerprint);
    }
    return above && !holds(fingerprint);
  }

  /** Returns whether adding the value would change nothing, as it is above the key's ceiling. */
  boolean isAbove(int keyId, long fingerprint) {
    for (Part part : parts) {
      if (part.key == keyId) {
        return part.isAbove(fingerprint);
      }
    }
    return false;
  }

  /** Returns the sample of values seen by either. */
  public ValueSample union(ValueSample other) {
    if (parts.length == 0 || equals(other)) {
      return other;
    }
    if (other.parts.length == 0) {
      return this;
    }
    Part[] both = new Part[KEYS_MAX];
    int used = 0;
    int a = 0;
    int b = 0;
    while (used < KEYS_MAX && (a < parts.length || b < other.parts.length)) {
      int left = a < parts.length ? parts[a].key : 0;
      int right = b < other.parts.length ? other.parts[b].key : 0;
      if (left == right) {
        both[used++] = parts[a++].union(other.parts[b++]);
      } else {
        both[used++] = left > right ? parts[a++] : other.parts[b++];
      }
    }
    return new ValueSample(Arrays.copyOf(both, used));
  }

  /** Returns the sample with only the fingerprints up to a ceiling. */
  public ValueSample thinned(long ceiling) {
    Part[] thinner = new Part[parts.length];
    for (int i = 0; i < parts.length; i++) {
      Part part = parts[i];
      long top = lower(part.ceiling, ceiling);
      thinner[i] = Part.of(part.key, top, part.lowest, part.lowest.length);
    }
    return new ValueSample(thinner);
  }

  private static long lower(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0 ? a : b;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof ValueSample that) || parts.length != that.parts.length) {
      return false;
    }
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].same(that.parts[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (Part part : parts) {
      hash = hash * 31 + part.key;
      hash = hash * 31 + Arrays.hashCode(part.lowest);
    }
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("ValueSample");
    for (Part part : parts) {
      text.append('[').append(part.key).append(": ").append(part.lowest.length);
      text.append(part.ceiling == ALL ? " complete]" : " sampled]");
    }
    return text.toString();
  }
}

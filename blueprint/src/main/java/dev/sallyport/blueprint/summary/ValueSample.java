// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * A sample of the different values that were seen, known by their keyed fingerprints alone: of each
 * key the {@value #SIZE_MAX} lowest fingerprints, read as unsigned numbers (a bottom-k, or k
 * minimum values, sketch). Because the lowest are kept everywhere, the sample is consistent: a
 * value that is in the sample of one place is in that of every place it went through, unless more
 * low values went there. With at most {@value #SIZE_MAX} different values it holds all of them.
 *
 * <p>Fingerprints of different keys cannot be compared, so each key has its own part; the {@value
 * #KEYS_MAX} newest are kept. {@link #union} commutes, associates and is idempotent. Immutable.
 */
public final class ValueSample {
  /** Most fingerprints of one key. */
  public static final int SIZE_MAX = 32;

  /** Most keys. */
  public static final int KEYS_MAX = 2;

  /** No value. */
  public static final ValueSample NONE = new ValueSample(new int[0], new long[0][]);

  private static final double UNSIGNED_RANGE = 0x1p64;

  private final int[] keys;
  private final long[][] lowest;

  private ValueSample(int[] keys, long[][] lowest) {
    this.keys = keys;
    this.lowest = lowest;
  }

  /**
   * Returns the sample of these fingerprints, in any order and with repetitions.
   *
   * @param keyId number of the key, from 1
   */
  public static ValueSample of(int keyId, long... fingerprints) {
    if (keyId < 1) {
      throw new IllegalArgumentException("key " + keyId + " (expected: from 1)");
    }
    if (fingerprints.length == 0) {
      return NONE;
    }
    long[] sorted = fingerprints.clone();
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] ^= Long.MIN_VALUE;
    }
    Arrays.sort(sorted);
    int used = 0;
    for (int i = 0; i < sorted.length && used < SIZE_MAX; i++) {
      long value = sorted[i] ^ Long.MIN_VALUE;
      if (used == 0 || sorted[used - 1] != value) {
        sorted[used++] = value;
      }
    }
    return new ValueSample(new int[] {keyId}, new long[][] {Arrays.copyOf(sorted, used)});
  }

  /** Returns how many keys it has parts of, at most {@value #KEYS_MAX}. */
  public int keys() {
    return keys.length;
  }

  /** Returns the number of the key of a part; the newest is at 0. */
  public int key(int part) {
    return keys[part];
  }

  /** Returns the fingerprints of a part, lowest first. */
  public long[] fingerprints(int part) {
    return lowest[part].clone();
  }

  /**
   * Returns how many different values there were: exact below {@value #SIZE_MAX}, else an estimate
   * (some 18 % standard error). Of the key under which most were seen, since the same value counts
   * again under each.
   */
  public double estimate() {
    double most = 0;
    for (long[] part : lowest) {
      most = Math.max(most, estimate(part));
    }
    return most;
  }

  /** Returns whether it surely holds every value that was seen under the newest two keys. */
  public boolean complete() {
    for (long[] part : lowest) {
      if (part.length >= SIZE_MAX) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether the value is in the sample, under any key. */
  public boolean holds(long fingerprint) {
    for (long[] part : lowest) {
      if (search(part, fingerprint) >= 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns whether the value may have been seen although it is not in the sample: more low values
   * were seen than it keeps.
   */
  public boolean mayHaveSeen(long fingerprint) {
    if (holds(fingerprint)) {
      return false;
    }
    for (long[] part : lowest) {
      if (part.length >= SIZE_MAX && Long.compareUnsigned(fingerprint, part[part.length - 1]) > 0) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether adding the value would change nothing, as lower ones fill the key's part. */
  boolean isAbove(int keyId, long fingerprint) {
    for (int i = 0; i < keys.length; i++) {
      long[] part = lowest[i];
      if (keys[i] == keyId) {
        return part.length >= SIZE_MAX
            && Long.compareUnsigned(fingerprint, part[part.length - 1]) > 0;
      }
    }
    return false;
  }

  /** Returns a fingerprint that both hold; empty when there is none. */
  public OptionalLong shared(ValueSample other) {
    for (long[] part : lowest) {
      for (long fingerprint : part) {
        if (other.holds(fingerprint)) {
          return OptionalLong.of(fingerprint);
        }
      }
    }
    return OptionalLong.empty();
  }

  /** Returns the sample of values seen by either. */
  public ValueSample union(ValueSample other) {
    if (keys.length == 0 || this == other) {
      return other;
    }
    if (other.keys.length == 0) {
      return this;
    }
    int[] bothKeys = new int[KEYS_MAX];
    long[][] bothLowest = new long[KEYS_MAX][];
    int used = 0;
    for (int a = 0, b = 0; used < KEYS_MAX && (a < keys.length || b < other.keys.length); used++) {
      int left = a < keys.length ? keys[a] : 0;
      int right = b < other.keys.length ? other.keys[b] : 0;
      bothKeys[used] = Math.max(left, right);
      if (left == right) {
        bothLowest[used] = merge(lowest[a++], other.lowest[b++]);
      } else {
        bothLowest[used] = left > right ? lowest[a++] : other.lowest[b++];
      }
    }
    return new ValueSample(Arrays.copyOf(bothKeys, used), Arrays.copyOf(bothLowest, used));
  }

  private static long[] merge(long[] a, long[] b) {
    long[] both = new long[Math.min(SIZE_MAX, a.length + b.length)];
    int used = 0;
    for (int i = 0, j = 0; used < both.length && (i < a.length || j < b.length); used++) {
      int order = i == a.length ? 1 : j == b.length ? -1 : Long.compareUnsigned(a[i], b[j]);
      both[used] = order <= 0 ? a[i] : b[j];
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return used == both.length ? both : Arrays.copyOf(both, used);
  }

  private static double estimate(long[] part) {
    if (part.length < SIZE_MAX) {
      return part.length;
    }
    long highest = part[part.length - 1];
    double share = ((highest >>> 1) * 2.0 + 1) / UNSIGNED_RANGE;
    return Math.max(SIZE_MAX, (SIZE_MAX - 1) / share);
  }

  private static int search(long[] part, long fingerprint) {
    int low = 0;
    int high = part.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Long.compareUnsigned(part[middle], fingerprint);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ValueSample that
        && Arrays.equals(keys, that.keys)
        && Arrays.deepEquals(lowest, that.lowest);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(keys) * 31 + Arrays.deepHashCode(lowest);
  }

  @Override
  public String toString() {
    return "ValueSample" + Arrays.toString(keys) + Arrays.deepToString(lowest);
  }
}

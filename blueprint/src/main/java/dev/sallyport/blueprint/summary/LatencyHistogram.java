// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import java.util.Arrays;
import java.util.Collection;

/**
 * Latencies in buckets whose width grows with the value, so that the relative error is the same
 * everywhere and two histograms add up exactly, bucket by bucket.
 *
 * <p>The layout is that of the exponential histogram of the OpenTelemetry metrics data model at
 * scale 3: bucket boundaries are the powers of 2^(1/8), so a value reported as its bucket's
 * geometric middle is off by at most 4.5 %. Unlike there a bucket holds its lower boundary, not its
 * upper one, and the range is fixed: all below 1 microsecond (1,024 ns) counts in the first bucket,
 * all from 2^41 ns (37 minutes) in the last. That makes {@value #BUCKETS} buckets, of which only
 * the stretch between the first and the last that are not empty is kept.
 */
public final class LatencyHistogram {
  /** Number of buckets of the layout. */
  public static final int BUCKETS = 250;

  /** Nothing counted. */
  public static final LatencyHistogram NONE = new LatencyHistogram(0, new long[0]);

  private static final int LOWEST_OCTAVE = 10;
  private static final int PER_OCTAVE = 8;

  /** 2^(i/8) for i = 1 to 7 as fixed-point numbers with 62 fraction bits, the leading one at 62. */
  private static final long[] STEPS = steps();

  private final int offset;
  private final long[] counts;

  private LatencyHistogram(int offset, long[] counts) {
    this.offset = offset;
    this.counts = counts;
  }

  /**
   * Returns the histogram with these counts.
   *
   * @param offset bucket of the first count
   * @param counts counts of consecutive buckets, none negative
   * @throws IllegalArgumentException when a bucket is out of the layout or a count negative
   */
  public static LatencyHistogram of(int offset, long... counts) {
    if (offset < 0 || counts.length > BUCKETS || offset > BUCKETS - counts.length) {
      throw new IllegalArgumentException(
          "buckets " + offset + "+" + counts.length + " (expected: within 0 to " + BUCKETS + ")");
    }
    int from = 0;
    int to = counts.length;
    while (from < to && counts[from] == 0) {
      from++;
    }
    while (to > from && counts[to - 1] == 0) {
      to--;
    }
    for (int i = from; i < to; i++) {
      if (counts[i] < 0) {
        throw new IllegalArgumentException("count: " + counts[i] + " (expected: not negative)");
      }
    }
    return from == to
        ? NONE
        : new LatencyHistogram(offset + from, Arrays.copyOfRange(counts, from, to));
  }

  /** Returns the bucket, 0 to {@value #BUCKETS} - 1, that counts a latency in nanoseconds. */
  public static int bucket(long nanos) {
    if (nanos < 1L << LOWEST_OCTAVE) {
      return 0;
    }
    int octave = 63 - Long.numberOfLeadingZeros(nanos);
    long mantissa = nanos << (62 - octave);
    int step = mantissa >= STEPS[4] ? 4 : 0;
    step += mantissa >= STEPS[step + 2] ? 2 : 0;
    step += mantissa >= STEPS[step + 1] ? 1 : 0;
    return Math.min(BUCKETS - 1, 1 + (octave - LOWEST_OCTAVE) * PER_OCTAVE + step);
  }

  /** Returns the smallest latency in nanoseconds that the bucket counts. */
  public static double lowerBoundNanos(int bucket) {
    return bucket == 0 ? 0 : Math.pow(2, LOWEST_OCTAVE + (bucket - 1) / (double) PER_OCTAVE);
  }

  /** Returns the first bucket that is not empty; 0 when all are. */
  public int offset() {
    return offset;
  }

  /** Returns a copy of the counts from {@link #offset()} to the last bucket that is not empty. */
  public long[] counts() {
    return counts.clone();
  }

  /** Returns the number of latencies counted. */
  public long count() {
    long sum = 0;
    for (long count : counts) {
      sum = Counting.add(sum, count);
    }
    return sum;
  }

  /**
   * Returns the latency, in nanoseconds, that a share of all latencies does not exceed, off by at
   * most 4.5 %; -1 when nothing was counted.
   *
   * @param share 0 to 1
   */
  public double quantileNanos(double share) {
    long total = count();
    if (total == 0) {
      return -1;
    }
    double rank = Math.max(1, Math.ceil(share * total));
    double seen = 0;
    int last = counts.length - 1;
    for (int i = 0; i < last; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return middleNanos(offset + i);
      }
    }
    return middleNanos(offset + last);
  }

  /** Returns the histogram of all together; cheaper than adding them one by one. */
  public static LatencyHistogram sum(Collection<LatencyHistogram> parts) {
    int from = BUCKETS;
    int to = 0;
    for (LatencyHistogram part : parts) {
      if (part.counts.length > 0) {
        from = Math.min(from, part.offset);
        to = Math.max(to, part.offset + part.counts.length);
      }
    }
    if (from >= to) {
      return NONE;
    }
    long[] all = new long[to - from];
    for (LatencyHistogram part : parts) {
      for (int i = 0; i < part.counts.length; i++) {
        int at = part.offset - from + i;
        all[at] = Counting.add(all[at], part.counts[i]);
      }
    }
    return new LatencyHistogram(from, all);
  }

  /** Returns the histogram of both together. */
  public LatencyHistogram plus(LatencyHistogram other) {
    if (counts.length == 0) {
      return other;
    }
    if (other.counts.length == 0) {
      return this;
    }
    int from = Math.min(offset, other.offset);
    int to = Math.max(offset + counts.length, other.offset + other.counts.length);
    long[] both = new long[to - from];
    System.arraycopy(counts, 0, both, offset - from, counts.length);
    for (int i = 0; i < other.counts.length; i++) {
      int at = other.offset - from + i;
      both[at] = Counting.add(both[at], other.counts[i]);
    }
    return new LatencyHistogram(from, both);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LatencyHistogram that
        && offset == that.offset
        && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return 31 * offset + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "LatencyHistogram[" + offset + Arrays.toString(counts) + "]";
  }

  private static double middleNanos(int bucket) {
    return bucket == 0 ? 512 : lowerBoundNanos(bucket) * Math.pow(2, 0.5 / PER_OCTAVE);
  }

  private static long[] steps() {
    long[] steps = new long[PER_OCTAVE];
    for (int i = 0; i < PER_OCTAVE; i++) {
      steps[i] = (long) Math.ceil(Math.scalb(Math.pow(2, i / (double) PER_OCTAVE), 62));
    }
    return steps;
  }
}

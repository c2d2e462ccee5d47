// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import java.util.Optional;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.HllUnion;
import org.apache.datasketches.hll.TgtHllType;
import org.jspecify.annotations.Nullable;

/**
 * How many different things were seen, without keeping them: a HyperLogLog sketch of Apache
 * DataSketches with 2^{@value #LG_K} registers (about 3.3 % standard error, at most some 600
 * bytes). {@link #union} commutes, associates and is idempotent. Immutable.
 *
 * <p>Two counts are equal when their estimates are. The estimate is always the one computed from
 * the registers alone, which does not depend on the order in which sketches were joined.
 */
public final class DistinctCount {
  /** Binary logarithm of the number of registers. */
  public static final int LG_K = 10;

  /** Most bytes of {@link #toBytes()} that {@link #fromBytes} accepts. */
  public static final int BYTES_MAX = 2048;

  /** Nothing seen. */
  public static final DistinctCount NONE = new DistinctCount(null);

  private final @Nullable HllSketch sketch;

  private DistinctCount(@Nullable HllSketch sketch) {
    this.sketch = sketch;
  }

  /** Returns a copy of the sketch as it stands. */
  static DistinctCount copyOf(HllSketch sketch) {
    return sketch.isEmpty() ? NONE : new DistinctCount(sketch.copy());
  }

  /** Returns the count of one thing, given by a hash that every node computes alike. */
  public static DistinctCount of(long hash) {
    HllSketch one = newSketch();
    one.update(hash);
    return new DistinctCount(one);
  }

  /** Returns the estimated number of different things; 0 when nothing was seen. */
  public double estimate() {
    return sketch == null ? 0 : sketch.getCompositeEstimate();
  }

  /** Returns the count of things seen by either. */
  public DistinctCount union(DistinctCount other) {
    if (sketch == null) {
      return other;
    }
    if (other.sketch == null) {
      return this;
    }
    HllUnion union = new HllUnion(LG_K);
    union.update(sketch);
    union.update(other.sketch);
    return new DistinctCount(union.getResult(TgtHllType.HLL_4));
  }

  /** Returns the compact form of DataSketches; empty when nothing was seen. */
  public byte[] toBytes() {
    return sketch == null ? new byte[0] : sketch.toCompactByteArray();
  }

  /**
   * Returns the count with that compact form, or empty when the bytes are not one. Safe on hostile
   * input.
   */
  public static Optional<DistinctCount> fromBytes(byte[] bytes) {
    if (bytes.length == 0) {
      return Optional.of(NONE);
    }
    if (!SketchForm.isPlausible(bytes)) {
      return Optional.empty();
    }
    try {
      HllSketch read = HllSketch.heapify(bytes);
      double estimate = read.getCompositeEstimate();
      boolean sane = read.getLgConfigK() == LG_K && estimate >= 0 && Double.isFinite(estimate);
      return sane ? Optional.of(new DistinctCount(rebuilt(read))) : Optional.empty();
    } catch (RuntimeException | AssertionError malformed) {
      // The library reports malformed bytes by several unchecked exceptions; all mean the same
      // here.
      return Optional.empty();
    }
  }

  static HllSketch newSketch() {
    return new HllSketch(LG_K, TgtHllType.HLL_4);
  }

  /** A union takes only the registers, so nothing else that a sender wrote is believed. */
  private static HllSketch rebuilt(HllSketch read) {
    HllUnion union = new HllUnion(LG_K);
    union.update(read);
    return union.getResult(TgtHllType.HLL_4);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DistinctCount that && Double.compare(estimate(), that.estimate()) == 0;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(estimate());
  }

  @Override
  public String toString() {
    return "DistinctCount[" + estimate() + "]";
  }
}

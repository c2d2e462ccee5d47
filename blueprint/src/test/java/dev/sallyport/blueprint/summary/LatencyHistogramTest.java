// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  @Property
  void everyLatencyLiesInItsBucket(
      @ForAll @LongRange(min = 1024, max = (1L << 41) - 1) long nanos) {
    int bucket = LatencyHistogram.bucket(nanos);
    assertThat((double) nanos).isGreaterThanOrEqualTo(LatencyHistogram.lowerBoundNanos(bucket));
    assertThat((double) nanos).isLessThan(LatencyHistogram.lowerBoundNanos(bucket + 1));
  }

  @Property
  void aSingleLatencyIsReportedWithinItsError(
      @ForAll @LongRange(min = 1024, max = (1L << 41) - 1) long nanos) {
    long[] one = {1};
    double reported = LatencyHistogram.of(LatencyHistogram.bucket(nanos), one).quantileNanos(0.5);
    assertThat(reported / nanos).isCloseTo(1, within(0.045));
  }

  @Test
  void extremesFallInTheOuterBuckets() {
    assertThat(LatencyHistogram.bucket(-1)).isZero();
    assertThat(LatencyHistogram.bucket(0)).isZero();
    assertThat(LatencyHistogram.bucket(1023)).isZero();
    assertThat(LatencyHistogram.bucket(1024)).isEqualTo(1);
    assertThat(LatencyHistogram.bucket(Long.MAX_VALUE)).isEqualTo(LatencyHistogram.BUCKETS - 1);
  }

  @Test
  void quantilesOfManyLatenciesAreWithinTheError() {
    Random random = new Random(7);
    long[] nanos = new long[20_000];
    long[] counts = new long[LatencyHistogram.BUCKETS];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = (long) Math.exp(13 + 2 * random.nextGaussian());
      counts[LatencyHistogram.bucket(nanos[i])]++;
    }
    Arrays.sort(nanos);
    LatencyHistogram histogram = LatencyHistogram.of(0, counts);
    for (double share : new double[] {0.5, 0.9, 0.99, 0.999}) {
      double exact = nanos[(int) Math.ceil(share * nanos.length) - 1];
      assertThat(histogram.quantileNanos(share) / exact).isCloseTo(1, within(0.045));
    }
  }

  @Test
  void noLatencyHasNoQuantile() {
    assertThat(LatencyHistogram.NONE.quantileNanos(0.5)).isEqualTo(-1);
  }

  @Test
  void emptyEndsAreNotKept() {
    assertThat(LatencyHistogram.of(3, 0, 0, 5, 0)).isEqualTo(LatencyHistogram.of(5, 5));
    assertThat(LatencyHistogram.of(3, 0, 0)).isEqualTo(LatencyHistogram.NONE);
  }

  @Test
  void bucketsOutOfTheLayoutAreRefused() {
    assertThatThrownBy(() -> LatencyHistogram.of(249, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LatencyHistogram.of(-1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LatencyHistogram.of(1, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

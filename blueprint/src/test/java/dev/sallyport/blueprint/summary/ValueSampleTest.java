// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ValueSampleTest {
  @Test
  void fewValuesAreAllKeptAndCountedExactly() {
    long[] values = new Random(1).longs(31).toArray();
    ValueSample sample = ValueSample.of(1, values);
    assertThat(sample.complete()).isTrue();
    assertThat(sample.estimate()).isEqualTo(31);
    for (long value : values) {
      assertThat(sample.holds(value)).isTrue();
    }
    assertThat(sample.holds(42)).isFalse();
    assertThat(sample.mayHaveSeen(42)).isFalse();
  }

  @Test
  void manyValuesAreEstimated() {
    for (int many : new int[] {100, 1000, 100_000}) {
      double sum = 0;
      for (int round = 0; round < 40; round++) {
        sum += ValueSample.of(1, new Random(round).longs(many).toArray()).estimate();
      }
      assertThat(sum / 40).isCloseTo(many, within(many * 0.15));
    }
  }

  @Test
  void everyHopKeepsTheSameValues() {
    // One place sees all values, another those of one service and others of its own.
    long[] shared = new Random(2).longs(500).toArray();
    ValueSample first = ValueSample.of(1, shared);
    ValueSample second = ValueSample.NONE;
    for (int i = 0; i < shared.length; i += 50) {
      second = second.union(ValueSample.of(1, Arrays.copyOfRange(shared, i, i + 50)));
    }
    assertThat(second).isEqualTo(first);
  }

  @Test
  void aValueOutsideAFullSampleMayHaveBeenSeen() {
    ValueSample full = ValueSample.of(1, new Random(3).longs(64).toArray());
    assertThat(full.complete()).isFalse();
    assertThat(full.mayHaveSeen(-1)).isTrue();
    assertThat(full.mayHaveSeen(0)).as("lower than all kept, so it was not seen").isFalse();
  }

  @Test
  void onlyTheNewestKeysAreKept() {
    ValueSample all =
        ValueSample.of(3, 7, 8).union(ValueSample.of(1, 5)).union(ValueSample.of(2, 6));
    assertThat(all.keys()).isEqualTo(2);
    assertThat(all.key(0)).isEqualTo(3);
    assertThat(all.key(1)).isEqualTo(2);
    assertThat(all.holds(5)).isFalse();
    assertThat(all.holds(6)).isTrue();
    assertThat(all.estimate()).isEqualTo(2);
  }

  @Test
  void aThinnedSampleSaysSoAndCountsOn() {
    ValueSample all = ValueSample.of(1, new Random(6).longs(30).toArray());
    ValueSample thin = all.thinned(Long.MIN_VALUE);
    assertThat(thin.complete()).isFalse();
    assertThat(thin.size()).isBetween(8, 22);
    assertThat(thin.estimate()).isCloseTo(30, within(14.0));
    assertThat(all.union(thin)).isEqualTo(thin);
    assertThat(ValueSample.of(1, -5).thinned(7).mayHaveSeen(-5)).isTrue();
    assertThat(ValueSample.of(1, -5).thinned(7).mayHaveSeen(6)).isFalse();
  }

  @Test
  void lowIsReadWithoutSign() {
    assertThat(ValueSample.of(1, -1, 1, -1).fingerprints(0)).containsExactly(1, -1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.summary.Window;
import java.util.BitSet;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WindowCoverageTest {
  @Property(tries = 200)
  void itAgreesWithASetOfSeconds(@ForAll long seed) {
    Random random = new Random(seed);
    WindowCoverage coverage = new WindowCoverage(1000);
    BitSet seconds = new BitSet();
    for (int i = 0; i < 60; i++) {
      Window window = new Window(random.nextInt(100), 1 + random.nextInt(7));
      int from = (int) window.startEpochSecond();
      int to = (int) window.endEpochSecond();
      int covered = seconds.get(from, to).cardinality();
      Acceptance expected =
          covered == 0
              ? Acceptance.ADDED
              : covered == to - from ? Acceptance.DUPLICATE : Acceptance.OVERLAPPING;
      assertThat(coverage.add(window)).isEqualTo(expected);
      if (expected == Acceptance.ADDED) {
        seconds.set(from, to);
      }
    }
    int gaps = seconds.length() - seconds.nextSetBit(0) - seconds.cardinality();
    assertThat(coverage.missingSeconds(0)).isEqualTo(gaps);
  }

  @Test
  void whatIsRememberedIsBounded() {
    WindowCoverage coverage = new WindowCoverage(4);
    for (int i = 0; i < 100; i++) {
      assertThat(coverage.add(new Window(i * 10L, 5))).isEqualTo(Acceptance.ADDED);
    }
    assertThat(coverage.add(new Window(0, 5))).isEqualTo(Acceptance.DUPLICATE);
    assertThat(coverage.add(new Window(5, 5))).isEqualTo(Acceptance.DUPLICATE);
    assertThat(coverage.add(new Window(985, 5))).isEqualTo(Acceptance.ADDED);
  }
}

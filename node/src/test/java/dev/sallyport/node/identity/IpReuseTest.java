// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses go from pod to pod a thousand times while they talk; nobody is ever called another. */
class IpReuseTest {
  private static final int REUSES = 1_000;

  /**
   * A connection that is accepted while its address changes hands cannot be told from the
   * successor's, so both sides count it: one in some hundreds where every address changes hands
   * every second.
   */
  private static final int MISCOUNTED_ONE_IN = 200;

  private static final int LATER_THAN_BELIEVED = 10_000;
  private static final int AS_LATE_AS_BELIEVED = 1_900;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void newsMayBeVeryLateWhereNodesVouch(long seed) {
    World world = run(new World.Manners(seed, LATER_THAN_BELIEVED, 50, true, 0, 0.7, false));
    assertThat(world.countedWrongly).hasSizeLessThan(world.connections / MISCOUNTED_ONE_IN);
    assertThat(world.named).isGreaterThan(world.connections / 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void promptNewsNamesNearlyAllThatIsCaptured(long seed) {
    World world = run(new World.Manners(seed, 300, 20, true, 0, 1, false));
    assertThat(world.countedWrongly).hasSizeLessThan(world.connections / MISCOUNTED_ONE_IN);
    assertThat(world.unidentified).isLessThan(world.connections / 10);
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8})
  void lostDatagramsMakeNobodyGuess(long seed) {
    run(new World.Manners(seed, LATER_THAN_BELIEVED, 50, true, 0.4, 0.7, false));
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 11})
  void withoutVouchingNewsMayBeAsLateAsIsBelieved(long seed) {
    run(new World.Manners(seed, AS_LATE_AS_BELIEVED, 50, false, 0, 0.7, false));
  }

  @ParameterizedTest
  @ValueSource(longs = {13, 14})
  void mixedServiceIsCountedOnceToo(long seed) {
    World world = run(new World.Manners(seed, LATER_THAN_BELIEVED, 50, true, 0, 0.7, true));
    assertThat(world.countedWrongly).hasSizeLessThan(world.connections / MISCOUNTED_ONE_IN);
  }

  @Test
  void nothingCapturedIsNamedByItsNode() {
    World world = run(new World.Manners(16, 300, 20, true, 0, 0, false));
    assertThat(world.named).isPositive();
  }

  private static World run(World.Manners manners) {
    World world = new World(manners);
    world.run(REUSES);
    assertThat(world.wrong).isEmpty();
    assertThat(world.reuses).isGreaterThanOrEqualTo(REUSES);
    return world;
  }
}

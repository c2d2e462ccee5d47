// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.summary.OpenWindow;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryBuilder;
import dev.sallyport.blueprint.summary.SummaryLimits;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WindowTurnerTest {
  private final List<Summary> summaries = new CopyOnWriteArrayList<>();
  private final WindowSchedule schedule =
      new WindowSchedule("n", "b", 1, System.currentTimeMillis(), System.nanoTime());

  @Test
  void windowsOfAllLoopsAreAddedUpAndFollowEachOther() {
    SummaryBuilder one = new SummaryBuilder(SummaryLimits.DEFAULT, schedule.clock());
    SummaryBuilder two = new SummaryBuilder(SummaryLimits.DEFAULT, schedule.clock());
    one.addBytesSeen(3);
    two.addBytesSeen(4);
    CountingLoops loops =
        (next, now) ->
            List.of(
                one.swap(new OpenWindow(SummaryLimits.DEFAULT), next),
                two.swap(new OpenWindow(SummaryLimits.DEFAULT), next));
    try (WindowTurner turner = new WindowTurner(schedule, loops, summaries::add)) {
      turner.start();
      LinkSamples.await("three windows", () -> summaries.size() >= 3);
    }
    assertThat(summaries.getFirst().tally().bytesSeen()).isEqualTo(7);
    for (int i = 1; i < summaries.size(); i++) {
      assertThat(summaries.get(i).id().window().startEpochSecond())
          .isEqualTo(summaries.get(i - 1).id().window().endEpochSecond());
    }
  }

  @Test
  void aWindowThatFailsDoesNotStopTheNext() {
    AtomicInteger turns = new AtomicInteger();
    CountingLoops loops =
        (next, now) -> {
          if (turns.getAndIncrement() == 0) {
            throw new IllegalStateException("for the test");
          }
          return List.of();
        };
    try (WindowTurner turner = new WindowTurner(schedule, loops, summaries::add)) {
      turner.start();
      LinkSamples.await("the next window", () -> !summaries.isEmpty());
    }
    assertThat(summaries.getFirst().exchanges()).isZero();
  }
}

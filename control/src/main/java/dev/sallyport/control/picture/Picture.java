// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.picture;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.graph.Acceptance;
import dev.sallyport.blueprint.graph.Blueprint;
import dev.sallyport.blueprint.graph.BlueprintLimits;
import dev.sallyport.blueprint.graph.ExpectedNode;
import dev.sallyport.blueprint.graph.LiveBlueprint;
import dev.sallyport.blueprint.graph.PolicyTally;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.control.link.SummaryIntake;
import dev.sallyport.control.store.Journal;
import dev.sallyport.control.store.SummaryBytes;
import dev.sallyport.model.PolicyId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one live blueprint. New summaries are counted at once and then journalled; what is stored
 * from earlier lives is put under them when the database answers, however late that is.
 *
 * <p>Safe for any thread; one lock around the blueprint, held while a summary is counted and
 * appended to the page cache.
 */
public final class Picture implements SummaryIntake {
  private static final Logger log = LoggerFactory.getLogger(Picture.class);

  private final Journal journal;
  private final BlueprintLimits limits;
  private final LongAdder added = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private LiveBlueprint live;

  /** Returns a picture of what the journal holds. */
  public Picture(Journal journal, BlueprintLimits limits) {
    this.journal = requireNonNull(journal, "journal");
    this.limits = requireNonNull(limits, "limits");
    this.live = new LiveBlueprint(limits);
    for (Path file : journal.seal()) {
      journal.read(file).forEach(kept -> SummaryBytes.read(kept).forEach(live::accept));
    }
  }

  @Override
  public CompletionStage<Void> take(List<Summary> summaries) {
    List<byte[]> fresh = new ArrayList<>(summaries.size());
    synchronized (this) {
      for (Summary each : summaries) {
        if (count(live.accept(each))) {
          fresh.add(SummaryBytes.write(each));
        }
      }
      return journal.append(fresh);
    }
  }

  /**
   * Builds the picture anew from what is stored, with what came meanwhile on top.
   *
   * @param stored hands every stored summary, in order of time, to the given consumer
   */
  public void rebuild(Consumer<Consumer<byte[]>> stored) {
    LiveBlueprint fresh = new LiveBlueprint(limits);
    int[] count = new int[1];
    stored.accept(
        kept ->
            SummaryBytes.read(kept)
                .forEach(
                    each -> {
                      fresh.accept(each);
                      count[0]++;
                    }));
    synchronized (this) {
      for (Path file : journal.seal()) {
        journal.read(file).forEach(kept -> SummaryBytes.read(kept).forEach(fresh::accept));
      }
      journal.held().forEach(kept -> SummaryBytes.read(kept).forEach(fresh::accept));
      live = fresh;
    }
    log.info("Blueprint: rebuilt from {} stored windows", count[0]);
  }

  /** Returns the blueprint as it stands. */
  public synchronized Blueprint snapshot(Instant now, Collection<ExpectedNode> expected) {
    return live.snapshot(now, expected);
  }

  /** Returns what every policy said, as far as summaries tell. */
  public Map<PolicyId, PolicyTally> policies(Instant now) {
    return PolicyTally.of(snapshot(now, List.of()));
  }

  /** Returns how many summaries were counted since the start. */
  public long added() {
    return added.sum();
  }

  /** Returns how many summaries came again and were left out. */
  public long duplicates() {
    return duplicates.sum();
  }

  /** Returns how many summaries could not be told from ones counted before. */
  public long refused() {
    return refused.sum();
  }

  private boolean count(Acceptance acceptance) {
    switch (acceptance) {
      case ADDED -> added.increment();
      case DUPLICATE -> duplicates.increment();
      case OVERLAPPING, TOO_OLD -> refused.increment();
    }
    return acceptance == Acceptance.ADDED;
  }
}

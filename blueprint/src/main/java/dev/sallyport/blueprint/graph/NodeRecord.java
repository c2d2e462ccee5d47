// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import dev.sallyport.blueprint.summary.Counting;
import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.Window;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is remembered of one node: which windows came, and what they said of loss. */
final class NodeRecord {
  private final String name;
  private final BlueprintLimits limits;
  private final Map<String, WindowCoverage> boots = new LinkedHashMap<>();
  private long forgottenUntil = Long.MIN_VALUE;
  private long refusedExchanges;
  private NodeTally total = NodeTally.NONE;
  private @Nullable Window latest;
  private long latestExchanges;
  private NodeTally latestTally = NodeTally.NONE;

  NodeRecord(String name, BlueprintLimits limits) {
    this.name = name;
    this.limits = limits;
  }

  Acceptance accept(Summary summary) {
    SummaryId id = summary.id();
    WindowCoverage coverage = boots.get(id.boot());
    if (coverage == null) {
      if (id.window().startEpochSecond() < forgottenUntil) {
        return Acceptance.TOO_OLD;
      }
      coverage = remember(id.boot());
    }
    Acceptance acceptance = coverage.add(id.window());
    if (acceptance == Acceptance.OVERLAPPING) {
      refusedExchanges = Counting.add(refusedExchanges, summary.exchanges());
    }
    if (acceptance == Acceptance.ADDED) {
      total = total.plus(summary.tally());
      if (latest == null || latest.endEpochSecond() <= id.window().endEpochSecond()) {
        latest = id.window();
        latestExchanges = summary.exchanges();
        latestTally = summary.tally();
      }
    }
    return acceptance;
  }

  NodeProvenance provenance(Instant now, boolean connected, long missingFrom) {
    Window last = latest;
    return new NodeProvenance(
        name,
        connected,
        last == null ? null : Instant.ofEpochSecond(last.endEpochSecond()),
        last == null ? -1 : Math.max(0, now.getEpochSecond() - last.endEpochSecond()),
        lostShare(),
        missingSeconds(missingFrom),
        total);
  }

  long refusedExchanges() {
    return refusedExchanges;
  }

  /**
   * Seconds that no window covers, within each life of the program; the time between two lives is
   * not missing from any of them.
   */
  private long missingSeconds(long fromEpochSecond) {
    long missing = 0;
    for (WindowCoverage coverage : boots.values()) {
      missing += coverage.missingSeconds(fromEpochSecond);
    }
    return missing;
  }

  private double lostShare() {
    double dropped = latestTally.exchangesDropped();
    return dropped == 0 ? 0 : dropped / (dropped + latestExchanges);
  }

  private WindowCoverage remember(String boot) {
    if (boots.size() >= limits.bootsPerNodeMax()) {
      String oldest = boots.keySet().iterator().next();
      WindowCoverage forgotten = boots.remove(oldest);
      if (forgotten != null) {
        forgottenUntil = Math.max(forgottenUntil, forgotten.endSecond());
      }
    }
    WindowCoverage added = new WindowCoverage(limits.gapsPerBootMax());
    boots.put(boot, added);
    return added;
  }
}

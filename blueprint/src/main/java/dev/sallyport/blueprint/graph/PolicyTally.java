// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import dev.sallyport.blueprint.summary.Counting;
import dev.sallyport.blueprint.summary.RulingCounts;
import dev.sallyport.blueprint.summary.RulingKey;
import dev.sallyport.model.PolicyId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one version of a policy said of all exchanges that were seen, and what was done.
 *
 * @param version the version; counts of others are not in here
 * @param allowed exchanges that it allowed
 * @param redacted exchanges of which it had values replaced
 * @param throttled exchanges that it held to a limit
 * @param denied exchanges that it denied
 * @param alerts exchanges of which it wanted somebody told
 * @param wouldDeny exchanges that it would have denied if it acted
 * @param wouldChange exchanges that it would have redacted or throttled if it acted
 * @param failedOpen exchanges that passed though they could not be checked or changed
 * @param failedClosed exchanges that were denied because they could not be checked
 * @param lastMillis when it last said anything, milliseconds since 1970
 * @param deniedEdges where it denied or would have, at most {@value #EDGES_MAX}
 */
public record PolicyTally(
    long version,
    long allowed,
    long redacted,
    long throttled,
    long denied,
    long alerts,
    long wouldDeny,
    long wouldChange,
    long failedOpen,
    long failedClosed,
    long lastMillis,
    List<EdgeId> deniedEdges) {
  /** Most edges that are listed. */
  public static final int EDGES_MAX = 50;

  public PolicyTally {
    deniedEdges = List.copyOf(deniedEdges);
  }

  /** Returns what every policy said, each by the latest version that was heard of. */
  public static Map<PolicyId, PolicyTally> of(Blueprint blueprint) {
    Map<PolicyId, Counter> counters = new TreeMap<>();
    for (BlueprintEdge edge : blueprint.edges()) {
      edge.traffic()
          .total()
          .rulings()
          .byKey()
          .forEach(
              (key, times) ->
                  counters
                      .computeIfAbsent(key.reason().policy(), _ -> new Counter())
                      .add(edge.id(), key, times));
    }
    counters.remove(RulingKey.OTHERS.policy());
    counters.remove(RulingKey.NOBODY.policy());
    Map<PolicyId, PolicyTally> tallies = new TreeMap<>();
    counters.forEach((policy, counter) -> tallies.put(policy, counter.tally()));
    return Map.copyOf(tallies);
  }

  /** Returns exchanges that it had something to say of, as a policy that acts. */
  public long hits() {
    return Counting.add(
        Counting.add(allowed, denied), Counting.add(redacted, Counting.add(throttled, alerts)));
  }

  private static final class Counter {
    private long version = Long.MIN_VALUE;
    private final long[] says = new long[RulingKey.Says.values().length];
    private final List<EdgeId> denied = new ArrayList<>();
    private long wouldDeny;
    private long wouldChange;
    private long failedOpen;
    private long failedClosed;
    private long lastMillis;

    void add(EdgeId edge, RulingKey key, RulingCounts.Times times) {
      if (key.reason().version() < version) {
        return;
      }
      if (key.reason().version() > version) {
        clear(key.reason().version());
      }
      lastMillis = Math.max(lastMillis, times.lastMillis());
      switch (key.done()) {
        case APPLIED, OBSERVED -> said(key, times.count());
        case FAILED_OPEN -> failedOpen = Counting.add(failedOpen, times.count());
        case FAILED_CLOSED -> failedClosed = Counting.add(failedClosed, times.count());
      }
      if (key.says() == RulingKey.Says.DENY
          && denied.size() < EDGES_MAX
          && !denied.contains(edge)) {
        denied.add(edge);
      }
    }

    private void said(RulingKey key, long count) {
      if (!key.wouldBe()) {
        says[key.says().ordinal()] = Counting.add(says[key.says().ordinal()], count);
        return;
      }
      switch (key.says()) {
        case DENY -> wouldDeny = Counting.add(wouldDeny, count);
        case REDACT, THROTTLE -> wouldChange = Counting.add(wouldChange, count);
        case ALLOW, ALERT ->
            says[key.says().ordinal()] = Counting.add(says[key.says().ordinal()], count);
      }
    }

    private void clear(long newer) {
      version = newer;
      Arrays.fill(says, 0);
      denied.clear();
      wouldDeny = 0;
      wouldChange = 0;
      failedOpen = 0;
      failedClosed = 0;
      lastMillis = 0;
    }

    PolicyTally tally() {
      return new PolicyTally(
          version,
          says[RulingKey.Says.ALLOW.ordinal()],
          says[RulingKey.Says.REDACT.ordinal()],
          says[RulingKey.Says.THROTTLE.ordinal()],
          says[RulingKey.Says.DENY.ordinal()],
          says[RulingKey.Says.ALERT.ordinal()],
          wouldDeny,
          wouldChange,
          failedOpen,
          failedClosed,
          lastMillis,
          denied);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What was refused on the link because it was not proven, by whom it came from, with the last
 * reason of each. Safe for any thread.
 */
public final class Refusals {
  /** Who is named apart; further ones count together. Names are proven, so this is not reached. */
  private static final int NAMED_MAX = 1_000;

  private static final String STRANGERS = "a connection without a valid certificate";
  private static final String OTHERS = "further nodes";

  private record Told(long count, String last) {}

  private final Map<String, Told> told = new ConcurrentHashMap<>();
  private final LongAdder all = new LongAdder();
  private final LongAdder unchecked = new LongAdder();

  /** Notes that a node spoke for what is not its own. */
  void byNode(String node, long count, String why) {
    note("node " + node, count, why);
  }

  /** Notes that somebody was refused who proved nothing. */
  void byStranger(String why) {
    note(STRANGERS, 1, why);
  }

  /** Notes counts that could not be held against the cluster, and were taken. */
  void unchecked(long count) {
    unchecked.add(count);
  }

  /** Returns how much was refused since the start. */
  public long count() {
    return all.sum();
  }

  /** Returns how many edges were taken though the cluster's word on them is not known here. */
  public long uncheckedCount() {
    return unchecked.sum();
  }

  /** Returns one sentence for each who was refused. */
  public List<String> sentences() {
    return new TreeMap<>(told)
        .entrySet().stream()
            .map(
                each ->
                    "%s: refused %d times, last because %s"
                        .formatted(each.getKey(), each.getValue().count(), each.getValue().last()))
            .toList();
  }

  private void note(String who, long count, String why) {
    all.add(count);
    String name = told.size() < NAMED_MAX || told.containsKey(who) ? who : OTHERS;
    told.merge(
        name, new Told(count, why), (before, now) -> new Told(before.count() + count, now.last()));
  }
}

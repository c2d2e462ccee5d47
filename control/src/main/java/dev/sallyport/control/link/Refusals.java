// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * What was refused on the link because it was not proven or is of too far a version, by whom it
 * came from, with the last reason of each. Safe for any thread.
 */
public final class Refusals {
  /** Who is named apart; further ones count together. Names are proven, so this is not reached. */
  private static final int NAMED_MAX = 1_000;

  private static final int NAME_MAX = 253;

  private static final String STRANGERS = "a connection without a valid certificate";
  private static final String OTHERS = "further nodes";

  private record Told(long count, String last) {}

  private final Map<String, Told> told = new ConcurrentHashMap<>();
  private final Map<String, String> otherVersions = new ConcurrentHashMap<>();
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

  /** Notes that a node speaks a version of the link that is too far from this program's. */
  void ofVersion(String node, String why) {
    all.increment();
    String name = node.length() <= NAME_MAX ? node : node.substring(0, NAME_MAX);
    if (otherVersions.size() < NAMED_MAX || otherVersions.containsKey(name)) {
      otherVersions.put(name, why);
    }
  }

  /** Notes that a node speaks with this program now. */
  void speaks(String node) {
    otherVersions.remove(node);
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

  /**
   * Returns one sentence for each who was refused; one refused for its version is no longer named
   * once it speaks with this program.
   */
  public List<String> sentences() {
    Stream<String> versions =
        new TreeMap<>(otherVersions)
            .entrySet().stream()
                .map(each -> "node %s: refused: %s".formatted(each.getKey(), each.getValue()));
    Stream<String> unproven =
        new TreeMap<>(told)
            .entrySet().stream()
                .map(
                    each ->
                        "%s: refused %d times, last because %s"
                            .formatted(
                                each.getKey(), each.getValue().count(), each.getValue().last()));
    return Stream.concat(versions, unproven).toList();
  }

  private void note(String who, long count, String why) {
    all.add(count);
    String name = told.size() < NAMED_MAX || told.containsKey(who) ? who : OTHERS;
    told.merge(
        name, new Told(count, why), (before, now) -> new Told(before.count() + count, now.last()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What two sets of network policies allow differently. */
public final class NetworkDiff {

  /**
   * One pair of ends that may open other connections than before.
   *
   * @param source who opens
   * @param target who is called
   * @param before what was allowed
   * @param after what is allowed
   */
  public record Change(
      NetworkEnd source, NetworkEnd target, Connections before, Connections after) {
    public Change {
      requireNonNull(source, "source");
      requireNonNull(target, "target");
      requireNonNull(before, "before");
      requireNonNull(after, "after");
    }

    /** Returns <code>added</code>, <code>removed</code> or <code>changed</code>. */
    public String kind() {
      if (before.isNone()) {
        return "added";
      }
      return after.isNone() ? "removed" : "changed";
    }
  }

  /** A pair of ends with the outside one, where there is one, replaced by a marker. */
  private record Pair(NetworkEnd source, NetworkEnd target) {}

  private static final NetworkEnd ANY = new NetworkEnd.Outside(AddressRange.ALL);

  private NetworkDiff() {}

  /** Returns the differences, in the order of {@link AllowedConnection#ORDER}. */
  public static List<Change> of(List<AllowedConnection> before, List<AllowedConnection> after) {
    Map<Pair, List<AllowedConnection>> old = byPair(before);
    Map<Pair, List<AllowedConnection>> now = byPair(after);
    List<Change> changes = new ArrayList<>();
    TreeSet<String> seen = new TreeSet<>();
    for (Map<Pair, List<AllowedConnection>> side : List.of(old, now)) {
      for (Pair pair : side.keySet()) {
        if (seen.add(pair.toString())) {
          changes.addAll(
              changes(pair, old.getOrDefault(pair, List.of()), now.getOrDefault(pair, List.of())));
        }
      }
    }
    changes.sort(
        (a, b) ->
            AllowedConnection.ORDER.compare(
                new AllowedConnection(a.source(), a.target(), a.after()),
                new AllowedConnection(b.source(), b.target(), b.after())));
    return changes;
  }

  private static List<Change> changes(
      Pair pair, List<AllowedConnection> old, List<AllowedConnection> now) {
    List<Change> changes = new ArrayList<>();
    for (AddressRange range : cut(old, now)) {
      Connections before = at(old, range);
      Connections after = at(now, range);
      if (!before.equals(after)) {
        add(changes, pair, range, before, after);
      }
    }
    return changes;
  }

  /** Joins the change to the one before it when it is the same one range further. */
  private static void add(
      List<Change> changes, Pair pair, AddressRange range, Connections before, Connections after) {
    AddressRange joined = range;
    if (!changes.isEmpty()) {
      Change last = changes.getLast();
      AddressRange beside = range(last.source(), last.target());
      if (beside.last() + 1 == range.first()
          && last.before().equals(before)
          && last.after().equals(after)) {
        changes.removeLast();
        joined = new AddressRange(beside.first(), range.last());
      }
    }
    NetworkEnd outside = new NetworkEnd.Outside(joined);
    changes.add(
        new Change(
            pair.source().equals(ANY) ? outside : pair.source(),
            pair.target().equals(ANY) ? outside : pair.target(),
            before,
            after));
  }

  private static List<AddressRange> cut(List<AllowedConnection> old, List<AllowedConnection> now) {
    TreeSet<Long> starts = new TreeSet<>();
    starts.add(0L);
    for (List<AllowedConnection> side : List.of(old, now)) {
      for (AllowedConnection each : side) {
        AddressRange range = range(each.source(), each.target());
        starts.add(range.first());
        if (range.last() < AddressRange.ALL.last()) {
          starts.add(range.last() + 1);
        }
      }
    }
    List<AddressRange> ranges = new ArrayList<>();
    for (Long start : starts) {
      Long next = starts.higher(start);
      ranges.add(new AddressRange(start, next == null ? AddressRange.ALL.last() : next - 1));
    }
    return ranges;
  }

  private static Connections at(List<AllowedConnection> side, AddressRange range) {
    for (AllowedConnection each : side) {
      if (range(each.source(), each.target()).contains(range.first())) {
        return each.connections();
      }
    }
    return Connections.NONE;
  }

  private static AddressRange range(NetworkEnd source, NetworkEnd target) {
    if (source instanceof NetworkEnd.Outside outside) {
      return outside.range();
    }
    return target instanceof NetworkEnd.Outside outside ? outside.range() : AddressRange.ALL;
  }

  private static Map<Pair, List<AllowedConnection>> byPair(List<AllowedConnection> all) {
    Map<Pair, List<AllowedConnection>> byPair = new HashMap<>();
    for (AllowedConnection each : all) {
      Pair pair = new Pair(marked(each.source()), marked(each.target()));
      byPair.computeIfAbsent(pair, key -> new ArrayList<>()).add(each);
    }
    return byPair;
  }

  private static NetworkEnd marked(NetworkEnd end) {
    return end instanceof NetworkEnd.Outside ? ANY : end;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import dev.sallyport.blueprint.summary.ValueSample;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Party;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * Which sensitive data moves where in a blueprint. Flows are joined by values that they share,
 * which are known by their fingerprints alone. Immutable.
 */
public final class DataFlows {
  private static final Comparator<DataFlow> ORDER =
      Comparator.comparing((DataFlow each) -> each.seen().dataClass())
          .thenComparing(each -> each.edge().key())
          .thenComparing(each -> each.operation().key())
          .thenComparing(DataFlow::seen);

  private final List<DataFlow> flows;
  private final Map<Long, List<DataFlow>> byValue = new HashMap<>();

  /**
   * One hop on a value's way.
   *
   * @param step distance from where the value was first sent, 1 for the first hop
   * @param flow between whom, and where in the message
   */
  public record Hop(int step, DataFlow flow) {}

  /**
   * The way of one value.
   *
   * @param hops where it was seen, in the order in which parties passed it on
   * @param uncertain flows of the same classes that may have carried it: more values went there
   *     than the sample holds
   */
  public record Trace(List<Hop> hops, List<DataFlow> uncertain) {
    public Trace {
      hops = List.copyOf(hops);
      uncertain = List.copyOf(uncertain);
    }
  }

  private DataFlows(List<DataFlow> flows) {
    this.flows = flows;
    for (DataFlow flow : flows) {
      each(flow, value -> byValue.computeIfAbsent(value, _ -> new ArrayList<>(4)).add(flow));
    }
  }

  /** Returns the flows of a blueprint. */
  public static DataFlows of(Blueprint blueprint) {
    List<DataFlow> flows = new ArrayList<>();
    for (BlueprintEdge edge : blueprint.edges()) {
      for (BlueprintOperation operation : edge.operations()) {
        operation
            .traffic()
            .total()
            .contents()
            .sightings()
            .forEach(
                (key, counts) ->
                    flows.add(new DataFlow(edge.id(), operation.operation(), key, counts)));
      }
    }
    flows.sort(ORDER);
    return new DataFlows(List.copyOf(flows));
  }

  /** Returns all flows, by class of data and then by edge. */
  public List<DataFlow> all() {
    return flows;
  }

  /**
   * Returns the hosts out of the cluster that values of this flow went on to from its receiver,
   * directly or over others; the receiver itself left out. What the samples do not hold may have
   * gone further.
   */
  public Set<Party> onwardTo(DataFlow flow) {
    Set<Party> outside = new TreeSet<>(Comparator.comparing(Party::key));
    Map<Party, Boolean> seen = new HashMap<>();
    each(
        flow,
        value -> {
          for (DataFlow each : reachable(flow.receiver(), byValue.getOrDefault(value, List.of()))) {
            if (each.leaves() && seen.put(each.receiver(), true) == null) {
              outside.add(each.receiver());
            }
          }
        });
    outside.remove(flow.receiver());
    return outside;
  }

  /** Returns the way of a value through the parties. */
  public Trace trace(long fingerprint) {
    List<DataFlow> found = byValue.getOrDefault(fingerprint, List.of());
    Set<DataClass> classes = EnumSet.noneOf(DataClass.class);
    found.forEach(each -> classes.add(each.seen().dataClass()));
    List<DataFlow> uncertain =
        flows.stream()
            .filter(each -> classes.isEmpty() || classes.contains(each.seen().dataClass()))
            .filter(each -> each.counts().values().mayHaveSeen(fingerprint))
            .toList();
    return new Trace(inOrder(found), uncertain);
  }

  private static List<DataFlow> reachable(Party from, List<DataFlow> carrying) {
    List<DataFlow> reached = new ArrayList<>();
    Set<Party> visited = new HashSet<>();
    Queue<Party> next = new ArrayDeque<>();
    next.add(from);
    visited.add(from);
    for (Party party = next.poll(); party != null; party = next.poll()) {
      for (DataFlow each : carrying) {
        if (each.sender().equals(party)) {
          reached.add(each);
          if (visited.add(each.receiver())) {
            next.add(each.receiver());
          }
        }
      }
    }
    return reached;
  }

  /** Walks from those that only sent the value; where there is a ring, from the earliest sender. */
  private static List<Hop> inOrder(List<DataFlow> found) {
    List<DataFlow> open = new ArrayList<>(found);
    open.sort(Comparator.comparingLong((DataFlow each) -> each.counts().firstSeenMillis()));
    Set<Party> receivers = new HashSet<>();
    open.forEach(each -> receivers.add(each.receiver()));
    List<Party> starts = new ArrayList<>();
    open.stream()
        .map(DataFlow::sender)
        .filter(each -> !receivers.contains(each))
        .forEach(starts::add);
    open.stream().map(DataFlow::sender).forEach(starts::add);
    Map<Party, Integer> distance = new HashMap<>();
    for (Party start : starts) {
      walk(start, open, distance);
    }
    List<Hop> hops = new ArrayList<>();
    for (DataFlow each : open) {
      hops.add(new Hop(distance.getOrDefault(each.sender(), 0) + 1, each));
    }
    hops.sort(Comparator.comparingInt(Hop::step).thenComparing(Hop::flow, ORDER));
    return hops;
  }

  private static void walk(Party start, List<DataFlow> open, Map<Party, Integer> distance) {
    if (distance.putIfAbsent(start, 0) != null) {
      return;
    }
    Queue<Party> next = new ArrayDeque<>();
    next.add(start);
    for (Party party = next.poll(); party != null; party = next.poll()) {
      int further = distance.getOrDefault(party, 0) + 1;
      for (DataFlow each : open) {
        if (each.sender().equals(party) && distance.putIfAbsent(each.receiver(), further) == null) {
          next.add(each.receiver());
        }
      }
    }
  }

  private static void each(DataFlow flow, LongConsumer sink) {
    ValueSample values = flow.counts().values();
    for (int part = 0; part < values.keys(); part++) {
      for (long fingerprint : values.fingerprints(part)) {
        sink.accept(fingerprint);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import dev.sallyport.policy.network.NetworkPolicy.Direction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All connections that the network policies of a cluster allow. A connection between two pods needs
 * both: that what the caller may open contains it, and what may be opened to the callee does.
 *
 * <p>Connections of a workload with itself are left out: whether they cross a policy depends on
 * which of its pods talk.
 */
public final class Reachability {
  private final ClusterNetwork network;
  private final Sieve.Algebra algebra = new Sieve.Algebra();
  private final Map<NetworkEnd, Map<NetworkEnd, Connections>> found = new HashMap<>();

  private Reachability(ClusterNetwork network) {
    this.network = network;
  }

  /** Returns every allowed connection, in {@link AllowedConnection#ORDER}. */
  public static List<AllowedConnection> of(ClusterNetwork network) {
    Reachability reachability = new Reachability(network);
    reachability.betweenPods();
    EntryConnections.of(network).forEach(reachability::add);
    return reachability.sorted();
  }

  private void betweenPods() {
    List<PodGroup> pods = network.pods();
    Openings ingress = new Openings(network, Direction.INGRESS, algebra);
    Openings egress = new Openings(network, Direction.EGRESS, algebra);
    List<Connections[]> openTo = new ArrayList<>(pods.size());
    for (PodGroup target : pods) {
      Openings.Opening opening = ingress.of(target);
      openTo.add(opening.pods());
      outside(opening, target, true);
    }
    for (int i = 0; i < pods.size(); i++) {
      Openings.Opening opening = egress.of(pods.get(i));
      outside(opening, pods.get(i), false);
      for (int j = 0; j < pods.size(); j++) {
        Connections both = algebra.intersect(opening.pods()[j], openTo.get(j)[i]);
        add(end(pods.get(i)), end(pods.get(j)), both);
      }
    }
  }

  /** Joins neighbouring ranges towards which the same is open. */
  private void outside(Openings.Opening opening, PodGroup pods, boolean inbound) {
    List<AddressRange> ranges = opening.ranges();
    for (int i = 0; i < ranges.size(); ) {
      Connections open = opening.outside()[i];
      int last = i;
      while (last + 1 < ranges.size() && opening.outside()[last + 1].equals(open)) {
        last++;
      }
      NetworkEnd range =
          new NetworkEnd.Outside(new AddressRange(ranges.get(i).first(), ranges.get(last).last()));
      if (inbound) {
        add(range, end(pods), open);
      } else {
        add(end(pods), range, open);
      }
      i = last + 1;
    }
  }

  private void add(AllowedConnection connection) {
    add(connection.source(), connection.target(), connection.connections());
  }

  private void add(NetworkEnd source, NetworkEnd target, Connections connections) {
    if (connections.isNone() || source.equals(target)) {
      return;
    }
    found
        .computeIfAbsent(source, key -> new HashMap<>())
        .merge(target, connections, algebra::union);
  }

  private List<AllowedConnection> sorted() {
    List<AllowedConnection> all = new ArrayList<>();
    found.forEach(
        (source, targets) ->
            targets.forEach(
                (target, connections) ->
                    all.add(new AllowedConnection(source, target, connections))));
    all.sort(AllowedConnection.ORDER);
    return all;
  }

  private final Map<PodGroup, NetworkEnd> ends = new HashMap<>();

  private NetworkEnd end(PodGroup pods) {
    return ends.computeIfAbsent(pods, each -> new NetworkEnd.Pods(each.toString()));
  }
}

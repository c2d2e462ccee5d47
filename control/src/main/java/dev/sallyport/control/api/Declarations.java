// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import static java.util.Objects.requireNonNull;

import dev.sallyport.policy.network.ClusterNetwork;
import dev.sallyport.policy.network.NetworkProbe;
import dev.sallyport.policy.network.PodGroup;
import dev.sallyport.policy.network.Transport;
import dev.sallyport.policy.proposal.Declared;
import dev.sallyport.wire.api.DeclarationView;
import dev.sallyport.wire.api.EdgeView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the network policies of the cluster say of edges that were seen. Answers are remembered for
 * as long as the policies are the same; safe for any thread.
 */
final class Declarations {
  private static final int DNS = 53;
  private static final int REMEMBERED_MAX = 50_000;

  private final ClusterNetwork network;
  private final Map<String, PodGroup> pods = new HashMap<>();
  private final Map<String, Set<Integer>> ports = new HashMap<>();
  private final Map<String, Optional<DeclarationView>> answers = new ConcurrentHashMap<>();

  Declarations(ClusterNetwork network, List<Declared> declared) {
    this.network = requireNonNull(network, "network");
    for (PodGroup each : network.pods()) {
      pods.put("workload/" + each.namespace() + "/" + each.kind() + "/" + each.name(), each);
    }
    for (Declared each : declared) {
      Set<Integer> served = new TreeSet<>();
      each.ports().stream()
          .filter(port -> port.transport().equals("TCP"))
          .forEach(port -> served.add(port.number()));
      ports.put(each.workload().key(), served);
    }
  }

  /** Returns what they say; empty where they cannot, as of ends that are no pods. */
  Optional<DeclarationView> of(EdgeView edge) {
    boolean lookup = edge.protocol().equals("dns");
    String key = edge.source() + ' ' + edge.target() + ' ' + lookup;
    Optional<DeclarationView> known = answers.get(key);
    if (known == null) {
      known = ask(edge, lookup);
      if (answers.size() < REMEMBERED_MAX) {
        answers.put(key, known);
      }
    }
    return known;
  }

  /** Which port was called is not kept: it counts as allowed when one that is served is. */
  private Optional<DeclarationView> ask(EdgeView edge, boolean lookup) {
    PodGroup source = pods.get(edge.source());
    PodGroup target = pods.get(edge.target());
    Set<Integer> served = lookup ? Set.of(DNS) : ports.getOrDefault(edge.target(), Set.of());
    if (network.policies().isEmpty() || source == null || target == null || served.isEmpty()) {
      return Optional.empty();
    }
    DeclarationView denied = null;
    for (int port : served) {
      NetworkProbe.Answer answer =
          new NetworkProbe(
                  new NetworkProbe.End.Pods(source),
                  new NetworkProbe.End.Pods(target),
                  lookup ? Transport.UDP : Transport.TCP,
                  port)
              .ask(network);
      NetworkProbe.Side deciding = answer.egress().allowed() ? answer.ingress() : answer.egress();
      if (answer.allowed()) {
        return Optional.of(new DeclarationView(true, deciding.because()));
      }
      denied = new DeclarationView(false, deciding.because());
    }
    return Optional.ofNullable(denied);
  }
}

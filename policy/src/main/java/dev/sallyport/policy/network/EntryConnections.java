// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import dev.sallyport.policy.network.NetworkPolicy.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What Ingresses, Routes and Gateways bring in: the ports of pods behind the Services they name, as
 * far as the policies of those pods let a pod in that no label tells apart. Which pod plays the
 * controller is not in the manifests, so nothing is assumed about it but that it is in the cluster.
 */
final class EntryConnections {
  private EntryConnections() {}

  static List<AllowedConnection> of(ClusterNetwork network) {
    if (network.entries().isEmpty()) {
      return List.of();
    }
    Sieve.Algebra algebra = new Sieve.Algebra();
    ClusterNetwork withController =
        new ClusterNetwork(
            List.of(controller()), network.policies(), network.services(), network.entries());
    Openings openings = new Openings(withController, Direction.INGRESS, algebra);
    List<AllowedConnection> all = new ArrayList<>();
    for (PodGroup group : network.pods()) {
      Connections open = openings.of(group).pods()[0];
      for (EntryPoint entry : network.entries()) {
        Connections led = led(network, entry, group);
        Connections both = algebra.intersect(led, open);
        if (!both.isNone()) {
          all.add(
              new AllowedConnection(
                  new NetworkEnd.Entry(entry.source()),
                  new NetworkEnd.Pods(group.toString()),
                  both));
        }
      }
    }
    return all;
  }

  private static Connections led(ClusterNetwork network, EntryPoint entry, PodGroup group) {
    Connections led = Connections.NONE;
    for (NetworkService service : network.services()) {
      if (service.namespace().equals(entry.namespace())
          && service.name().equals(entry.service())
          && service.selects(group)) {
        for (NetworkService.Port port : service.ports()) {
          if (entry.port().isEmpty() || port.is(entry.port().get(), entry.byTarget())) {
            led = led.union(port.at(group));
          }
        }
      }
    }
    return led;
  }

  private static PodGroup controller() {
    return new PodGroup("", Map.of(), "controller", "Pod", Map.of(), List.of());
  }
}

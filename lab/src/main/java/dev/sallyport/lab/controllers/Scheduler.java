// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.controllers;

import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.api.Selector;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pods to nodes: the matching node with the fewest pods. */
final class Scheduler implements Controller {
  private final List<String> nodes;

  Scheduler(List<String> nodes) {
    this.nodes = nodes;
  }

  @Override
  public void reconcile(ObjectStore store, Instant now) {
    List<Resource> pods = store.list(Kinds.POD);
    Map<String, Integer> load = new HashMap<>();
    pods.stream()
        .filter(Pods::active)
        .forEach(p -> load.merge(p.text("/spec/nodeName"), 1, Integer::sum));
    pods.stream()
        .filter(p -> p.text("/spec/nodeName").isEmpty() && Pods.active(p))
        .forEach(p -> assign(store, p, load));
  }

  private void assign(ObjectStore store, Resource pod, Map<String, Integer> load) {
    var wanted = Selector.labels(pod.at("/spec/nodeSelector"));
    nodes.stream()
        .filter(n -> store.get(Kinds.NODE, "", n).filter(r -> wanted.test(r.labels())).isPresent())
        .min(java.util.Comparator.comparingInt(n -> load.getOrDefault(n, 0)))
        .ifPresent(
            node -> {
              load.merge(node, 1, Integer::sum);
              store.change(
                  Kinds.POD,
                  pod.namespace(),
                  pod.name(),
                  json -> {
                    json.withObjectProperty("spec").put("nodeName", node);
                    return json;
                  });
            });
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** ReplicaSets to pods. */
final class ReplicaSets implements Controller {
  @Override
  public void reconcile(ObjectStore store, Instant now) {
    store.list(Kinds.REPLICA_SET).stream()
        .filter(s -> !s.deleting())
        .forEach(s -> reconcile(store, s));
  }

  private static void reconcile(ObjectStore store, Resource set) {
    int wanted = set.at("/spec/replicas").asInt(1);
    List<Resource> active = Pods.of(store, set, Kinds.POD).stream().filter(Pods::active).toList();
    for (int i = active.size(); i < wanted; i++) {
      ObjectNode pod = Pods.fromTemplate(set, set.at("/spec/template"), Map.of());
      pod.withObjectProperty("metadata").put("generateName", set.name() + "-");
      store.create(Kinds.POD, pod);
    }
    active.stream()
        .sorted(Comparator.comparing(Pods::ready))
        .limit(Math.max(0, active.size() - wanted))
        .forEach(pod -> Pods.delete(store, pod));
    ObjectNode status = Json.object().put("replicas", active.size());
    status.put("fullyLabeledReplicas", active.size());
    status.put("readyReplicas", active.stream().filter(Pods::ready).count());
    status.put("availableReplicas", status.path("readyReplicas").asInt());
    status.put("observedGeneration", set.at("/metadata/generation").asLong());
    Pods.status(store, set, status);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** StatefulSets to pods with ordinals, one after the other; each keeps its name and host name. */
final class StatefulSets implements Controller {
  @Override
  public void reconcile(ObjectStore store, Instant now) {
    store.list(Kinds.STATEFUL_SET).stream()
        .filter(s -> !s.deleting())
        .forEach(s -> reconcile(store, s));
  }

  private static void reconcile(ObjectStore store, Resource set) {
    int wanted = set.at("/spec/replicas").asInt(1);
    boolean parallel = set.text("/spec/podManagementPolicy").equals("Parallel");
    List<Resource> pods = Pods.of(store, set, Kinds.POD);
    for (int ordinal = 0; ordinal < wanted; ordinal++) {
      String name = set.name() + "-" + ordinal;
      Optional<Resource> pod = pods.stream().filter(p -> p.name().equals(name)).findFirst();
      if (pod.isEmpty() && store.get(Kinds.POD, set.namespace(), name).isEmpty()) {
        store.create(Kinds.POD, pod(set, name, ordinal));
      } else if (pod.isPresent() && Pods.ended(pod.get())) {
        Pods.delete(store, pod.get());
      }
      if (!parallel && pod.filter(Pods::ready).isEmpty()) {
        break;
      }
    }
    pods.stream()
        .filter(p -> p.at("/metadata/labels/apps.kubernetes.io~1pod-index").asInt() >= wanted)
        .forEach(p -> Pods.delete(store, p));
    List<Resource> active = pods.stream().filter(Pods::active).toList();
    ObjectNode status = Json.object().put("replicas", active.size());
    status.put("readyReplicas", active.stream().filter(Pods::ready).count());
    status.put("currentReplicas", active.size());
    status.put("observedGeneration", set.at("/metadata/generation").asLong());
    Pods.status(store, set, status);
  }

  private static ObjectNode pod(Resource set, String name, int ordinal) {
    ObjectNode pod =
        Pods.fromTemplate(
            set,
            set.at("/spec/template"),
            Map.of(
                "statefulset.kubernetes.io/pod-name",
                name,
                "apps.kubernetes.io/pod-index",
                Integer.toString(ordinal)));
    pod.withObjectProperty("metadata").put("name", name);
    ObjectNode spec = pod.withObjectProperty("spec");
    spec.put("hostname", name).put("subdomain", set.text("/spec/serviceName"));
    // A claim is a directory that lives as long as the pod; the lab keeps no data across pods.
    set.items("/spec/volumeClaimTemplates")
        .forEach(
            claim -> {
              ObjectNode volume = Json.object().put("name", claim.at("/metadata/name").asText());
              volume.putObject("emptyDir");
              spec.withArrayProperty("volumes").add(volume);
            });
    return pod;
  }
}

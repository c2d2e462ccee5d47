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

/** DaemonSets to one pod per node. A changed template replaces the pods of each node. */
final class DaemonSets implements Controller {
  private final List<String> nodes;

  DaemonSets(List<String> nodes) {
    this.nodes = nodes;
  }

  @Override
  public void reconcile(ObjectStore store, Instant now) {
    store.list(Kinds.DAEMON_SET).stream()
        .filter(s -> !s.deleting())
        .forEach(s -> reconcile(store, s));
  }

  private void reconcile(ObjectStore store, Resource set) {
    String revision = Integer.toHexString(Json.text(set.at("/spec/template")).hashCode());
    List<Resource> pods = Pods.of(store, set, Kinds.POD);
    for (String node : nodes) {
      List<Resource> here =
          pods.stream().filter(p -> p.text("/spec/nodeName").equals(node)).toList();
      here.stream()
          .filter(
              p -> Pods.ended(p) || !revision.equals(p.labels().get("controller-revision-hash")))
          .forEach(p -> Pods.delete(store, p));
      if (here.isEmpty()) {
        ObjectNode pod =
            Pods.fromTemplate(
                set, set.at("/spec/template"), Map.of("controller-revision-hash", revision));
        pod.withObjectProperty("metadata").put("generateName", set.name() + "-");
        pod.withObjectProperty("spec").put("nodeName", node);
        store.create(Kinds.POD, pod);
      }
    }
    ObjectNode status = Json.object().put("desiredNumberScheduled", nodes.size());
    status.put("currentNumberScheduled", pods.size());
    status.put(
        "updatedNumberScheduled",
        pods.stream()
            .filter(p -> revision.equals(p.labels().get("controller-revision-hash")))
            .count());
    status.put("numberReady", pods.stream().filter(Pods::ready).count());
    status.put("numberAvailable", status.path("numberReady").asInt());
    status.put("observedGeneration", set.at("/metadata/generation").asLong());
    Pods.status(store, set, status);
  }
}

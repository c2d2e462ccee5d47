// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * DaemonSets to one pod per node. A changed template replaces the pods of each node, with a surge
 * by starting the next one first; all nodes at once. Confined to one thread.
 */
final class DaemonSets implements Controller {
  private static final String REVISION = "controller-revision-hash";

  private final List<String> nodes;
  private final Map<String, Instant> readySince = new HashMap<>();

  DaemonSets(List<String> nodes) {
    this.nodes = nodes;
  }

  @Override
  public void reconcile(ObjectStore store, Instant now) {
    store.list(Kinds.DAEMON_SET).stream()
        .filter(s -> !s.deleting())
        .forEach(s -> reconcile(store, s, now));
  }

  private void reconcile(ObjectStore store, Resource set, Instant now) {
    String revision = Integer.toHexString(Json.text(set.at("/spec/template")).hashCode());
    List<Resource> pods = Pods.of(store, set, Kinds.POD);
    pods.stream().filter(Pods::ready).forEach(p -> readySince.putIfAbsent(p.uid(), now));
    boolean surge = set.at("/spec/updateStrategy/rollingUpdate/maxSurge").asInt() > 0;
    for (String node : nodes) {
      List<Resource> here = on(node, pods);
      here.stream().filter(Pods::ended).forEach(p -> Pods.delete(store, p));
      if (surge) {
        next(store, set, revision, node, here, now);
      } else {
        instead(store, set, revision, node, here);
      }
    }
    status(store, set, revision, pods);
  }

  private static void instead(
      ObjectStore store, Resource set, String revision, String node, List<Resource> here) {
    here.stream().filter(p -> !isOf(revision, p)).forEach(p -> Pods.delete(store, p));
    if (here.isEmpty()) {
      create(store, set, revision, node);
    }
  }

  /** The pod before ends when the next one has been ready for as long as the set says. */
  private void next(
      ObjectStore store,
      Resource set,
      String revision,
      String node,
      List<Resource> here,
      Instant now) {
    Instant longReady = now.minusSeconds(set.at("/spec/minReadySeconds").asInt());
    List<Resource> next = here.stream().filter(p -> isOf(revision, p)).toList();
    if (next.isEmpty()) {
      create(store, set, revision, node);
    } else if (next.stream()
        .anyMatch(
            p -> Pods.ready(p) && !readySince.getOrDefault(p.uid(), now).isAfter(longReady))) {
      here.stream().filter(p -> !isOf(revision, p)).forEach(p -> Pods.delete(store, p));
    }
  }

  private static void create(ObjectStore store, Resource set, String revision, String node) {
    ObjectNode pod = Pods.fromTemplate(set, set.at("/spec/template"), Map.of(REVISION, revision));
    pod.withObjectProperty("metadata").put("generateName", set.name() + "-");
    pod.withObjectProperty("spec").put("nodeName", node);
    store.create(Kinds.POD, pod);
  }

  /** As long as a node has two pods, the older one counts. */
  private void status(ObjectStore store, Resource set, String revision, List<Resource> pods) {
    ObjectNode status = Json.object().put("desiredNumberScheduled", nodes.size());
    status.put(
        "currentNumberScheduled", nodes.stream().filter(n -> !on(n, pods).isEmpty()).count());
    status.put(
        "updatedNumberScheduled",
        nodes.stream()
            .map(n -> on(n, pods))
            .filter(here -> !here.isEmpty() && here.stream().allMatch(p -> isOf(revision, p)))
            .count());
    status.put(
        "numberReady",
        nodes.stream().filter(n -> on(n, pods).stream().anyMatch(Pods::ready)).count());
    status.put("numberAvailable", status.path("numberReady").asInt());
    status.put("observedGeneration", set.at("/metadata/generation").asLong());
    Pods.status(store, set, status);
  }

  private static List<Resource> on(String node, List<Resource> pods) {
    return pods.stream().filter(p -> p.text("/spec/nodeName").equals(node)).toList();
  }

  private static boolean isOf(String revision, Resource pod) {
    return revision.equals(pod.labels().get(REVISION));
  }
}

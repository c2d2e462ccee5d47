// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Deployments to ReplicaSets: one per template; older ones shrink to zero when the newest is ready.
 */
final class Deployments implements Controller {
  @Override
  public void reconcile(ObjectStore store, Instant now) {
    store.list(Kinds.DEPLOYMENT).stream()
        .filter(d -> !d.deleting())
        .forEach(d -> reconcile(store, d));
  }

  private static void reconcile(ObjectStore store, Resource deployment) {
    int wanted = deployment.at("/spec/replicas").asInt(1);
    String hash = templateHash(deployment);
    String name = deployment.name() + "-" + hash;
    List<Resource> sets = Pods.of(store, deployment, Kinds.REPLICA_SET);
    Optional<Resource> current = sets.stream().filter(s -> s.name().equals(name)).findFirst();
    if (current.isEmpty()) {
      store.create(Kinds.REPLICA_SET, replicaSet(deployment, name, hash, wanted));
      return;
    }
    scale(store, current.get(), wanted);
    int ready = current.get().at("/status/readyReplicas").asInt(0);
    boolean recreate = deployment.text("/spec/strategy/type").equals("Recreate");
    if (ready >= wanted || recreate) {
      sets.stream().filter(s -> !s.name().equals(name)).forEach(s -> scale(store, s, 0));
    }
    ObjectNode status = Json.object();
    status.put("observedGeneration", deployment.at("/metadata/generation").asLong());
    status.put("replicas", sets.stream().mapToInt(s -> s.at("/status/replicas").asInt(0)).sum());
    status.put("updatedReplicas", current.get().at("/status/replicas").asInt(0));
    status.put(
        "readyReplicas", sets.stream().mapToInt(s -> s.at("/status/readyReplicas").asInt(0)).sum());
    status.put("availableReplicas", status.path("readyReplicas").asInt());
    status
        .putArray("conditions")
        .addObject()
        .put("type", "Available")
        .put("status", ready >= wanted ? "True" : "False");
    Pods.status(store, deployment, status);
  }

  private static void scale(ObjectStore store, Resource set, int replicas) {
    if (set.at("/spec/replicas").asInt(1) != replicas) {
      store.change(
          Kinds.REPLICA_SET,
          set.namespace(),
          set.name(),
          json -> {
            json.withObjectProperty("spec").put("replicas", replicas);
            return json;
          });
    }
  }

  private static ObjectNode replicaSet(
      Resource deployment, String name, String hash, int replicas) {
    ObjectNode set = Json.object();
    ObjectNode metadata =
        set.putObject("metadata").put("name", name).put("namespace", deployment.namespace());
    ObjectNode labels = metadata.putObject("labels");
    deployment.strings("/spec/template/metadata/labels").forEach(labels::put);
    labels.put("pod-template-hash", hash);
    Pods.own(metadata, deployment);
    ObjectNode spec = set.putObject("spec").put("replicas", replicas);
    ObjectNode selector = (ObjectNode) deployment.at("/spec/selector").deepCopy();
    selector.withObjectProperty("matchLabels").put("pod-template-hash", hash);
    spec.set("selector", selector);
    ObjectNode template = (ObjectNode) deployment.at("/spec/template").deepCopy();
    template
        .withObjectProperty("metadata")
        .withObjectProperty("labels")
        .put("pod-template-hash", hash);
    spec.set("template", template);
    return set;
  }

  /** Ten letters from the template's text, in Kubernetes' alphabet without vowels. */
  private static String templateHash(Resource deployment) {
    long hash = 1125899906842597L;
    for (char c : Json.text(deployment.at("/spec/template")).toCharArray()) {
      hash = 31 * hash + c;
    }
    String digits = Long.toString(hash & Long.MAX_VALUE, 26).toLowerCase(Locale.ROOT);
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < Math.min(10, digits.length()); i++) {
      name.append("bcdfghjklmnpqrstvwxz245678".charAt(Character.digit(digits.charAt(i), 26)));
    }
    return name.toString();
  }
}

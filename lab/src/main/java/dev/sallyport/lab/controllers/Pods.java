// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import java.util.List;
import java.util.Map;

/** What controllers know about pods: whose they are, how they do, how to make one. */
final class Pods {
  private Pods() {}

  /** Returns the objects of a kind that the owner controls. */
  static List<Resource> of(
      ObjectStore store, Resource owner, dev.sallyport.lab.api.ResourceKind kind) {
    return store.list(kind, owner.namespace()).stream()
        .filter(r -> r.controllerUid().filter(owner.uid()::equals).isPresent())
        .toList();
  }

  /** Returns whether the pod has run to its end. */
  static boolean ended(Resource pod) {
    return List.of("Succeeded", "Failed").contains(pod.text("/status/phase"));
  }

  /** Returns whether the pod counts as one of its owner's replicas. */
  static boolean active(Resource pod) {
    return !pod.deleting() && !ended(pod);
  }

  /** Returns whether the pod's condition Ready holds. */
  static boolean ready(Resource pod) {
    return pod.items("/status/conditions").stream()
        .anyMatch(
            c ->
                c.path("type").asText().equals("Ready")
                    && c.path("status").asText().equals("True"));
  }

  /** Returns a new pod from a template, owned and labelled; the caller completes its name. */
  static ObjectNode fromTemplate(Resource owner, JsonNode template, Map<String, String> labels) {
    ObjectNode pod = Json.object();
    ObjectNode metadata = pod.putObject("metadata");
    metadata.put("namespace", owner.namespace());
    if (template.at("/metadata/annotations").isObject()) {
      metadata.set("annotations", template.at("/metadata/annotations").deepCopy());
    }
    ObjectNode all = metadata.putObject("labels");
    template.at("/metadata/labels").properties().forEach(l -> all.set(l.getKey(), l.getValue()));
    labels.forEach(all::put);
    own(metadata, owner);
    pod.set("spec", template.path("spec").deepCopy());
    return pod;
  }

  /** Adds the controlling owner. */
  static void own(ObjectNode metadata, Resource owner) {
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", owner.kind().apiVersion())
        .put("kind", owner.kind().kind())
        .put("name", owner.name())
        .put("uid", owner.uid())
        .put("controller", true)
        .put("blockOwnerDeletion", true);
  }

  static void delete(ObjectStore store, Resource pod) {
    if (!pod.deleting()) {
      store.delete(Kinds.POD, pod.namespace(), pod.name(), -1);
    }
  }

  /** Writes a status when it differs. */
  static void status(ObjectStore store, Resource owner, ObjectNode status) {
    if (!status.equals(owner.at("/status"))) {
      store.change(
          owner.kind(),
          owner.namespace(),
          owner.name(),
          json -> {
            json.set("status", status);
            return json;
          });
    }
  }
}

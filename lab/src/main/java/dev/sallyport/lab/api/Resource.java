// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * One stored object, read by path. The tree inside must not be changed: stored objects are shared
 * between threads.
 *
 * @param kind what it is
 * @param json the whole object
 */
public record Resource(ResourceKind kind, ObjectNode json) {

  /** Returns the object's name. */
  public String name() {
    return text("/metadata/name");
  }

  /** Returns the namespace, empty for cluster-wide objects. */
  public String namespace() {
    return text("/metadata/namespace");
  }

  /** Returns {@code namespace/name}. */
  public String path() {
    return namespace().isEmpty() ? name() : namespace() + "/" + name();
  }

  /** Returns the unique id. */
  public String uid() {
    return text("/metadata/uid");
  }

  /** Returns the version of the last change. */
  public long version() {
    return at("/metadata/resourceVersion").asLong();
  }

  /** Returns whether deletion was asked for and is not finished. */
  public boolean deleting() {
    return at("/metadata/deletionTimestamp").isTextual();
  }

  /** Returns the node at a JSON pointer; a missing node when there is none. */
  public JsonNode at(String pointer) {
    return json.at(pointer);
  }

  /** Returns the text at a JSON pointer, empty when there is none. */
  public String text(String pointer) {
    return json.at(pointer).asText("");
  }

  /** Returns the items of the array at a JSON pointer. */
  public List<JsonNode> items(String pointer) {
    return StreamSupport.stream(json.at(pointer).spliterator(), false).toList();
  }

  /** Returns the labels. */
  public Map<String, String> labels() {
    return strings("/metadata/labels");
  }

  /** Returns the annotation, if set. */
  public Optional<String> annotation(String name) {
    JsonNode value = json.path("metadata").path("annotations").path(name);
    return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
  }

  /** Returns the object of texts at a JSON pointer. */
  public Map<String, String> strings(String pointer) {
    Map<String, String> strings = new LinkedHashMap<>();
    json.at(pointer).properties().forEach(e -> strings.put(e.getKey(), e.getValue().asText()));
    return strings;
  }

  /** Returns the uid of the controlling owner, if there is one. */
  public Optional<String> controllerUid() {
    return items("/metadata/ownerReferences").stream()
        .filter(owner -> owner.path("controller").asBoolean())
        .map(owner -> owner.path("uid").asText())
        .findFirst();
  }

  /** Returns a deep copy of the tree, to change and store again. */
  public ObjectNode copy() {
    return json.deepCopy();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Every object of the lab's cluster with the rules of a real API server: uids, versions, conflicts,
 * graceful deletion of pods, a history for watches. Safe for any thread; listeners are called in
 * order of versions while the store's lock is held and must only hand the change on.
 */
public final class ObjectStore {
  private static final int HISTORY_MAX = 4096;
  private static final String NAME_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private final Kinds kinds = new Kinds();
  private final CustomKinds custom = new CustomKinds(kinds);
  private final Map<ResourceKind, TreeMap<String, Resource>> objects = new HashMap<>();
  private final Map<String, Set<String>> applied = new HashMap<>();
  private final Deque<Change> history = new ArrayDeque<>();
  private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
  private final Admission admission;
  private long version = 1;
  private long forgotten;

  /** Builds an empty store whose new objects pass the given admission. */
  public ObjectStore(Admission admission) {
    this.admission = admission;
  }

  /** Returns the kinds known so far. */
  public Kinds kinds() {
    return kinds;
  }

  /** Returns the version of the latest change. */
  public synchronized long version() {
    return version;
  }

  /** Returns all objects of a kind. */
  public synchronized List<Resource> list(ResourceKind kind) {
    return List.copyOf(table(kind).values());
  }

  /** Returns the objects of a kind in a namespace; an empty namespace means all. */
  public List<Resource> list(ResourceKind kind, String namespace) {
    return list(kind).stream()
        .filter(r -> namespace.isEmpty() || r.namespace().equals(namespace))
        .toList();
  }

  /** Returns one object. */
  public synchronized Optional<Resource> get(ResourceKind kind, String namespace, String name) {
    return Optional.ofNullable(table(kind).get(key(kind, namespace, name)));
  }

  /** Stores a new object; throws {@link ApiProblem} when its name is taken. */
  public synchronized Resource create(ResourceKind kind, ObjectNode wanted) {
    ObjectNode object = wanted.deepCopy();
    ObjectNode metadata = object.withObjectProperty("metadata");
    if (!metadata.path("name").isTextual() && metadata.path("generateName").isTextual()) {
      metadata.put("name", metadata.path("generateName").asText() + randomSuffix());
    }
    if (!metadata.path("name").isTextual()) {
      throw ApiProblem.badRequest("metadata.name is missing");
    }
    if (kind.namespaced() && !metadata.path("namespace").isTextual()) {
      metadata.put("namespace", "default");
    }
    String key = key(kind, metadata.path("namespace").asText(""), metadata.path("name").asText());
    if (table(kind).containsKey(key)) {
      throw ApiProblem.alreadyExists(kind, metadata.path("name").asText());
    }
    object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", now());
    metadata.put("generation", 1L);
    admission.admit(kind, object, this);
    custom.admit(kind, object);
    return put(kind, key, object, Change.Type.ADDED, new Change.Before.Nothing());
  }

  /**
   * Replaces an object, or only its status; a version in it that is not the current one is a
   * conflict.
   */
  public synchronized Resource update(ResourceKind kind, ObjectNode wanted, Part part) {
    String name = wanted.at("/metadata/name").asText();
    String namespace = wanted.at("/metadata/namespace").asText("");
    Resource current =
        get(kind, namespace, name).orElseThrow(() -> ApiProblem.notFound(kind, name));
    String expected = wanted.at("/metadata/resourceVersion").asText("");
    if (!expected.isEmpty() && !expected.equals(Long.toString(current.version()))) {
      throw ApiProblem.conflict(kind, name);
    }
    ObjectNode next = part == Part.STATUS ? current.copy() : wanted.deepCopy();
    next.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    if (part == Part.STATUS) {
      next.set("status", wanted.path("status").deepCopy());
    } else {
      keepServerFields(current, next, part);
    }
    custom.admit(kind, next);
    if (next.equals(current.json())) {
      return current;
    }
    if (finished(next)) {
      return remove(current);
    }
    return put(
        kind,
        key(kind, namespace, name),
        next,
        Change.Type.MODIFIED,
        new Change.Before.State(current));
  }

  /** Changes an object in place as one step; does nothing and returns empty when it is gone. */
  public synchronized Optional<Resource> change(
      ResourceKind kind, String namespace, String name, UnaryOperator<ObjectNode> edit) {
    return get(kind, namespace, name)
        .map(current -> update(kind, edit.apply(current.copy()), Part.ALL));
  }

  /**
   * Deletes an object. A pod that runs on a node is only marked; its kubelet deletes it with no
   * grace when its processes ended.
   *
   * @param graceSeconds how long a pod may take to end; negative: as its spec says
   */
  public synchronized Resource delete(
      ResourceKind kind, String namespace, String name, long graceSeconds) {
    Resource current =
        get(kind, namespace, name).orElseThrow(() -> ApiProblem.notFound(kind, name));
    boolean graceful =
        kind.equals(Kinds.POD) && graceSeconds != 0 && !current.text("/spec/nodeName").isEmpty();
    boolean held = !current.items("/metadata/finalizers").isEmpty();
    if (!graceful && !held) {
      return remove(current);
    }
    if (current.deleting()) {
      return current;
    }
    long grace =
        graceSeconds < 0
            ? current.at("/spec/terminationGracePeriodSeconds").asLong(30)
            : graceSeconds;
    ObjectNode marked = current.copy();
    ObjectNode metadata = marked.withObjectProperty("metadata");
    metadata.put(
        "deletionTimestamp",
        Instant.now().plusSeconds(grace).truncatedTo(ChronoUnit.SECONDS).toString());
    metadata.put("deletionGracePeriodSeconds", grace);
    return put(
        kind,
        key(kind, namespace, name),
        marked,
        Change.Type.MODIFIED,
        new Change.Before.State(current));
  }

  /** Creates the object, or merges it over the one that is there. */
  public synchronized Resource apply(ObjectNode wanted) {
    return apply(wanted, Part.ALL);
  }

  /** The same for one part: of a status only the status is merged, and the object must be there. */
  synchronized Resource apply(ObjectNode wanted, Part part) {
    ResourceKind kind =
        kinds.of(wanted.path("apiVersion").asText("v1"), wanted.path("kind").asText());
    String name = wanted.at("/metadata/name").asText();
    String namespace = wanted.at("/metadata/namespace").asText(kind.namespaced() ? "default" : "");
    Optional<Resource> current = get(kind, namespace, name);
    if (part == Part.STATUS) {
      ObjectNode next = current.orElseThrow(() -> ApiProblem.notFound(kind, name)).copy();
      if (next.path("status") instanceof ObjectNode status) {
        // What was applied before and is not any more goes away.
        status.remove(
            applied.getOrDefault(next.at("/metadata/uid").asText(), Set.of()).stream()
                .filter(each -> !wanted.path("status").has(each))
                .toList());
      }
      applied.put(
          next.at("/metadata/uid").asText(),
          wanted.path("status").properties().stream()
              .map(Map.Entry::getKey)
              .collect(Collectors.toSet()));
      next.set("status", Patches.merge(next.path("status"), wanted.path("status")));
      return update(kind, next, part);
    }
    return current
        .map(c -> update(kind, (ObjectNode) Patches.merge(c.copy(), wanted), part))
        .orElseGet(() -> create(kind, wanted));
  }

  /**
   * Starts listening. With {@code since} 0 the present objects come first as additions, otherwise
   * every kept change after that version; throws {@link ApiProblem} (410) when the history no
   * longer reaches back that far.
   */
  public synchronized AutoCloseable listen(long since, Consumer<Change> listener) {
    if (since > 0 && since < forgotten) {
      throw ApiProblem.gone(since);
    }
    if (since == 0) {
      objects.values().stream()
          .map(TreeMap::values)
          .flatMap(Collection::stream)
          .forEach(
              r -> listener.accept(new Change(Change.Type.ADDED, r, new Change.Before.Nothing())));
    } else {
      history.stream().filter(c -> c.resource().version() > since).forEach(listener);
    }
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private Resource remove(Resource current) {
    ObjectNode last = current.copy();
    applied.remove(last.at("/metadata/uid").asText());
    last.withObjectProperty("metadata").put("resourceVersion", Long.toString(++version));
    Resource gone = new Resource(current.kind(), last);
    table(current.kind()).remove(key(current.kind(), current.namespace(), current.name()));
    tell(new Change(Change.Type.DELETED, gone, new Change.Before.State(current)));
    if (current.kind().equals(Kinds.NAMESPACE)) {
      emptyNamespace(current.name());
    }
    return gone;
  }

  private void emptyNamespace(String namespace) {
    new ArrayList<>(objects.keySet())
        .stream()
            .filter(ResourceKind::namespaced)
            .flatMap(kind -> list(kind, namespace).stream())
            .forEach(r -> delete(r.kind(), namespace, r.name(), -1));
  }

  private Resource put(
      ResourceKind kind, String key, ObjectNode object, Change.Type type, Change.Before before) {
    object.withObjectProperty("metadata").put("resourceVersion", Long.toString(++version));
    Resource resource = new Resource(kind, object);
    table(kind).put(key, resource);
    if (kind.equals(Kinds.CUSTOM_RESOURCE_DEFINITION)) {
      custom.define(object);
    }
    tell(new Change(type, resource, before));
    return resource;
  }

  private void tell(Change change) {
    history.addLast(change);
    if (history.size() > HISTORY_MAX) {
      forgotten = history.removeFirst().resource().version();
    }
    listeners.forEach(listener -> listener.accept(change));
  }

  private static void keepServerFields(Resource current, ObjectNode next, Part part) {
    ObjectNode metadata = next.withObjectProperty("metadata");
    for (String field :
        List.of("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds")) {
      if (current.at("/metadata/" + field).isMissingNode()) {
        metadata.remove(field);
      } else {
        metadata.set(field, current.at("/metadata/" + field));
      }
    }
    if (part == Part.SPEC && !current.at("/status").isMissingNode()) {
      next.set("status", current.at("/status").deepCopy());
    }
    if (current.kind().equals(Kinds.SERVICE)) {
      ObjectNode spec = next.withObjectProperty("spec");
      for (String field : List.of("clusterIP", "clusterIPs", "ipFamilies", "type")) {
        if (!spec.has(field) && !current.at("/spec/" + field).isMissingNode()) {
          spec.set(field, current.at("/spec/" + field));
        }
      }
    }
    boolean sameSpec = current.at("/spec").equals(next.path("spec"));
    metadata.put("generation", current.at("/metadata/generation").asLong() + (sameSpec ? 0 : 1));
    metadata.put("resourceVersion", Long.toString(current.version()));
  }

  private static boolean finished(ObjectNode next) {
    return next.at("/metadata/deletionTimestamp").isTextual()
        && !next.at("/kind").asText().equals("Pod")
        && next.at("/metadata/finalizers").isEmpty();
  }

  private TreeMap<String, Resource> table(ResourceKind kind) {
    return objects.computeIfAbsent(kind, k -> new TreeMap<>());
  }

  private static String key(ResourceKind kind, String namespace, String name) {
    return kind.namespaced() ? namespace + "/" + name : name;
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Returns five letters as Kubernetes appends them to generated names. */
  public static String randomSuffix() {
    RandomGenerator random = java.util.concurrent.ThreadLocalRandom.current();
    StringBuilder suffix = new StringBuilder(5);
    for (int i = 0; i < 5; i++) {
      suffix.append(NAME_LETTERS.charAt(random.nextInt(NAME_LETTERS.length())));
    }
    return suffix.toString();
  }

  /** Which part of an object an update replaces. */
  public enum Part {
    ALL,
    SPEC,
    STATUS
  }

  /** Completes a new object (defaults, addresses) or refuses it by throwing {@link ApiProblem}. */
  public interface Admission {
    /** Edits the object in place before it is stored. */
    void admit(ResourceKind kind, ObjectNode object, ObjectStore store);
  }
}

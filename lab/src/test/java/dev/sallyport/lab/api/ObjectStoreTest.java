// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectStoreTest {
  private final ObjectStore store = new ObjectStore((kind, object, all) -> {});

  @Test
  void aNewObjectGetsIdentityAndVersion() {
    Resource created = store.create(Kinds.CONFIG_MAP, map("a", "1"));
    assertThat(created.uid()).hasSize(36);
    assertThat(created.text("/metadata/creationTimestamp")).endsWith("Z");
    assertThat(created.namespace()).isEqualTo("default");
    assertThat(created.version()).isEqualTo(store.version());
  }

  @Test
  void aTakenNameIsRefused() {
    store.create(Kinds.CONFIG_MAP, map("a", "1"));
    assertThatThrownBy(() -> store.create(Kinds.CONFIG_MAP, map("a", "2")))
        .hasMessageContaining("already exists");
  }

  @Test
  void anOldVersionIsAConflict() {
    ObjectNode first = store.create(Kinds.CONFIG_MAP, map("a", "1")).copy();
    store.change(Kinds.CONFIG_MAP, "default", "a", json -> json.put("x", 1));
    assertThatThrownBy(() -> store.update(Kinds.CONFIG_MAP, first, ObjectStore.Part.ALL))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining("modified");
  }

  @Test
  void aChangeThatChangesNothingIsNoChange() {
    Resource created = store.create(Kinds.CONFIG_MAP, map("a", "1"));
    store.change(Kinds.CONFIG_MAP, "default", "a", json -> json);
    assertThat(store.version()).isEqualTo(created.version());
  }

  @Test
  void aStatusUpdateLeavesTheRestAlone() {
    store.create(Kinds.POD, pod(""));
    ObjectNode other = pod("");
    other.withObjectProperty("spec").put("nodeName", "elsewhere");
    other.putObject("status").put("phase", "Running");
    Resource updated = store.update(Kinds.POD, withNamespace(other), ObjectStore.Part.STATUS);
    assertThat(updated.text("/status/phase")).isEqualTo("Running");
    assertThat(updated.text("/spec/nodeName")).isEmpty();
  }

  @Test
  void aSpecUpdateKeepsTheStatusAndCountsGenerations() {
    ObjectNode pod = pod("");
    pod.putObject("status").put("phase", "Running");
    store.create(Kinds.POD, pod);
    Resource updated = store.update(Kinds.POD, withNamespace(pod("node-a")), ObjectStore.Part.SPEC);
    assertThat(updated.text("/status/phase")).isEqualTo("Running");
    assertThat(updated.at("/metadata/generation").asInt()).isEqualTo(2);
  }

  @Test
  void aPodOnANodeIsOnlyMarkedForDeletion() {
    store.create(Kinds.POD, pod("node-a"));
    Resource marked = store.delete(Kinds.POD, "default", "p", 7);
    assertThat(marked.deleting()).isTrue();
    assertThat(marked.at("/metadata/deletionGracePeriodSeconds").asInt()).isEqualTo(7);
    store.delete(Kinds.POD, "default", "p", 0);
    assertThat(store.get(Kinds.POD, "default", "p")).isEmpty();
  }

  @Test
  void aPodOnNoNodeGoesAtOnce() {
    store.create(Kinds.POD, pod(""));
    store.delete(Kinds.POD, "default", "p", -1);
    assertThat(store.list(Kinds.POD)).isEmpty();
  }

  @Test
  void aNamespaceTakesItsObjectsWithIt() {
    store.create(Kinds.NAMESPACE, Json.parseYaml("{metadata: {name: default}}").getFirst());
    store.create(Kinds.CONFIG_MAP, map("a", "1"));
    store.delete(Kinds.NAMESPACE, "", "default", -1);
    assertThat(store.list(Kinds.CONFIG_MAP)).isEmpty();
  }

  @Test
  void aListenerSeesThePresentThenEveryChangeInOrder() {
    store.create(Kinds.CONFIG_MAP, map("a", "1"));
    List<String> seen = new ArrayList<>();
    store.listen(0, change -> seen.add(change.type() + " " + change.resource().name()));
    store.create(Kinds.CONFIG_MAP, map("b", "1"));
    store.change(Kinds.CONFIG_MAP, "default", "a", json -> json.put("x", 1));
    store.delete(Kinds.CONFIG_MAP, "default", "a", -1);
    assertThat(seen).containsExactly("ADDED a", "ADDED b", "MODIFIED a", "DELETED a");
  }

  @Test
  void aListenerThatComesBackSeesWhatItMissed() {
    long before = store.create(Kinds.CONFIG_MAP, map("a", "1")).version();
    store.create(Kinds.CONFIG_MAP, map("b", "1"));
    List<String> seen = new ArrayList<>();
    store.listen(before, change -> seen.add(change.resource().name()));
    assertThat(seen).containsExactly("b");
  }

  @Test
  void aListenerThatComesBackTooLateIsTold() {
    long before = store.create(Kinds.CONFIG_MAP, map("a", "1")).version();
    for (int i = 0; i < 5000; i++) {
      int value = i;
      store.change(Kinds.CONFIG_MAP, "default", "a", json -> json.put("x", value));
    }
    assertThatThrownBy(() -> store.listen(before, change -> {})).hasMessageContaining("too old");
  }

  @Test
  void applyingTwiceMerges() {
    store.apply(map("a", "1").put("apiVersion", "v1").put("kind", "ConfigMap"));
    ObjectNode more =
        Json.parseYaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {other: '2'}}")
            .getFirst();
    assertThat(store.apply(more).strings("/data")).containsOnlyKeys("key", "other");
  }

  private static ObjectNode map(String name, String value) {
    return Json.parseYaml("{metadata: {name: %s}, data: {key: '%s'}}".formatted(name, value))
        .getFirst();
  }

  private static ObjectNode pod(String node) {
    ObjectNode pod = Json.parseYaml("{metadata: {name: p}, spec: {containers: []}}").getFirst();
    if (!node.isEmpty()) {
      pod.withObjectProperty("spec").put("nodeName", node);
    }
    return pod;
  }

  private static ObjectNode withNamespace(ObjectNode object) {
    object.withObjectProperty("metadata").put("namespace", "default");
    return object;
  }
}

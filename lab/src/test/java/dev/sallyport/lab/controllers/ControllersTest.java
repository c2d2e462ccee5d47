// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The control loops one step at a time, without a clock, a thread or a node. */
class ControllersTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final List<String> NODES = List.of("node-a", "node-b");

  private final ObjectStore store = new ObjectStore((kind, object, all) -> {});
  private final List<Controller> loops =
      List.of(
          new Deployments(),
          new ReplicaSets(),
          new StatefulSets(),
          new DaemonSets(NODES),
          new CronJobs(),
          new Jobs(),
          new Scheduler(NODES),
          new EndpointSlices(),
          new GarbageCollector());

  ControllersTest() {
    NODES.forEach(
        n ->
            apply(
                "{apiVersion: v1, kind: Node, metadata: {name: %s, labels: {kubernetes.io/hostname: %s}}}"
                    .formatted(n, n)));
  }

  @Test
  void aDeploymentMakesOneReplicaSetAndSpreadsItsPods() {
    deployment("one", 2);
    settle(NOON);
    assertThat(store.list(Kinds.REPLICA_SET)).hasSize(1);
    assertThat(store.list(Kinds.POD))
        .hasSize(2)
        .allMatch(p -> p.labels().containsKey("pod-template-hash"));
    assertThat(store.list(Kinds.POD).stream().map(p -> p.text("/spec/nodeName")))
        .containsExactlyInAnyOrderElementsOf(NODES);
    assertThat(store.list(Kinds.POD).getFirst().text("/metadata/ownerReferences/0/kind"))
        .isEqualTo("ReplicaSet");
  }

  @Test
  void aNewTemplateReplacesTheOldPodsOnlyWhenTheNewAreReady() {
    deployment("one", 1);
    settle(NOON);
    String old = store.list(Kinds.POD).getFirst().name();
    deployment("two", 1);
    settle(NOON);
    assertThat(store.list(Kinds.POD)).hasSize(2).noneMatch(Resource::deleting);
    store.list(Kinds.POD).stream()
        .filter(p -> !p.name().equals(old))
        .forEach(p -> run(p, "Running"));
    settle(NOON);
    assertThat(store.list(Kinds.POD).stream().filter(Resource::deleting).map(Resource::name))
        .containsExactly(old);
  }

  @Test
  void aStatefulSetWaitsForEachPodBeforeTheNext() {
    apply(
        "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db, namespace: x}, spec: {replicas: 2, serviceName: db, "
            + "template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c}]}}}}");
    settle(NOON);
    assertThat(store.list(Kinds.POD).stream().map(Resource::name)).containsExactly("db-0");
    run(store.list(Kinds.POD).getFirst(), "Running");
    settle(NOON);
    assertThat(store.list(Kinds.POD).stream().map(Resource::name)).containsExactly("db-0", "db-1");
  }

  @Test
  void aDaemonSetPutsOnePodOnEachNode() {
    apply(
        "{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: d, namespace: x}, "
            + "spec: {template: {spec: {containers: [{name: c}]}}}}");
    settle(NOON);
    assertThat(store.list(Kinds.POD).stream().map(p -> p.text("/spec/nodeName")))
        .containsExactlyInAnyOrderElementsOf(NODES);
  }

  @Test
  void aSurgeStartsTheNextPodOfANodeBesideTheOneThatRuns() {
    surging("one");
    settle(NOON);
    List<String> old = store.list(Kinds.POD).stream().map(Resource::name).toList();
    surging("two");
    settle(NOON);
    assertThat(store.list(Kinds.POD)).hasSize(4).noneMatch(Resource::deleting);
    store.list(Kinds.POD).forEach(p -> run(p, "Running"));
    settle(NOON.plusSeconds(1));
    assertThat(store.list(Kinds.POD)).as("ready, but not for long").noneMatch(Resource::deleting);
    settle(NOON.plusSeconds(12));
    assertThat(store.list(Kinds.POD).stream().filter(Resource::deleting).map(Resource::name))
        .containsExactlyInAnyOrderElementsOf(old);
  }

  @Test
  void aJobRunsToItsCompletions() {
    job("completions: 2, parallelism: 1");
    settle(NOON);
    assertThat(store.list(Kinds.POD)).hasSize(1);
    run(store.list(Kinds.POD).getFirst(), "Succeeded");
    settle(NOON);
    assertThat(store.list(Kinds.POD)).hasSize(2);
    store.list(Kinds.POD).forEach(p -> run(p, "Succeeded"));
    settle(NOON);
    assertThat(store.list(Kinds.JOB).getFirst().text("/status/conditions/0/type"))
        .isEqualTo("Complete");
    assertThat(store.list(Kinds.POD)).hasSize(2);
  }

  @Test
  void aJobGivesUpAfterItsRetries() {
    job("backoffLimit: 1");
    for (int i = 0; i < 3; i++) {
      settle(NOON);
      store.list(Kinds.POD).forEach(p -> run(p, "Failed"));
    }
    settle(NOON);
    assertThat(store.list(Kinds.POD)).hasSize(2);
    assertThat(store.list(Kinds.JOB).getFirst().text("/status/conditions/0/type"))
        .isEqualTo("Failed");
  }

  @Test
  void aCronJobRunsInItsMinuteAndOnlyOnce() {
    apply(
        "{apiVersion: batch/v1, kind: CronJob, metadata: {name: c, namespace: x}, spec: {schedule: '30 2 * * *', "
            + "jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c}]}}}}}}");
    Instant tomorrow = Instant.now().plusSeconds(86_400);
    Instant due = Instant.parse(tomorrow.toString().substring(0, 11) + "02:30:10Z");
    settle(due.minusSeconds(60));
    assertThat(store.list(Kinds.JOB)).isEmpty();
    settle(due);
    settle(due.plusSeconds(5));
    assertThat(store.list(Kinds.JOB)).hasSize(1);
    assertThat(store.list(Kinds.JOB).getFirst().text("/metadata/ownerReferences/0/kind"))
        .isEqualTo("CronJob");
  }

  @Test
  void aServiceListsReadyPodsAndThoseThatAreNot() {
    apply(
        "{apiVersion: v1, kind: Service, metadata: {name: s, namespace: x}, spec: {ipFamilies: [IPv4], selector: {app: web}, "
            + "ports: [{port: 80, targetPort: 8080}]}}");
    deployment("one", 2);
    settle(NOON);
    run(store.list(Kinds.POD).getFirst(), "Running");
    address(store.list(Kinds.POD).getFirst(), "10.0.0.1");
    address(store.list(Kinds.POD).getLast(), "10.0.0.2");
    settle(NOON);
    Resource slice = store.list(Kinds.ENDPOINT_SLICE).getFirst();
    assertThat(
            slice.items("/endpoints").stream().filter(e -> e.at("/conditions/ready").asBoolean()))
        .hasSize(1);
    assertThat(slice.items("/endpoints")).hasSize(2);
    assertThat(slice.at("/ports/0/port").asInt()).isEqualTo(8080);
  }

  @Test
  void whatLosesItsOwnerGoes() {
    deployment("one", 1);
    settle(NOON);
    store.delete(Kinds.DEPLOYMENT, "x", "web", -1);
    settle(NOON);
    assertThat(store.list(Kinds.REPLICA_SET)).isEmpty();
    assertThat(store.list(Kinds.POD)).allMatch(Resource::deleting);
  }

  @Test
  void aNodeSelectorIsObeyed() {
    apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: x}, "
            + "spec: {nodeSelector: {kubernetes.io/hostname: node-b}, containers: [{name: c}]}}");
    settle(NOON);
    assertThat(store.list(Kinds.POD).getFirst().text("/spec/nodeName")).isEqualTo("node-b");
  }

  private void settle(Instant now) {
    for (int i = 0; i < 8; i++) {
      loops.forEach(loop -> loop.reconcile(store, now));
    }
  }

  private void deployment(String image, int replicas) {
    apply(
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: x}, spec: {replicas: %d, "
                .formatted(replicas)
            + "selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, "
            + "spec: {containers: [{name: c, image: %s}]}}}}".formatted(image));
  }

  private void surging(String image) {
    apply(
        "{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: d, namespace: x}, spec: {minReadySeconds: 10, "
            + "updateStrategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}, "
            + "template: {spec: {containers: [{name: c, image: %s}]}}}}".formatted(image));
  }

  private void job(String fields) {
    apply(
        "{apiVersion: batch/v1, kind: Job, metadata: {name: j, namespace: x}, spec: {%s, "
                .formatted(fields)
            + "template: {spec: {restartPolicy: Never, containers: [{name: c}]}}}}");
  }

  private void apply(String yaml) {
    store.apply(Json.parseYaml(yaml).getFirst());
  }

  private void run(Resource pod, String phase) {
    store.change(
        Kinds.POD,
        pod.namespace(),
        pod.name(),
        json -> {
          var status = json.withObjectProperty("status").put("phase", phase);
          status
              .putArray("conditions")
              .addObject()
              .put("type", "Ready")
              .put("status", phase.equals("Running") ? "True" : "False");
          return json;
        });
  }

  private void address(Resource pod, String address) {
    store.change(
        Kinds.POD,
        pod.namespace(),
        pod.name(),
        json -> {
          json.withObjectProperty("status").putArray("podIPs").addObject().put("ip", address);
          return json;
        });
  }
}

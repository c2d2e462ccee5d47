// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import static dev.sallyport.node.identity.kube.RecordedPods.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the API server of a client library: other code than ours decides what is sent. */
class MockServerIT {
  private final RecordedPods told = new RecordedPods();
  private KubernetesMockServer server;
  private KubernetesClient client;
  private PodWatch watch;

  @BeforeEach
  void start() {
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new Unselective(), false);
    server.init();
    client = server.createClient();
    watch =
        PodWatch.start(
            KubeAccess.plain(URI.create("http://127.0.0.1:" + server.getPort())),
            "n1",
            told,
            KubeLimits.defaults());
  }

  @AfterEach
  void stop() {
    watch.close();
    client.close();
    server.destroy();
  }

  @Test
  void podsComeChangeAndGo() {
    client
        .apps()
        .replicaSets()
        .inNamespace("shop")
        .resource(
            new ReplicaSetBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("cart-abc")
                .addNewOwnerReference()
                .withKind("Deployment")
                .withName("cart")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .build())
        .create();
    create(pod("cart-abc-1", "n1", "ReplicaSet", "cart-abc"));
    create(pod("other-1", "n2", "ReplicaSet", "cart-abc"));
    await("pod of this node", () -> named("cart-abc-1", "Deployment/cart"));
    assertThat(told.pods.values()).extracting(PodIdentity::name).containsExactly("cart-abc-1");
    client.pods().inNamespace("shop").withName("cart-abc-1").delete();
    await("pod gone", told.pods::isEmpty);
  }

  @Test
  void jobOfACronJobIsTheCronJob() {
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace("shop")
        .resource(
            new JobBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("report-29012345")
                .addNewOwnerReference()
                .withKind("CronJob")
                .withName("report")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .build())
        .create();
    create(pod("report-29012345-x", "n1", "Job", "report-29012345"));
    await("owner", () -> named("report-29012345-x", "CronJob/report"));
    await("settled", () -> told.pods.values().iterator().next().workloadSettled());
  }

  private boolean named(String pod, String workload) {
    return told.pods.values().stream()
        .anyMatch(
            p -> p.name().equals(pod) && p.workload().key().equals("workload/shop/" + workload));
  }

  private void create(Pod pod) {
    client.pods().inNamespace("shop").resource(pod).create();
  }

  private static Pod pod(String name, String node, String ownerKind, String owner) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName(name)
        .withLabels(Map.of("pod-template-hash", "abc"))
        .addNewOwnerReference()
        .withKind(ownerKind)
        .withName(owner)
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withPodIP("10.0.0.9")
        .endStatus()
        .build();
  }

  /** The server knows no fields but names; asked for pods of a node it would answer none. */
  private static final class Unselective extends Dispatcher {
    private final KubernetesMixedDispatcher all = new KubernetesMixedDispatcher(new HashMap<>());

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      return all.dispatch(
          new RecordedRequest(
              request.getHttpVersion(),
              request.method(),
              request.getPath().replaceAll("fieldSelector=[^&]*&", ""),
              request.getHeaders(),
              request.getBody()));
    }
  }
}

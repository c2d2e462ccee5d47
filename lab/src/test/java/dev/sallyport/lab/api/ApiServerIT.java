// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a foreign Kubernetes client and a plain HTTP client get from the lab's API. */
class ApiServerIT {
  private final ObjectStore store = new ObjectStore((kind, object, all) -> {});
  private int port;
  private ApiServer server;
  private KubernetesClient client;

  @BeforeEach
  void open() throws IOException {
    try (ServerSocket any = new ServerSocket(0)) {
      port = any.getLocalPort();
    }
    server =
        new ApiServer(
            store,
            (pod, container) -> "words",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    Config config =
        new ConfigBuilder(Config.empty()).withMasterUrl("http://127.0.0.1:" + port).build();
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void aLongListComesInPagesThatHoldEachObjectOnce() {
    for (int i = 0; i < 7; i++) {
      client.resource(named("map-" + i)).create();
    }
    var first = client.configMaps().inNamespace("x").list(page(3, null));
    assertThat(first.getItems()).hasSize(3);
    assertThat(first.getMetadata().getRemainingItemCount()).isEqualTo(4);
    client.resource(named("map-0a")).create();
    var second = client.configMaps().inNamespace("x").list(page(3, first));
    var third = client.configMaps().inNamespace("x").list(page(3, second));
    assertThat(Stream.of(first, second, third).flatMap(each -> each.getItems().stream()))
        .extracting(each -> each.getMetadata().getName())
        .as("what was made before the place that was reached is for a watch to tell")
        .containsExactly("map-0", "map-1", "map-2", "map-3", "map-4", "map-5", "map-6");
    assertThat(third.getMetadata().getContinue()).isNull();
    assertThat(third.getMetadata().getResourceVersion())
        .isEqualTo(first.getMetadata().getResourceVersion());
  }

  private static ConfigMap named(String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("x")
        .endMetadata()
        .build();
  }

  private static ListOptions page(long limit, KubernetesResourceList<?> before) {
    return new ListOptionsBuilder()
        .withLimit(limit)
        .withContinue(before == null ? null : before.getMetadata().getContinue())
        .build();
  }

  @Test
  void objectsAreCreatedReadChangedAndDeleted() {
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("a")
            .withNamespace("x")
            .endMetadata()
            .addToData("k", "1")
            .build();
    client.resource(map).create();
    client
        .configMaps()
        .inNamespace("x")
        .withName("a")
        .edit(m -> new ConfigMapBuilder(m).addToData("l", "2").build());
    assertThat(client.configMaps().inNamespace("x").withName("a").get().getData())
        .containsOnlyKeys("k", "l");
    assertThat(client.configMaps().inAnyNamespace().list().getItems()).hasSize(1);
    client.configMaps().inNamespace("x").withName("a").delete();
    assertThat(client.configMaps().inNamespace("x").withName("a").get()).isNull();
  }

  @Test
  void anInformerFollowsPodsOfItsNodeOnly() throws InterruptedException {
    store.create(Kinds.POD, pod("here", "node-a"));
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    client
        .pods()
        .inAnyNamespace()
        .withField("spec.nodeName", "node-a")
        .inform(
            new ResourceEventHandler<>() {
              @Override
              public void onAdd(Pod pod) {
                seen.add("add " + pod.getMetadata().getName());
              }

              @Override
              public void onUpdate(Pod before, Pod pod) {
                seen.add(
                    "update " + pod.getMetadata().getName() + " " + pod.getStatus().getPodIP());
              }

              @Override
              public void onDelete(Pod pod, boolean unknown) {
                seen.add("delete " + pod.getMetadata().getName());
              }
            });
    assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("add here");
    store.create(Kinds.POD, pod("there", "node-b"));
    store.create(Kinds.POD, pod("late", "node-a"));
    assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("add late");
    store.change(
        Kinds.POD,
        "default",
        "late",
        json -> {
          json.withObjectProperty("status").put("podIP", "10.1.1.1");
          return json;
        });
    assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("update late 10.1.1.1");
    store.delete(Kinds.POD, "default", "here", 0);
    assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("delete here");
  }

  @Test
  void aDeletedPodIsMarkedUntilItsKubeletIsDone() {
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("p")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-a")
                .endSpec()
                .build())
        .create();
    client.pods().inNamespace("default").withName("p").delete();
    assertThat(
            client
                .pods()
                .inNamespace("default")
                .withName("p")
                .get()
                .getMetadata()
                .getDeletionTimestamp())
        .isNotNull();
    client.pods().inNamespace("default").withName("p").withGracePeriod(0).delete();
    assertThat(client.pods().inNamespace("default").withName("p").get()).isNull();
  }

  @Test
  void aWatchStreamsLinesAndBookmarks() throws Exception {
    long version = store.create(Kinds.POD, pod("a", "node-a")).version();
    store.create(Kinds.POD, pod("b", "node-a"));
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/api/v1/pods?watch=true&resourceVersion=%d&allowWatchBookmarks=true"
                        .formatted(port, version)))
            .build();
    try (HttpClient http = HttpClient.newHttpClient();
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    http.send(request, BodyHandlers.ofInputStream()).body(),
                    StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).startsWith("{\"type\":\"ADDED\"").contains("\"name\":\"b\"");
      assertThat(lines.readLine()).startsWith("{\"type\":\"BOOKMARK\"");
      http.shutdownNow();
    }
  }

  @Test
  void aWatchFromTooLongAgoIsToldSo() throws Exception {
    long version = store.create(Kinds.POD, pod("a", "node-a")).version();
    for (int i = 0; i < 5000; i++) {
      int value = i;
      store.change(Kinds.POD, "default", "a", json -> json.put("x", value));
    }
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/api/v1/pods?watch=true&resourceVersion=%d"
                        .formatted(port, version)))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(http.send(request, BodyHandlers.ofString()).body())
          .startsWith("{\"type\":\"ERROR\"")
          .contains("\"code\":410");
    }
  }

  @Test
  void logsAreServed() {
    store.create(Kinds.POD, pod("a", "node-a"));
    assertThat(client.pods().inNamespace("default").withName("a").getLog()).isEqualTo("words");
  }

  private static com.fasterxml.jackson.databind.node.ObjectNode pod(String name, String node) {
    return Json.parseYaml(
            "{metadata: {name: %s}, spec: {nodeName: %s, containers: [{name: c}]}, status: {phase: Running}}"
                .formatted(name, node))
        .getFirst();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import static dev.sallyport.node.identity.kube.FakeApi.event;
import static dev.sallyport.node.identity.kube.FakeApi.list;
import static dev.sallyport.node.identity.kube.FakeApi.ownedBy;
import static dev.sallyport.node.identity.kube.FakeApi.pod;
import static dev.sallyport.node.identity.kube.FakeApi.quiet;
import static dev.sallyport.node.identity.kube.FakeApi.text;
import static dev.sallyport.node.identity.kube.RecordedPods.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.node.identity.kube.PodIdentity.Probe;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PodWatchIT {
  private static final KubeLimits LIMITS =
      new KubeLimits(
          64 << 10,
          1 << 20,
          50,
          250,
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          Duration.ofMillis(10),
          Duration.ofMillis(80),
          16,
          16);

  private final RecordedPods told = new RecordedPods();
  private FakeApi api;
  private PodWatch watch;

  @BeforeEach
  void startApi() throws IOException {
    api = new FakeApi();
  }

  @AfterEach
  void stop() {
    if (watch != null) {
      watch.close();
    }
    api.close();
  }

  @Test
  void podIsReadWithAllThatIdentityNeeds() {
    api.onList(x -> text(x, 200, list("5", pod("u1", "n1", "10.0.0.1"))));
    start();
    await("pod", () -> told.pods.containsKey("u1"));
    PodIdentity pod = told.pods.get("u1");
    assertThat(pod.workload().key()).isEqualTo("workload/shop/Deployment/cart");
    assertThat(pod.workload().serviceAccount()).isEqualTo("cart-sa");
    assertThat(pod.workload().labels()).containsOnlyKeys("app");
    assertThat(pod.addresses())
        .containsExactly(InetAddress.ofLiteral("10.0.0.1"), InetAddress.ofLiteral("fd00::7"));
    assertThat(pod.ports()).containsExactly(8080);
    assertThat(pod.probes())
        .containsExactlyInAnyOrder(new Probe(8080, "/live?full=1"), new Probe(9090, ""));
    assertThat(pod.captureWanted()).isTrue();
  }

  @Test
  void whyTheApiDoesNotAnswerIsSaidAlsoWhereTheFailureHasNoMessage() {
    // The JDK's client says nothing about a connection that was refused.
    api.close();
    start();
    await("the refusal", () -> watch.health().snapshot().get("api_failures") > 0);
    assertThat(watch.health().ok()).isFalse();
    assertThat(watch.health().message()).startsWith("ConnectException").doesNotContain("null");
  }

  @Test
  void podsOfOtherNodesAreLeftOutThoughTheServerSendsThem() {
    api.onList(
        x -> text(x, 200, list("5", pod("u1", "n1", "10.0.0.1"), pod("u2", "n2", "10.0.0.2"))));
    api.onWatch(
        x ->
            quiet(
                x,
                event("ADDED", pod("u3", "n2", "10.0.0.3"))
                    + event("ADDED", pod("u4", "n1", "10.0.0.4"))));
    start();
    await("pod of the watch", () -> told.pods.containsKey("u4"));
    assertThat(told.pods).containsOnlyKeys("u1", "u4");
  }

  @Test
  void deletedPodIsGone() {
    api.onList(x -> text(x, 200, list("5", pod("u1", "n1", "10.0.0.1"))));
    CountDownLatch go = new CountDownLatch(1);
    api.onWatch(
        x -> {
          go.await();
          quiet(x, event("DELETED", pod("u1", "n1", "10.0.0.1")));
        });
    start();
    await("pod", () -> told.pods.containsKey("u1"));
    go.countDown();
    await("pod gone", told.pods::isEmpty);
  }

  @Test
  void topOwnerReplacesTheProvisionalOne() {
    api.onList(x -> text(x, 200, list("5", pod("u1", "n1", "10.0.0.1"))));
    api.onOwner(x -> text(x, 200, ownedBy("Rollout", "cart-rollout")));
    start();
    await("owner", () -> told.names("u1", "shop/Rollout/cart-rollout"));
    assertThat(told.pods.get("u1").workloadSettled()).isTrue();
    assertThat(api.requests).contains("/apis/apps/v1/namespaces/shop/replicasets/cart-abc");
  }

  @Test
  void ownerThatIsGoneSettlesWhatNamesSay() {
    api.onList(x -> text(x, 200, list("5", pod("u1", "n1", "10.0.0.1"))));
    start();
    await("settled", () -> told.pods.containsKey("u1") && told.pods.get("u1").workloadSettled());
    assertThat(told.names("u1", "shop/Deployment/cart")).isTrue();
  }

  @Test
  void slowOwnerHoldsNothingUp() {
    api.onList(x -> text(x, 200, list("5", pod("u1", "n1", "10.0.0.1"))));
    api.onOwner(x -> Thread.sleep(60_000));
    start();
    await("pod", () -> told.names("u1", "shop/Deployment/cart"));
    assertThat(told.pods.get("u1").workloadSettled()).isFalse();
  }

  @Test
  void watchGoesOnFromTheLastBookmark() {
    api.onWatch(
        x ->
            text(
                x,
                200,
                event(
                    "BOOKMARK", "{\"kind\":\"Pod\",\"metadata\":{\"resourceVersion\":\"4711\"}}")));
    start();
    await("watch from the bookmark", () -> api.requests.stream().anyMatch(r -> r.contains("4711")));
    assertThat(told.lists).hasValue(1);
  }

  @Test
  void forgottenVersionListsAgain() {
    api.onWatch(x -> text(x, 200, event("ERROR", "{\"kind\":\"Status\",\"code\":410}")));
    start();
    await("second list", () -> told.lists.get() >= 2);
  }

  @Test
  void forgottenVersionAsAStatusListsAgain() {
    api.onWatch(x -> text(x, 410, "{}"));
    start();
    await("second list", () -> told.lists.get() >= 2);
  }

  @Test
  void lastStateStaysWhileTheApiFails() {
    api.onList(x -> text(x, 200, list("5", pod("u1", "n1", "10.0.0.1"))));
    AtomicInteger failures = new AtomicInteger();
    api.onWatch(
        x -> {
          failures.incrementAndGet();
          text(x, 503, "overloaded");
        });
    start();
    await("failures", () -> failures.get() > 5);
    assertThat(told.pods).containsOnlyKeys("u1");
    assertThat(watch.health().ok()).isFalse();
    api.onWatch(x -> quiet(x, event("ADDED", pod("u2", "n1", "10.0.0.2"))));
    await("recovery", () -> told.pods.containsKey("u2"));
    assertThat(watch.health().ok()).isTrue();
  }

  @Test
  void listThatFailsIsTriedUntilItSucceeds() {
    AtomicInteger tries = new AtomicInteger();
    api.onList(
        x -> {
          switch (tries.incrementAndGet()) {
            case 1 -> text(x, 500, "");
            case 2 -> text(x, 200, "{\"items\":[{\"metadata\":{\"uid\":");
            case 3 -> text(x, 200, "[]");
            case 4 -> text(x, 200, "nonsense");
            case 5 -> Thread.sleep(1_500);
            case 6 -> endless(x.getResponseBody(), () -> x.sendResponseHeaders(200, 0));
            default -> text(x, 200, list("5", pod("u1", "n1", "10.0.0.1")));
          }
        });
    start();
    await("list", () -> told.pods.containsKey("u1"));
    assertThat(told.lists).hasValue(1);
  }

  @Test
  void hostileEventsEndNothing() {
    AtomicInteger tries = new AtomicInteger();
    String good = event("ADDED", pod("u9", "n1", "10.0.0.9"));
    api.onWatch(
        x -> {
          switch (tries.incrementAndGet()) {
            case 1 -> text(x, 200, "{\"type\":\"ADDED\",\"obj");
            case 2 -> text(x, 200, "\n\n[1,2]\n");
            case 3 -> text(x, 200, "{\"type\":7,\"object\":[]}\n{\"type\":\"ADDED\"}\n");
            case 4 -> text(x, 200, event("ADDED", "{\"metadata\":" + "{\"a\":".repeat(5_000)));
            case 5 -> text(x, 200, event("ADDED", "\"" + "x".repeat(200_000) + "\"") + good);
            default -> quiet(x, "");
          }
        });
    start();
    await("the good one after the huge one", () -> told.pods.containsKey("u9"));
    assertThat(watch.health().snapshot().get("api_limits_hit")).isPositive();
  }

  @Test
  void lineWithoutEndIsGivenUp() {
    AtomicInteger tries = new AtomicInteger();
    api.onWatch(
        x -> {
          if (tries.incrementAndGet() == 1) {
            endless(x.getResponseBody(), () -> x.sendResponseHeaders(200, 0));
          } else {
            quiet(x, event("ADDED", pod("u2", "n1", "10.0.0.2")));
          }
        });
    start();
    await("next watch", () -> told.pods.containsKey("u2"));
  }

  @Test
  void silentWatchIsGivenUp() {
    AtomicInteger tries = new AtomicInteger();
    api.onWatch(
        x -> {
          tries.incrementAndGet();
          quiet(x, "");
        });
    start();
    await("second watch", () -> tries.get() >= 2);
    assertThat(watch.health().snapshot().get("api_failures")).isPositive();
  }

  @Test
  void moreThanTheLimitIsCountedNotKept() {
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < 80; i++) {
      events.append(event("ADDED", pod("u" + i, "n1", "10.0.1." + i)));
    }
    events.append(event("DELETED", pod("u0", "n1", "10.0.1.0")));
    api.onWatch(x -> quiet(x, events.toString()));
    start();
    await("limit", () -> told.pods.size() == 49);
    assertThat(watch.health().snapshot().get("api_limits_hit")).isGreaterThanOrEqualTo(30);
  }

  @Test
  void pagesOfAListAreJoined() {
    api.onList(
        x -> {
          boolean second = x.getRequestURI().getQuery().contains("continue=more");
          text(
              x,
              200,
              second
                  ? list("6", pod("u2", "n1", "10.0.0.2"))
                  : list("5", pod("u1", "n1", "10.0.0.1"))
                      .replace(
                          "\"metadata\":{\"resourceVersion\":\"5\"",
                          "\"metadata\":{\"continue\":\"more\""));
        });
    start();
    await("both pages", () -> told.pods.size() == 2);
    assertThat(told.lists).hasValue(1);
  }

  private void start() {
    watch = PodWatch.start(KubeAccess.plain(api.uri()), "n1", told, LIMITS);
  }

  private interface Begin {
    void run() throws IOException;
  }

  private static void endless(OutputStream out, Begin begin) throws IOException {
    begin.run();
    byte[] junk = "{\"items\":[ ".repeat(400).getBytes(StandardCharsets.UTF_8);
    try {
      for (int i = 0; i < 20_000; i++) {
        out.write(junk);
      }
    } catch (IOException expected) {
      // The client gave up, as it should.
      return;
    }
  }
}

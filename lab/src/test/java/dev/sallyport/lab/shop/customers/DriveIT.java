// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.customers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.lab.shop.plumbing.Json;
import dev.sallyport.lab.shop.plumbing.Reply;
import dev.sallyport.lab.shop.plumbing.Tally;
import dev.sallyport.lab.shop.plumbing.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DriveIT {
  private static final int REQUESTS = 400;

  private final Tally tally = new Tally("double");
  private final AtomicInteger carts = new AtomicInteger();
  private WebServer server;

  @BeforeEach
  void serveWhatCustomersAskFor() throws IOException {
    server =
        WebServer.plain(0, tally)
            .route("GET", "/", _ -> Reply.page("<p>"))
            .route("GET", "/products", _ -> Reply.json(200, Json.array()))
            .route(
                "GET",
                "/products/{id}",
                r -> r.id("id") < 5_000 ? Reply.json(200, Json.object()) : Reply.empty(404))
            .route("DELETE", "/products/{id}", _ -> Reply.empty(204))
            .route("GET", "/cart/{id}", _ -> Reply.empty(carts.incrementAndGet() > 0 ? 200 : 500))
            .route("POST", "/cart/{id}/items", _ -> Reply.empty(201))
            .route(
                "POST", "/orders", r -> Reply.json(declined(r.body()) ? 402 : 201, Json.object()))
            .route("GET", "/orders/{id}", _ -> Reply.empty(200))
            .route(
                "POST",
                "/assistant/chat",
                _ -> Reply.events(out -> out.write("data: 1\n\n".getBytes(StandardCharsets.UTF_8))))
            .start();
  }

  private static boolean declined(byte[] order) {
    return new String(order, StandardCharsets.UTF_8).contains("4000000000000002");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private DriveCounts drive(String host, boolean reuse, DrivePlan.Family family)
      throws InterruptedException {
    return drive(URI.create("http://" + host + ":" + server.port()), REQUESTS, reuse, family);
  }

  private static DriveCounts drive(URI target, int requests, boolean reuse, DrivePlan.Family family)
      throws InterruptedException {
    DriveCounts counts = new DriveCounts();
    new Drive(
            new DrivePlan(
                target,
                "shop.example",
                DrivePlan.Mode.STEADY,
                0,
                requests,
                Duration.ZERO,
                4,
                reuse,
                family,
                1),
            counts)
        .run();
    return counts;
  }

  @Test
  void countsAreThoseOfTheServer() throws InterruptedException {
    DriveCounts counts = drive("127.0.0.1", true, DrivePlan.Family.ANY);
    assertThat(counts.sent()).isEqualTo(REQUESTS);
    assertThat(counts.failed()).isZero();
    awaitReceived();
    for (Tally.Counted received : tally.lines()) {
      if (received.line().way() == Tally.Way.RECEIVED) {
        String[] operation = received.line().operation().split(" ");
        int status = Integer.parseInt(received.line().status());
        assertThat(counts.count(operation[0], operation[1], status)).isEqualTo(received.count());
      }
    }
  }

  /** A server counts an exchange once its answer is written, which the customer may see earlier. */
  private void awaitReceived() throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (received() < REQUESTS && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }
    assertThat(received()).isEqualTo(REQUESTS);
  }

  private long received() {
    return tally.lines().stream()
        .filter(counted -> counted.line().way() == Tally.Way.RECEIVED)
        .mapToLong(Tally.Counted::count)
        .sum();
  }

  @Test
  void keptConnectionsAreOnePerCustomer() throws InterruptedException {
    assertThat(drive("127.0.0.1", true, DrivePlan.Family.V4).connections()).isEqualTo(4);
  }

  @Test
  void newConnectionsAreOnePerRequest() throws InterruptedException {
    assertThat(drive("127.0.0.1", false, DrivePlan.Family.V4).connections()).isEqualTo(REQUESTS);
  }

  @Test
  void ipv6IsUsedWhenAskedFor() throws Exception {
    Assumptions.assumeTrue(InetAddress.getByName("::1").isReachable(100), "no IPv6 here");
    assertThat(drive("[::1]", true, DrivePlan.Family.V6).failed()).isZero();
  }

  @Test
  void unexpectedAnswersAreCountedAsFailed() throws InterruptedException {
    carts.set(Integer.MIN_VALUE);
    DriveCounts counts = drive("127.0.0.1", true, DrivePlan.Family.ANY);
    assertThat(counts.failed()).isPositive();
    assertThat(counts.failed()).isEqualTo(counts.count("GET", "/cart/{id}", 500));
  }

  @Test
  void requestsWithoutAWholeAnswerAreCountedWithTheReason() throws Exception {
    try (ServerSocket hangsUp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> hangUpOnEverybody(hangsUp));
      URI target = URI.create("http://127.0.0.1:" + hangsUp.getLocalPort());
      DriveCounts counts = drive(target, 3, true, DrivePlan.Family.V4);
      assertThat(counts.failed()).isEqualTo(3);
      assertThat(counts.json().path("because").toString()).contains("Exception");
    }
  }

  private static void hangUpOnEverybody(ServerSocket socket) {
    try {
      while (true) {
        socket.accept().close();
      }
    } catch (IOException e) {
      // The end of the test.
    }
  }
}

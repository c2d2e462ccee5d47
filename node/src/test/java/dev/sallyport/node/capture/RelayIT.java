// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelayIT {

  private static final int MEGABYTE = 1 << 20;

  @TempDir Path state;

  private final RecordingObserver observer = new RecordingObserver();

  /** What a test does with two captured pods. */
  interface Scene {
    void play(PodNetwork network, Capture capture, TestPod client, TestPod server) throws Exception;
  }

  @BeforeEach
  void needsRoot() {
    assumeTrue(PodNetwork.isPossible(), "needs root and network namespaces");
  }

  private void play(CaptureConfig config, Scene scene) throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          try (Capture capture = Capture.start(config, observer)) {
            PodNetwork.capture(capture, client, server);
            scene.play(network, capture, client, server);
          }
        });
  }

  private void play(Scene scene) throws Exception {
    play(config(), scene);
  }

  private CaptureConfig config() {
    return CaptureConfig.defaults(state).withDrain(Duration.ofMillis(100)).withEventLoops(2);
  }

  private CaptureConfig limited(int connections, int perPod, int pods, Duration connect) {
    CaptureLimits d = CaptureLimits.DEFAULT;
    return config()
        .withLimits(
            new CaptureLimits(
                pods,
                connections,
                perPod,
                d.bytesHeldPerDirection(),
                d.readBytes(),
                d.acceptBacklog(),
                connect,
                d.socketsPooledPerPod(),
                d.lookupsInFlightPerPod(),
                d.lookupTimeout()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConnectionBetweenTwoCapturedPodsIsSeenAtBothEnds(boolean v6) throws Exception {
    play(
        (network, capture, client, server) -> {
          InetSocketAddress greeter = server.greeter(v6, 7000);
          try (SocketChannel channel = client.connect(greeter)) {
            assertThat(CaptureIT.line(channel)).isEqualTo(client.address(v6).getHostAddress());
          }
          PodNetwork.eventually(() -> observer.seen.size() == 2);
          RecordingObserver.Seen out = observer.seen.getFirst();
          RecordingObserver.Seen in = observer.seen.getLast();
          PodNetwork.eventually(() -> out.upstreamLocal != null);
          // What the client side says it dials with is what the server side sees: the base of
          // vouching.
          assertThat(in.connection.source()).isEqualTo(out.upstreamLocal);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerComesWholeAfterTheClientEndedItsHalf(boolean bytesWanted) throws Exception {
    observer.wants = bytesWanted;
    play(
        (network, capture, client, server) -> {
          int size = 20 * MEGABYTE;
          InetSocketAddress at =
              server.serve(
                  false,
                  7000,
                  channel -> {
                    ByteBuffer buffer = ByteBuffer.allocate(65536);
                    int asked = 0;
                    for (int n = 0; n >= 0; n = channel.read(buffer.clear())) {
                      asked += n;
                    }
                    assertThat(asked).isEqualTo(5);
                    pour(channel, size);
                  });
          try (SocketChannel channel = client.connect(at)) {
            channel.write(ByteBuffer.wrap(new byte[5]));
            channel.shutdownOutput();
            assertThat(drink(channel)).isEqualTo(size);
          }
          allEnd(capture);
          assertThat(observer.seen)
              .allSatisfy(
                  seen -> {
                    assertThat(seen.why).isEqualTo(CloseReason.FINISHED);
                    assertThat(seen.clientBytes).isEqualTo(5);
                    assertThat(seen.serverBytes).isEqualTo(size);
                  });
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nothingIsCutOffWhenBothEndsCloseWhileTheClientIsSlow(boolean clientEndsFirst)
      throws Exception {
    play(
        (network, capture, client, server) -> {
          int size = 12 * MEGABYTE;
          InetSocketAddress at =
              server.serve(
                  false,
                  7000,
                  channel -> {
                    channel.read(ByteBuffer.allocate(16));
                    pour(channel, size);
                  });
          try (SocketChannel channel = client.connect(at)) {
            channel.write(ByteBuffer.wrap(new byte[5]));
            if (clientEndsFirst) {
              channel.shutdownOutput();
            }
            PodNetwork.eventually(() -> capture.counters().get("limit_bytes_held") > 0);
            // Long enough for both ends to close: how slow this client is, is what is tested.
            TimeUnit.MILLISECONDS.sleep(200);
            assertThat(drink(channel)).isEqualTo(size);
          }
          allEnd(capture);
          assertThat(observer.seen)
              .allSatisfy(
                  seen -> {
                    assertThat(seen.why).isEqualTo(CloseReason.FINISHED);
                    assertThat(seen.serverBytes).isEqualTo(size);
                  });
        });
  }

  /** The kernel goes on reporting a socket that was reset, whatever is asked for. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aResetAfterAnEndReachesTheOtherSideThoughItIsSilent(boolean byClient) throws Exception {
    play(
        (network, capture, client, server) -> {
          CompletableFuture<SocketChannel> accepted = new CompletableFuture<>();
          CompletableFuture<Void> over = new CompletableFuture<>();
          InetSocketAddress at =
              server.serve(
                  false,
                  7000,
                  channel -> {
                    channel.read(ByteBuffer.allocate(16));
                    accepted.complete(channel);
                    over.join();
                  });
          try (SocketChannel channel = client.connect(at)) {
            channel.write(ByteBuffer.wrap(new byte[5]));
            SocketChannel other = accepted.get(60, TimeUnit.SECONDS);
            SocketChannel resets = byClient ? channel : other;
            resets.shutdownOutput();
            SocketChannel listens = byClient ? other : channel;
            assertThat(listens.read(ByteBuffer.allocate(1))).as("the end arrives").isEqualTo(-1);
            reset(resets);
            long before = RelayThreads.cpuNanos();
            allEnd(capture);
            assertThat(Duration.ofNanos(RelayThreads.cpuNanos() - before))
                .isLessThan(Duration.ofSeconds(2));
          } finally {
            over.complete(null);
          }
        });
  }

  @Test
  void aResetByTheClientReachesTheServer() throws Exception {
    AtomicReference<Exception> atServer = new AtomicReference<>();
    play(
        (network, capture, client, server) -> {
          InetSocketAddress at =
              server.serve(
                  false,
                  7000,
                  channel -> {
                    try {
                      channel.read(ByteBuffer.allocate(16));
                      channel.read(ByteBuffer.allocate(16));
                    } catch (IOException e) {
                      atServer.set(e);
                    }
                  });
          SocketChannel channel = client.connect(at);
          channel.write(ByteBuffer.wrap(new byte[1]));
          PodNetwork.eventually(() -> observer.seen.size() == 2);
          PodNetwork.eventually(() -> observer.seen.getLast().fromClient.size() == 1);
          reset(channel);
          PodNetwork.eventually(() -> atServer.get() != null);
          assertThat(atServer.get())
              .isInstanceOf(SocketException.class)
              .hasMessageContaining("reset");
          allEnd(capture);
          assertThat(observer.seen)
              .allSatisfy(seen -> assertThat(seen.why).isEqualTo(CloseReason.CLIENT_RESET));
        });
  }

  @Test
  void aResetByTheServerReachesTheClient() throws Exception {
    play(
        (network, capture, client, server) -> {
          InetSocketAddress at =
              server.serve(
                  false,
                  7000,
                  channel -> {
                    channel.read(ByteBuffer.allocate(16));
                    reset(channel);
                  });
          try (SocketChannel channel = client.connect(at)) {
            channel.write(ByteBuffer.wrap(new byte[1]));
            assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
          }
          allEnd(capture);
          assertThat(observer.seen)
              .allSatisfy(seen -> assertThat(seen.why).isEqualTo(CloseReason.SERVER_RESET));
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPortWithoutListenerIsHonestlyRefused(boolean v6) throws Exception {
    play(
        (network, capture, client, server) -> {
          PodNetwork.release(capture, client);
          InetSocketAddress closed = new InetSocketAddress(server.address(v6), 7009);
          assertThatThrownBy(() -> client.connect(closed)).isInstanceOf(ConnectException.class);
          assertThat(observer.seen).isEmpty();
          PodNetwork.capture(capture, client);
          // The client side has answered by then, so that a reset is all it can say.
          try (SocketChannel channel = client.connect(closed)) {
            assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
          }
          PodNetwork.eventually(() -> observer.seen.getFirst().why == CloseReason.REFUSED);
        });
  }

  @Test
  void aServerThatNeverAnswersIsGivenUpAndCounted() throws Exception {
    play(
        limited(100, 100, 10, Duration.ofSeconds(1)),
        (network, capture, client, server) -> {
          network.sh(
              "nft add table ip hole; nft add chain ip hole f"
                  + " '{ type filter hook forward priority 0; }';"
                  + " nft add rule ip hole f tcp dport 7010 drop");
          InetSocketAddress at = new InetSocketAddress(server.address(false), 7010);
          try (SocketChannel channel = client.connect(at)) {
            assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
                .hasMessageContaining("reset");
          }
          PodNetwork.eventually(() -> observer.seen.getFirst().why == CloseReason.CONNECT_TIMEOUT);
          assertThat(capture.counters()).containsEntry("limit_connect_timeout", 1L);
        });
  }

  @Test
  void aClientThatNeverReadsHoldsLittleMemoryAndStallsNobody() throws Exception {
    observer.wants = false;
    play(
        (network, capture, client, server) -> {
          CompletableFuture<Long> stuck = new CompletableFuture<>();
          InetSocketAddress flood =
              server.serve(
                  false,
                  7000,
                  channel -> {
                    channel.configureBlocking(false);
                    ByteBuffer buffer = ByteBuffer.allocateDirect(65536);
                    long written = 0;
                    for (int idle = 0; idle < 200; ) {
                      int n = channel.write(buffer.clear());
                      written += n;
                      idle = n == 0 ? idle + 1 : 0;
                      TimeUnit.MICROSECONDS.sleep(n == 0 ? 5000 : 0);
                    }
                    stuck.complete(written);
                    channel.configureBlocking(true);
                    channel.read(ByteBuffer.allocate(1));
                  });
          InetSocketAddress echo = server.echo(false, 7001);
          long before = capture.counters().get("buffer_bytes");
          List<SocketChannel> sleepers = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            sleepers.add(client.connect(flood));
          }
          assertThat(stuck.get(60, TimeUnit.SECONDS)).isLessThan(64L * MEGABYTE);
          long held = capture.counters().get("buffer_bytes") - before;
          // Eight connections through two relays each, 64 KiB and one read, and the pool's slack.
          assertThat(held).isLessThan(8L * MEGABYTE);
          assertThat(capture.counters().get("limit_bytes_held")).isPositive();
          try (SocketChannel channel = client.connect(echo)) {
            assertThat(CaptureIT.ask(channel, "still there")).isEqualTo("still there");
          }
          // One of them wakes up and gets all that waited.
          SocketChannel woken = sleepers.getFirst();
          ByteBuffer buffer = ByteBuffer.allocate(65536);
          long read = 0;
          while (read < 2 * MEGABYTE) {
            read += woken.read(buffer.clear());
          }
          for (SocketChannel each : sleepers) {
            reset(each);
          }
          allEnd(capture);
        });
  }

  @Test
  void manyConnectionsLeaveNothingBehind() throws Exception {
    observer.keep = false;
    // Sockets kept ready go, too, once nobody takes any for an interval.
    play(
        config().withCanaryInterval(Duration.ofMillis(500)),
        (network, capture, client, server) -> {
          InetSocketAddress echo = server.echo(false, 7000);
          ask(client, echo, 200);
          allEnd(capture);
          long before = descriptors();
          ask(client, echo, 4000);
          allEnd(capture);
          PodNetwork.eventually(() -> descriptors() <= before + 40);
          PodNetwork.eventually(
              () -> capture.counters().get("connections_closed") == 8400, capture::counters);
          assertThat(capture.counters())
              .containsEntry("connections_opened", 8400L)
              .containsEntry("connections_unreachable", 0L);
          // Each second one ended the hard way.
          assertThat(capture.counters().get("sockets_pooled")).isPositive();
        });
  }

  @Test
  @Tag("slow")
  void twentyThousandConnectionsLeaveNothingBehind() throws Exception {
    observer.keep = false;
    play(
        config().withCanaryInterval(Duration.ofMillis(500)),
        (network, capture, client, server) -> {
          InetSocketAddress echo = server.echo(true, 7000);
          ask(client, echo, 200);
          allEnd(capture);
          long before = descriptors();
          ask(client, echo, 20_000);
          allEnd(capture);
          PodNetwork.eventually(() -> descriptors() <= before + 40);
          PodNetwork.eventually(
              () -> capture.counters().get("connections_closed") == 40_400, capture::counters);
        });
  }

  @Test
  void aPodThatDiesMidTransferTakesOnlyItsOwnConnectionsAlong() throws Exception {
    play(
        (network, capture, client, server) -> {
          TestPod bystander = network.pod();
          InetSocketAddress echo = server.echo(false, 7000);
          SocketChannel other = bystander.connect(echo);
          assertThat(CaptureIT.ask(other, "a")).isEqualTo("a");
          InetSocketAddress source = server.serve(false, 7001, channel -> pour(channel, 1 << 30));
          try (SocketChannel channel = client.connect(source)) {
            channel.read(ByteBuffer.allocate(65536));
            client.kill();
            capture.forget(client.sandbox()).get(60, TimeUnit.SECONDS);
            PodNetwork.eventually(
                () ->
                    observer.seen.stream().anyMatch(seen -> seen.why == CloseReason.SANDBOX_GONE));
            PodNetwork.eventually(() -> capture.counters().get("connections_open") == 1);
          }
          assertThat(CaptureIT.ask(other, "b")).isEqualTo("b");
          assertThat(capture.states()).doesNotContainKey(client.uid());
        });
  }

  @Test
  void limitsAreEnforcedAndCounted() throws Exception {
    play(
        limited(1000, 2, 2, Duration.ofSeconds(5)),
        (network, capture, client, server) -> {
          PodNetwork.release(capture, server);
          InetSocketAddress echo = server.echo(false, 7000);
          SocketChannel one = client.connect(echo);
          SocketChannel two = client.connect(echo);
          assertThat(CaptureIT.ask(one, "1") + CaptureIT.ask(two, "2")).isEqualTo("12");
          try (SocketChannel three = client.connect(echo)) {
            assertThatThrownBy(() -> three.read(ByteBuffer.allocate(1)))
                .hasMessageContaining("reset");
          }
          assertThat(capture.counters()).containsEntry("limit_connections_per_pod", 1L);
          one.close();
          PodNetwork.eventually(() -> capture.counters().get("connections_open") == 1);
          try (SocketChannel again = client.connect(echo)) {
            assertThat(CaptureIT.ask(again, "3")).isEqualTo("3");
          }
          TestPod third = network.pod();
          assertThat(capture.enrol(third.sandbox()).get(60, TimeUnit.SECONDS).toString())
              .contains("limit of captured pods");
          assertThat(capture.counters()).containsEntry("limit_pods", 1L);
          assertThat(capture.states().get(third.uid()))
              .isInstanceOf(CaptureState.NotCaptured.class);
        });
  }

  @Test
  void anObserverThatFailsCostsNoConnection() throws Exception {
    ConnectionObserver broken =
        new ConnectionObserver() {
          @Override
          public Tap opened(CapturedConnection connection) {
            throw new IllegalStateException("on purpose");
          }

          @Override
          public void lookup(
              PodSandbox pod,
              InetSocketAddress resolver,
              io.netty.buffer.ByteBuf query,
              io.netty.buffer.ByteBuf answer,
              long startedAtNanos,
              long endedAtNanos) {}

          @Override
          public void openBeforeCapture(PodSandbox pod, List<CapturedConnection> adopted) {}
        };
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          InetSocketAddress echo = server.echo(false, 7000);
          try (Capture capture = Capture.start(config(), broken)) {
            PodNetwork.capture(capture, client);
            try (SocketChannel channel = client.connect(echo)) {
              assertThat(CaptureIT.ask(channel, "x")).isEqualTo("x");
            }
            assertThat(capture.counters()).containsEntry("observer_failures", 1L);
          }
        });
  }

  @Test
  void diallingTheListenerItselfIsRefusedInsteadOfLooping() throws Exception {
    play(
        (network, capture, client, server) -> {
          TestPod bystander = network.pod();
          for (int port : new int[] {15801, 15806}) {
            InetSocketAddress own =
                new InetSocketAddress(java.net.InetAddress.ofLiteral("127.0.0.1"), port);
            try (SocketChannel channel = client.connect(own)) {
              assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
                  .hasMessageContaining("reset");
            }
            assertThatThrownBy(
                    () -> bystander.connect(new InetSocketAddress(client.address(false), port)))
                .isInstanceOf(ConnectException.class);
          }
          assertThat(capture.counters().get("loops_refused")).isEqualTo(2);
        });
  }

  /** Waits until no connection is open and each tap was told the end, which comes after that. */
  private void allEnd(Capture capture) throws Exception {
    PodNetwork.eventually(
        () ->
            capture.counters().get("connections_open") == 0
                && observer.seen.stream().allMatch(seen -> seen.why != null),
        () -> observer.seen + "\n" + capture.counters());
  }

  private static void ask(TestPod client, InetSocketAddress echo, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      SocketChannel channel = client.connect(echo);
      assertThat(CaptureIT.ask(channel, "x")).isEqualTo("x");
      if (i % 2 == 0) {
        channel.close();
      } else {
        reset(channel);
      }
    }
  }

  private static long descriptors() {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(each -> isSocket(each)).count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false;
    }
  }

  private static void reset(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  private static void pour(SocketChannel channel, long bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(65536);
    for (long left = bytes; left > 0; ) {
      buffer.clear().limit((int) Math.min(left, buffer.capacity()));
      while (buffer.hasRemaining()) {
        left -= channel.write(buffer);
      }
    }
  }

  private static long drink(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(65536);
    long read = 0;
    for (int n = 0; n >= 0; n = channel.read(buffer.clear())) {
      read += n;
    }
    return read;
  }
}

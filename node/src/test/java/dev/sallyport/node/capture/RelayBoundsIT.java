// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What relays hold has bounds, and is given back. */
class RelayBoundsIT extends TwoPods {

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
}

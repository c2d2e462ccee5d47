// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections end early, and who hears of it. */
class RelayEndsIT extends TwoPods {

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
}

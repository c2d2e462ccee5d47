// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes between two pods arrives whole, and is seen. */
class RelayIT extends TwoPods {

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
}

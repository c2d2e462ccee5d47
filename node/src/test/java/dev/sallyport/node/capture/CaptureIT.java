// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.model.Vantage;
import dev.sallyport.node.capture.netns.NetworkNamespace;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureIT {

  @TempDir Path state;

  @BeforeEach
  void needsRoot() {
    assumeTrue(PodNetwork.isPossible(), "needs root and network namespaces");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void outboundShowsTheOriginalDestination(boolean v6) throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          InetSocketAddress echo = server.echo(v6, 7000);
          RecordingObserver observer = new RecordingObserver();
          try (Capture capture = Capture.start(config(), observer)) {
            assertThat(enrol(capture, client)).isInstanceOf(CaptureState.Captured.class);
            try (SocketChannel channel = client.connect(echo)) {
              assertThat(ask(channel, "hello")).isEqualTo("hello");
            }
            PodNetwork.eventually(
                () -> observer.seen.size() == 1 && observer.seen.getFirst().why != null);
            RecordingObserver.Seen seen = observer.seen.getFirst();
            assertThat(seen.connection.vantage()).isEqualTo(Vantage.CLIENT);
            assertThat(seen.connection.destination()).isEqualTo(echo);
            assertThat(seen.connection.source().getAddress()).isEqualTo(client.address(v6));
            assertThat(seen.upstreamLocal.getAddress()).isEqualTo(client.address(v6));
            assertThat(seen.fromClient.toString()).isEqualTo("hello");
            assertThat(seen.fromServer.toString()).isEqualTo("hello");
            assertThat(seen.why).isEqualTo(CloseReason.FINISHED);
            assertThat(seen.clientBytes).isEqualTo(5);
            assertThat(seen.serverBytes).isEqualTo(5);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void inboundKeepsTheClientsAddress(boolean v6) throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          InetSocketAddress greeter = server.greeter(v6, 7001);
          RecordingObserver observer = new RecordingObserver();
          try (Capture capture = Capture.start(config(), observer)) {
            assertThat(enrol(capture, server)).isInstanceOf(CaptureState.Captured.class);
            try (SocketChannel channel = client.connect(greeter)) {
              assertThat(line(channel)).isEqualTo(client.address(v6).getHostAddress());
            }
            RecordingObserver.Seen seen = observer.seen.getFirst();
            assertThat(seen.connection.vantage()).isEqualTo(Vantage.SERVER);
            assertThat(seen.connection.destination()).isEqualTo(greeter);
            assertThat(seen.connection.source().getAddress()).isEqualTo(client.address(v6));
          }
        });
  }

  @Test
  void theNetworkOfTheNodeIsNeverTakenForAPods() throws Exception {
    PodNetwork.run(
        network -> {
          long here = NetworkNamespace.inodeOf(Path.of("/proc/thread-self/ns/net"));
          int pid = (int) ProcessHandle.current().pid();
          try (Capture capture = Capture.start(config(), new RecordingObserver())) {
            PodSandbox onNode = new PodSandbox("on-the-node", here, pid, "/pod");
            assertThat(capture.enrol(onNode).get(60, TimeUnit.SECONDS))
                .isEqualTo(new CaptureState.NotCaptured("it uses the network of the node"));
          }
        });
  }

  private CaptureConfig config() {
    return CaptureConfig.defaults(state).withDrain(Duration.ofMillis(200)).withEventLoops(2);
  }

  private static CaptureState enrol(Capture capture, TestPod pod) throws Exception {
    return capture.enrol(pod.sandbox()).get(60, TimeUnit.SECONDS);
  }

  static String ask(SocketChannel channel, String text) throws Exception {
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    ByteBuffer answer = ByteBuffer.allocate(text.length());
    while (answer.hasRemaining() && channel.read(answer) >= 0) {}
    return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
  }

  static String line(SocketChannel channel) throws Exception {
    StringBuilder text = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (channel.read(one.clear()) > 0 && one.get(0) != '\n') {
      text.append((char) one.get(0));
    }
    return text.toString();
  }
}

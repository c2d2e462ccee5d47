// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookupIT {

  @TempDir Path state;

  @BeforeEach
  void needsRoot() {
    assumeTrue(PodNetwork.isPossible(), "needs root and network namespaces");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void lookupsOverUdpAreSeenBothWaysAndComeFromTheResolver(boolean v6) throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          server.nameServer(v6);
          client.resolvers(server.address(v6));
          RecordingObserver observer = new RecordingObserver();
          try (Capture capture = Capture.start(config(), observer)) {
            PodNetwork.capture(capture, client);
            InetSocketAddress resolver = new InetSocketAddress(server.address(v6), 53);
            DatagramChannel socket = client.datagram(v6);
            socket.socket().setSoTimeout(60_000);
            // Two at once over one socket, as the C library asks for A and AAAA.
            socket.send(question(1, 40), resolver);
            socket.send(question(2, 3000), resolver);
            Set<Integer> answered = new HashSet<>();
            for (int i = 0; i < 2; i++) {
              ByteBuffer answer = ByteBuffer.allocate(65_535);
              assertThat(socket.receive(answer)).isEqualTo(resolver);
              assertThat(answer.get(2)).isEqualTo((byte) 0x80);
              answered.add((int) answer.getShort(0));
            }
            assertThat(answered).containsExactlyInAnyOrder(1, 2);
            PodNetwork.eventually(() -> observer.lookups.size() == 2);
            assertThat(observer.lookups)
                .allSatisfy(
                    lookup -> {
                      assertThat(lookup.resolver()).isEqualTo(resolver);
                      assertThat(lookup.answer()).hasSize(lookup.query().length);
                      assertThat(lookup.pod()).isEqualTo(client.sandbox());
                    });
            assertThat(capture.counters()).containsEntry("lookups", 2L);
          }
        });
  }

  @Test
  void lookupsToAnotherResolverPassByUnchanged() throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          TestPod other = network.pod();
          other.nameServer(false);
          client.resolvers(server.address(false));
          RecordingObserver observer = new RecordingObserver();
          try (Capture capture = Capture.start(config(), observer)) {
            PodNetwork.capture(capture, client);
            InetSocketAddress resolver = new InetSocketAddress(other.address(false), 53);
            DatagramChannel socket = client.datagram(false);
            socket.send(question(1, 40), resolver);
            assertThat(socket.receive(ByteBuffer.allocate(512))).isEqualTo(resolver);
            assertThat(observer.lookups).isEmpty();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void lookupsOverTcpAreSeen(boolean v6) throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          server.nameServer(v6);
          RecordingObserver observer = new RecordingObserver();
          try (Capture capture = Capture.start(config(), observer)) {
            PodNetwork.capture(capture, client);
            InetSocketAddress resolver = new InetSocketAddress(server.address(v6), 53);
            try (SocketChannel channel = client.connect(resolver)) {
              for (int id = 1; id <= 3; id++) {
                ByteBuffer question = question(id, 20_000);
                channel.write(ByteBuffer.allocate(2).putShort((short) 20_000).flip());
                channel.write(question);
                DataInputStream input = new DataInputStream(channel.socket().getInputStream());
                byte[] answer = new byte[input.readUnsignedShort()];
                input.readFully(answer);
                assertThat(answer[1]).isEqualTo((byte) id);
              }
            }
            PodNetwork.eventually(() -> observer.lookups.size() == 3);
            assertThat(observer.lookups.getFirst().resolver()).isEqualTo(resolver);
            assertThat(observer.seen).isEmpty();
          }
        });
  }

  @Test
  void whatIsNoLookupOnPort53IsAnOrdinaryConnection() throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          InetSocketAddress echo = server.echo(false, 53);
          RecordingObserver observer = new RecordingObserver();
          try (Capture capture = Capture.start(config(), observer)) {
            PodNetwork.capture(capture, client);
            try (SocketChannel channel = client.connect(echo)) {
              assertThat(CaptureIT.ask(channel, "GET / HTTP/1.1\r\n\r\n")).startsWith("GET");
            }
            PodNetwork.eventually(
                () -> observer.seen.size() == 1 && observer.seen.getFirst().why != null);
            assertThat(observer.seen.getFirst().fromClient.toString()).startsWith("GET / HTTP");
            assertThat(observer.seen.getFirst().fromServer.toString()).startsWith("GET / HTTP");
          }
        });
  }

  @Test
  void aRefusedLookupNeverReachesTheResolver() throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          server.nameServer(false);
          client.resolvers(server.address(false));
          RecordingObserver observer = new RecordingObserver();
          observer.refusal = new byte[] {0, 9, 9, 9};
          try (Capture capture = Capture.start(config(), observer)) {
            PodNetwork.capture(capture, client);
            InetSocketAddress resolver = new InetSocketAddress(server.address(false), 53);
            DatagramChannel socket = client.datagram(false);
            socket.socket().setSoTimeout(60_000);
            socket.send(question(9, 40), resolver);
            ByteBuffer answer = ByteBuffer.allocate(512);
            assertThat(socket.receive(answer)).isEqualTo(resolver);
            assertThat(answer.flip().remaining()).isEqualTo(4);
            assertThat(observer.lookups).isEmpty();
            try (SocketChannel channel = client.connect(resolver)) {
              channel.write(ByteBuffer.allocate(2).putShort((short) 40).flip());
              channel.write(question(9, 40));
              assertThat(ended(channel)).isTrue();
            }
            observer.refusal = null;
            socket.send(question(1, 40), resolver);
            assertThat(socket.receive(answer.clear())).isEqualTo(resolver);
            assertThat(answer.flip().remaining()).isEqualTo(40);
          }
        });
  }

  private static boolean ended(SocketChannel channel) {
    try {
      return channel.read(ByteBuffer.allocate(1)) < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  private CaptureConfig config() {
    return CaptureConfig.defaults(state).withDrain(Duration.ofMillis(200)).withEventLoops(2);
  }

  private static ByteBuffer question(int id, int size) {
    ByteBuffer message = ByteBuffer.allocate(size);
    message.putShort(0, (short) id).putShort(4, (short) 1);
    return message;
  }
}

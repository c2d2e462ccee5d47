// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two pods, both captured, with what is told of the connections between them. */
abstract class TwoPods {
  static final int MEGABYTE = 1 << 20;

  @TempDir Path state;

  final RecordingObserver observer = new RecordingObserver();

  /** What a test does with two captured pods. */
  interface Scene {
    void play(PodNetwork network, Capture capture, TestPod client, TestPod server) throws Exception;
  }

  @BeforeEach
  void needsRoot() {
    assumeTrue(PodNetwork.isPossible(), "needs root and network namespaces");
  }

  void play(CaptureConfig config, Scene scene) throws Exception {
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

  void play(Scene scene) throws Exception {
    play(config(), scene);
  }

  CaptureConfig config() {
    return CaptureConfig.defaults(state).withDrain(Duration.ofMillis(100)).withEventLoops(2);
  }

  CaptureConfig limited(int connections, int perPod, int pods, Duration connect) {
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

  /** Waits until no connection is open and each tap was told the end, which comes after that. */
  void allEnd(Capture capture) throws Exception {
    PodNetwork.eventually(
        () ->
            capture.counters().get("connections_open") == 0
                && observer.seen.stream().allMatch(seen -> seen.why != null),
        () -> observer.seen + "\n" + capture.counters());
  }

  static void reset(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  static void pour(SocketChannel channel, long bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(65536);
    for (long left = bytes; left > 0; ) {
      buffer.clear().limit((int) Math.min(left, buffer.capacity()));
      while (buffer.hasRemaining()) {
        left -= channel.write(buffer);
      }
    }
  }

  static long drink(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(65536);
    long read = 0;
    for (int n = 0; n >= 0; n = channel.read(buffer.clear())) {
      read += n;
    }
    return read;
  }
}

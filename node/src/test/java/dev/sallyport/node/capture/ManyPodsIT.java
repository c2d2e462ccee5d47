// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyPodsIT {

  private static final int PODS = 20;

  @TempDir Path state;

  @BeforeEach
  void needsRoot() {
    assumeTrue(PodNetwork.isPossible(), "needs root and network namespaces");
  }

  @Test
  void podsAreCapturedSoonAfterTheyAreFound() throws Exception {
    PodNetwork.run(
        network -> {
          List<TestPod> pods = new ArrayList<>();
          for (int i = 0; i < PODS; i++) {
            pods.add(network.pod());
          }
          InetSocketAddress echo = pods.getFirst().echo(false, 7000);
          CaptureConfig config =
              CaptureConfig.defaults(state).withDrain(Duration.ZERO).withEventLoops(2);
          try (Capture capture = Capture.start(config, new RecordingObserver())) {
            long[] tookNanos = new long[PODS];
            for (int i = 0; i < PODS; i++) {
              long start = System.nanoTime();
              PodNetwork.capture(capture, pods.get(i));
              tookNanos[i] = System.nanoTime() - start;
            }
            Arrays.sort(tookNanos);
            System.out.printf(
                "from found to proved captured: median %.1f ms, max %.1f ms%n",
                tookNanos[PODS / 2] / 1e6, tookNanos[PODS - 1] / 1e6);
            for (TestPod pod : pods.subList(1, PODS)) {
              try (SocketChannel channel = pod.connect(echo)) {
                assertThat(CaptureIT.ask(channel, "x")).isEqualTo("x");
              }
            }
            assertThat(capture.counters()).containsEntry("pods_enrolled", (long) PODS);
          }
        });
  }
}

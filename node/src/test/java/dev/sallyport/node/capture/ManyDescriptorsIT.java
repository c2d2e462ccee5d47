// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that holds more descriptors than {@code select} can take goes on to capture pods. */
class ManyDescriptorsIT {
  private static final int BEYOND_SELECT = 1100;

  @TempDir Path state;

  @BeforeEach
  void needsRoot() {
    assumeTrue(PodNetwork.isPossible(), "needs root and network namespaces");
  }

  @Test
  void podsAreCapturedThoughThousandDescriptorsAreOpen() throws Exception {
    PodNetwork.run(
        network -> {
          CaptureConfig config =
              CaptureConfig.defaults(state).withDrain(Duration.ZERO).withEventLoops(1);
          try (Capture capture = Capture.start(config, new RecordingObserver());
              Open held = Open.beyondSelect()) {
            assertThat(captured(capture, network.pod())).isInstanceOf(CaptureState.Captured.class);
            assertThat(captured(capture, network.pod())).isInstanceOf(CaptureState.Captured.class);
          }
        });
  }

  @Test
  void podsAreCapturedThoughNoSmallDescriptorIsLeftFromTheStart() throws Exception {
    PodNetwork.run(
        network -> {
          CaptureConfig config =
              CaptureConfig.defaults(state).withDrain(Duration.ZERO).withEventLoops(1);
          try (Open held = Open.beyondSelect();
              Capture capture = Capture.start(config, new RecordingObserver())) {
            assertThat(captured(capture, network.pod())).isInstanceOf(CaptureState.Captured.class);
          }
        });
  }

  private static CaptureState captured(Capture capture, TestPod pod) throws Exception {
    return capture.enrol(pod.sandbox()).get(60, TimeUnit.SECONDS);
  }

  /** Descriptors that are open and nothing else. */
  private record Open(List<FileChannel> files) implements AutoCloseable {
    static Open beyondSelect() throws IOException {
      List<FileChannel> files = new ArrayList<>();
      for (int i = 0; i < BEYOND_SELECT; i++) {
        files.add(FileChannel.open(Path.of("/dev/null")));
      }
      return new Open(files);
    }

    @Override
    public void close() throws IOException {
      for (FileChannel file : files) {
        file.close();
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.model.Vantage;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pod with {@code hostUsers: false}: its network belongs to a user namespace of its own. */
class UserNamespaceIT {
  @TempDir Path state;

  @BeforeEach
  void needsRoot() {
    assumeTrue(PodNetwork.isPossible(), "needs root and network namespaces");
  }

  @Test
  void aPodInAUserNamespaceOfItsOwnIsCapturedBothWays() throws Exception {
    PodNetwork.run(
        network -> {
          TestPod own = network.podWithUsersOfItsOwn();
          TestPod usual = network.pod();
          InetSocketAddress inside = own.echo(false, 8080);
          InetSocketAddress outside = usual.echo(true, 8080);
          RecordingObserver observer = new RecordingObserver();
          CaptureConfig config = CaptureConfig.defaults(state).withDrain(Duration.ZERO);
          try (Capture capture = Capture.start(config, observer)) {
            PodNetwork.capture(capture, own);
            try (SocketChannel in = usual.connect(inside);
                SocketChannel out = own.connect(outside)) {
              assertThat(CaptureIT.ask(in, "a")).isEqualTo("a");
              assertThat(CaptureIT.ask(out, "b")).isEqualTo("b");
            }
            PodNetwork.eventually(() -> observer.seen.size() == 2);
            assertThat(observer.seen)
                .extracting(seen -> seen.connection.vantage())
                .containsExactlyInAnyOrder(Vantage.CLIENT, Vantage.SERVER);
          }
        });
  }
}

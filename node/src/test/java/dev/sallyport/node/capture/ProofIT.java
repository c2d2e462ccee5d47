// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofIT {

  @TempDir Path state;

  @BeforeEach
  void needsRoot() {
    assumeTrue(PodNetwork.isPossible(), "needs root and network namespaces");
  }

  @Test
  void canariesOfBothFamiliesProveADualStackPod() throws Exception {
    PodNetwork.run(
        network -> {
          TestPod pod = network.pod();
          Instant before = Instant.now();
          try (Capture capture = Capture.start(config(), new RecordingObserver())) {
            CaptureState state = capture.enrol(pod.sandbox()).get(60, TimeUnit.SECONDS);
            assertThat(state)
                .isInstanceOfSatisfying(
                    CaptureState.Captured.class,
                    captured -> {
                      assertThat(captured.ipv4()).isTrue();
                      assertThat(captured.ipv6()).isTrue();
                      assertThat(captured.provedAt()).isBetween(before, Instant.now());
                    });
            assertThat(capture.counters().get("canaries_answered")).isGreaterThanOrEqualTo(4);
            PodNetwork.eventually(
                () ->
                    capture.states().get(pod.uid()) instanceof CaptureState.Captured again
                        && !again.equals(state),
                capture::states);
          }
        });
  }

  @Test
  void singleFamilyPodsSayWhichFamilyIsCaptured() throws Exception {
    PodNetwork.run(
        network -> {
          TestPod only4 = network.pod(true, false);
          TestPod only6 = network.pod(false, true);
          try (Capture capture = Capture.start(config(), new RecordingObserver())) {
            assertThat(capture.enrol(only4.sandbox()).get(60, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                    CaptureState.Captured.class,
                    captured -> {
                      assertThat(captured.ipv4()).isTrue();
                      assertThat(captured.ipv6()).isFalse();
                    });
            assertThat(capture.enrol(only6.sandbox()).get(60, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                    CaptureState.Captured.class,
                    captured -> {
                      assertThat(captured.ipv4()).isFalse();
                      assertThat(captured.ipv6()).isTrue();
                    });
          }
        });
  }

  @Test
  void deletedRulesAreNoticedWithAReasonAndRestored() throws Exception {
    PodNetwork.run(
        network -> {
          TestPod pod = network.pod();
          try (Capture capture = Capture.start(config(), new RecordingObserver())) {
            PodNetwork.capture(capture, pod);
            pod.sh("nft delete table inet sallyport");
            PodNetwork.eventually(
                () ->
                    capture.states().get(pod.uid()) instanceof CaptureState.NotCaptured not
                        && not.because().contains("the rules of the pod were taken away"));
            PodNetwork.eventually(
                () -> capture.states().get(pod.uid()) instanceof CaptureState.Captured);
            assertThat(capture.counters().get("rules_restored")).isPositive();
          }
        });
  }

  @Test
  void rulesThatLostTheirEffectAreNoticedByTheCanaryAndRestored() throws Exception {
    PodNetwork.run(
        network -> {
          TestPod pod = network.pod();
          try (Capture capture = Capture.start(config(), new RecordingObserver())) {
            PodNetwork.capture(capture, pod);
            pod.sh("nft flush set inet sallyport gate");
            PodNetwork.eventually(
                () ->
                    capture.states().get(pod.uid()) instanceof CaptureState.NotCaptured not
                        && not.because().contains("outbound IPv4: a canary")
                        && not.because().contains("inbound IPv4: a canary went past the listener"),
                capture::states);
            PodNetwork.eventually(
                () -> capture.states().get(pod.uid()) instanceof CaptureState.Captured);
          }
        });
  }

  @Test
  void aRivalIsNoticedBeforeAndAfterEnrolment() throws Exception {
    PodNetwork.run(
        network -> {
          TestPod sidecar = network.pod();
          TestPod late = network.pod();
          sidecar.listen(new InetSocketAddress("0.0.0.0", 15001));
          try (Capture capture = Capture.start(config(), new RecordingObserver())) {
            assertThat(capture.enrol(sidecar.sandbox()).get(60, TimeUnit.SECONDS).toString())
                .contains("a mesh proxy listens on port 15001");
            PodNetwork.capture(capture, late);
            late.sh(
                "nft add table ip rival; nft add chain ip rival o"
                    + " \"{ type nat hook output priority -100; }\";"
                    + " nft add rule ip rival o tcp dport 80 redirect to :9999");
            PodNetwork.eventually(
                () ->
                    capture.states().get(late.uid()) instanceof CaptureState.NotCaptured not
                        && not.because().contains("another program redirects"),
                capture::states);
            late.sh("nft delete table ip rival");
            PodNetwork.eventually(
                () -> capture.states().get(late.uid()) instanceof CaptureState.Captured);
          }
        });
  }

  private CaptureConfig config() {
    return CaptureConfig.defaults(state)
        .withDrain(Duration.ofMillis(200))
        .withEventLoops(2)
        .withCanaryInterval(Duration.ofMillis(500));
  }
}

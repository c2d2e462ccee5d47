// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.node.capture.CaptureState;
import dev.sallyport.node.capture.PodSandbox;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever starts pods is answered, and never has the network of the node taken for a pod's. */
class SandboxGateTest {
  private static final String POD = "0a1b2c3d-1111-2222-3333-444455556666";
  private static final int PID = 4242;

  @TempDir Path directory;
  private final List<PodSandbox> taken = new CopyOnWriteArrayList<>();
  private CompletableFuture<CaptureState> state =
      CompletableFuture.completedFuture(new CaptureState.Captured(Instant.EPOCH, true, false));
  private SandboxGate gate;

  @BeforeEach
  void start() throws IOException {
    gate =
        SandboxGate.start(
            directory.resolve("hooks"),
            directory.resolve("proc"),
            sandbox -> {
              taken.add(sandbox);
              return state;
            });
  }

  @AfterEach
  void close() throws IOException {
    gate.close();
  }

  @Test
  void aPodWithANetworkOfItsOwnIsTakenIn() throws IOException {
    process(PID, "net:[4026539999]", "0::/kubepods/pod" + POD + "/0a1b\n");
    assertThat(ask(call(PID))).isEqualTo("captured");
    assertThat(taken)
        .containsExactly(new PodSandbox(POD, 4026539999L, PID, "/kubepods/pod" + POD + "/0a1b"));
  }

  @Test
  void aPodOnTheNetworkOfTheNodeIsNeverTakenIn() throws IOException {
    process(PID, Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString(), "0::/\n");
    assertThat(ask(call(PID))).isEqualTo("not captured: it uses the network of the node");
    assertThat(taken).isEmpty();
  }

  @Test
  void aPodOnTheNetworkOfTheFirstProcessIsNeverTakenIn() throws IOException {
    // Where this program runs in a network of its own, the node's is another one.
    process(1, "net:[4026531840]", "0::/init.scope\n");
    process(PID, "net:[4026531840]", "0::/\n");
    assertThat(ask(call(PID))).isEqualTo("not captured: it uses the network of the node");
    assertThat(taken).isEmpty();
  }

  @Test
  void aProcessThatIsNotThereIsSaid() throws IOException {
    assertThat(ask(call(PID))).startsWith("not captured: ");
    assertThat(taken).isEmpty();
  }

  @Test
  void whatIsNotCapturedComesWithItsReason() throws IOException {
    state = CompletableFuture.completedFuture(new CaptureState.NotCaptured("no room"));
    process(PID, "net:[4026539999]", "12:pids:/kubepods/pod" + POD + "\n");
    assertThat(ask(call(PID))).isEqualTo("not captured: no room");
    assertThat(taken).extracting(PodSandbox::cgroupPath).containsExactly("/");
  }

  @Test
  void aPodIsNotMadeToWaitForever() throws IOException {
    state = new CompletableFuture<>();
    process(PID, "net:[4026539999]", "0::/\n");
    assertThat(ask(call(PID))).startsWith("not captured: not measured within");
  }

  @Test
  void aCallThatNamesNoPodIsRefused() throws IOException {
    assertThat(ask("{\"pid\": 1}")).startsWith("not captured: expected");
    assertThat(ask("{\"podUid\": \"" + POD + "\", \"pid\": -1}"))
        .startsWith("not captured: expected");
  }

  private static String call(int pid) {
    return "{\"podUid\": \"" + POD + "\", \"pid\": " + pid + "}";
  }

  private void process(int pid, String netns, String cgroup) throws IOException {
    Path process = directory.resolve("proc/" + pid);
    Files.createDirectories(process.resolve("ns"));
    Files.createSymbolicLink(process.resolve("ns/net"), Path.of(netns));
    Files.writeString(process.resolve("cgroup"), cgroup);
  }

  private String ask(String line) throws IOException {
    Path socket = directory.resolve("hooks/sallyport.sock");
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(StandardCharsets.UTF_8.encode(line + "\n"));
      BufferedReader answer =
          new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
      return answer.readLine();
    }
  }
}

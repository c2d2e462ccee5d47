// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.model.FailureCause;
import dev.sallyport.node.capture.CaptureState;
import dev.sallyport.node.capture.PodSandbox;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A unix socket at which whatever starts pods (a CNI or NRI plugin) can wait until a new sandbox is
 * captured, so that its first program starts under capture. One JSON line {@code {"podUid","pid"}}
 * is answered by one line: {@code captured}, or {@code not captured: REASON}. The answer comes
 * within a second in any case: a pod's start never hangs on it.
 *
 * <p>Without a caller nothing is lost but that certainty: the cgroup tree is watched all the same.
 */
final class SandboxGate implements AutoCloseable {
  /** Longest that a pod is made to wait. */
  private static final long PATIENCE_MILLIS = 1000;

  private static final int LINE_MAX = 4096;
  private static final Logger log = LoggerFactory.getLogger(SandboxGate.class);

  private final ObjectMapper json = new ObjectMapper();
  private final Function<PodSandbox, CompletableFuture<CaptureState>> intake;
  private final Path procRoot;
  private final Path socket;
  private final ServerSocketChannel server;

  private SandboxGate(
      Function<PodSandbox, CompletableFuture<CaptureState>> intake,
      Path procRoot,
      Path socket,
      ServerSocketChannel server) {
    this.intake = intake;
    this.procRoot = procRoot;
    this.socket = socket;
    this.server = server;
  }

  /**
   * Opens the socket {@code sallyport.sock} in the directory that the configuration names.
   *
   * @throws IOException when it cannot be made there
   */
  static SandboxGate start(NodeConfig config, PodIntake intake) throws IOException {
    return start(config.sandboxHooks().orElseThrow(), config.procRoot(), intake::take);
  }

  /**
   * Opens the socket {@code sallyport.sock} in a directory.
   *
   * @param directory made when it is not there
   * @param procRoot procfs in which pids of callers are looked up
   * @param intake what a new sandbox is given to
   * @throws IOException when it cannot be made there
   */
  static SandboxGate start(
      Path directory, Path procRoot, Function<PodSandbox, CompletableFuture<CaptureState>> intake)
      throws IOException {
    Files.createDirectories(directory);
    Path socket = directory.resolve("sallyport.sock");
    Files.deleteIfExists(socket);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    SandboxGate gate = new SandboxGate(intake, procRoot, socket, server);
    Thread.ofPlatform().daemon().name("sallyport-gate").start(gate::accept);
    return gate;
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket);
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel caller = server.accept();
        Thread.ofVirtual().name("sallyport-gate-call").start(() -> serve(caller));
      } catch (AsynchronousCloseException closed) {
        return;
      } catch (IOException e) {
        log.warn("the sandbox gate cannot accept: {}", FailureCause.of(e));
        return;
      }
    }
  }

  private void serve(SocketChannel caller) {
    try (caller;
        BufferedReader lines =
            new BufferedReader(Channels.newReader(caller, StandardCharsets.UTF_8), LINE_MAX)) {
      String line = line(lines);
      if (!line.isEmpty()) {
        caller.write(StandardCharsets.UTF_8.encode(answer(json.readTree(line)) + "\n"));
      }
    } catch (IOException e) {
      log.debug("a call of the sandbox gate ended early: {}", FailureCause.of(e));
    }
  }

  /** Returns the first line, empty when it is longer than a call may be. */
  private static String line(BufferedReader lines) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = lines.read(); c >= 0 && c != '\n'; c = lines.read()) {
      if (line.length() == LINE_MAX) {
        return "";
      }
      line.append((char) c);
    }
    return line.toString();
  }

  private String answer(JsonNode call) {
    String uid = call.path("podUid").asText();
    int pid = call.path("pid").asInt();
    if (uid.isEmpty() || pid <= 0) {
      return "not captured: expected {\"podUid\": text, \"pid\": number}";
    }
    try {
      long netns = netnsInode(procRoot.resolve(Integer.toString(pid)));
      if (isOfNode(netns)) {
        return "not captured: it uses the network of the node";
      }
      PodSandbox sandbox = new PodSandbox(uid, netns, pid, cgroup(pid));
      return switch (intake.apply(sandbox).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        case CaptureState.Captured ignored -> "captured";
        case CaptureState.NotCaptured(String because) -> "not captured: " + because;
        case CaptureState.Pending ignored -> "not captured: pending";
      };
    } catch (TimeoutException e) {
      return "not captured: not measured within " + PATIENCE_MILLIS + " ms";
    } catch (IOException | ExecutionException e) {
      return "not captured: " + FailureCause.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "not captured: this program stops";
    }
  }

  /**
   * This program may run in a network of its own, where the node's is that of the first process.
   */
  private boolean isOfNode(long netns) throws IOException {
    if (netns == netnsInode(Path.of("/proc/self"))) {
      return true;
    }
    Path first = procRoot.resolve("1");
    try {
      return netns == netnsInode(first);
    } catch (IOException unreadable) {
      log.debug("the first process of the node cannot be looked at: {}", unreadable.getMessage());
      return false;
    }
  }

  /** Returns the number in {@code net:[4026531840]}, see namespaces(7). */
  private static long netnsInode(Path process) throws IOException {
    String link = Files.readSymbolicLink(process.resolve("ns/net")).toString();
    return Long.parseLong(link.replaceAll("[^0-9]", ""));
  }

  /** Returns the path of the process in the unified hierarchy, see cgroups(7). */
  private String cgroup(int pid) throws IOException {
    return Files.readAllLines(procRoot.resolve(pid + "/cgroup")).stream()
        .filter(line -> line.startsWith("0::"))
        .map(line -> line.substring(3))
        .findFirst()
        .orElse("/");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.node.identity.IdentityCounters;
import dev.sallyport.node.identity.IdentityCounters.Count;
import dev.sallyport.node.identity.IdentityLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessOwnersIT {
  @TempDir private Path registry;
  private final IdentityCounters counters = new IdentityCounters();
  private final List<Process> started = new ArrayList<>();
  private ServerSocketChannel listener;
  private ProcessOwners owners;

  @BeforeEach
  void start() throws IOException {
    listener =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.ofLiteral("127.78.0.99"), 0));
    owners = ProcessOwners.start(Path.of("/proc"), registry, IdentityLimits.defaults(), counters);
  }

  @AfterEach
  void stop() throws IOException {
    owners.close();
    listener.close();
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void theProcessItselfAndWhatItStartedAreThePods() throws Exception {
    for (int child = 0; child < 3; child++) {
      String dial = "exec 3<>/dev/tcp/127.78.0.99/" + port() + "; read -r -t 30 line <&3";
      Process process = run(child == 0 ? dial : "bash -c '" + dial + "' & wait");
      register("uid-" + child, process.pid());
      assertThat(owner()).isEqualTo("uid-" + child);
    }
    assertThat(counters.snapshot()).containsEntry("owners_not_found", 0L);
  }

  @Test
  void whatLeftItsSessionAndItsParentIsNobodys() throws Exception {
    String dial = "exec 3<>/dev/tcp/127.78.0.99/" + port() + "; read -r -t 30 line <&3";
    Process process = run("setsid bash -c '" + dial + "' & exit");
    process.waitFor();
    register("uid-gone", process.pid());
    assertThat(owner()).isEmpty();
    assertThat(counters.of(Count.OWNERS_NOT_FOUND)).isEqualTo(1);
  }

  @Test
  void anOrphanIsFoundByItsSession() throws Exception {
    Process process =
        run(
            "exec setsid bash -c 'bash -c \"exec 3<>/dev/tcp/127.78.0.99/"
                + port()
                + "; read -r -t 30 line <&3\" & exit'");
    register("uid-session", process.pid());
    process.waitFor();
    assertThat(owner()).isEqualTo("uid-session");
  }

  @Test
  void aNumberThatWasUsedAgainIsNobodys() throws Exception {
    Process process = run("exec 3<>/dev/tcp/127.78.0.99/" + port() + "; read -r -t 30 line <&3");
    Files.writeString(registry.resolve("uid-before"), process.pid() + " 1\n");
    assertThat(owner()).isEmpty();
  }

  @Test
  void aProcessOfNoPodIsNobodys() throws Exception {
    run("exec 3<>/dev/tcp/127.78.0.99/" + port() + "; read -r -t 30 line <&3");
    assertThat(owner()).isEmpty();
  }

  @Test
  void anAddressThatWasChosenIsNotLookedUp() throws Exception {
    register("uid-self", ProcessHandle.current().pid());
    try (Socket client = new Socket()) {
      client.bind(new InetSocketAddress("127.77.0.9", 0));
      client.connect(listener.getLocalAddress());
      assertThat(owner()).isEmpty();
      assertThat(counters.of(Count.OWNERS_NOT_FOUND)).isZero();
    }
  }

  @Test
  void aSocketOfIpv6ThatSpeaksIpv4IsFoundToo() throws Exception {
    register("uid-self", ProcessHandle.current().pid());
    try (Socket client = new Socket()) {
      client.connect(listener.getLocalAddress());
      assertThat(owner()).isEqualTo("uid-self");
    }
  }

  /** Accepts one connection and asks whose it is. */
  private String owner() throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    try (SocketChannel accepted = listener.accept()) {
      owners.owner(
          (InetSocketAddress) accepted.getRemoteAddress(),
          (InetSocketAddress) accepted.getLocalAddress(),
          answer::complete);
      return answer.get(60, TimeUnit.SECONDS);
    }
  }

  private void register(String podUid, long pid) throws IOException {
    Files.writeString(registry.resolve(podUid), pid + "\n");
  }

  private Process run(String script) throws IOException {
    Process process = new ProcessBuilder("bash", "-c", script).inheritIO().start();
    started.add(process);
    return process;
  }

  private int port() throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of the pods when this program is killed, frozen, hung, stopped and started again.
 */
class SurvivalIT {

  @TempDir Path state;

  @BeforeEach
  void needsRoot() {
    assumeTrue(PodNetwork.isPossible(), "needs root and network namespaces");
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "STOP"})
  void whenItDiesInOpenModeNewConnectionsGoDirectByThemselves(String signal) throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          TestPod outsider = network.pod();
          InetSocketAddress echo = server.echo(false, 7000);
          InetSocketAddress outside = outsider.echo(true, 7000);
          try (Running program = start(network, FailMode.OPEN, client, server)) {
            PodNetwork.eventually(() -> echoes(client, echo) && echoes(client, outside));
            assertThat(program.opened()).isGreaterThanOrEqualTo(3);
            program.signal(signal);
            long dead = System.nanoTime();
            // From outside to the pod, and from the pod to the outside.
            PodNetwork.eventually(() -> echoes(outsider, echo));
            long inbound = System.nanoTime() - dead;
            PodNetwork.eventually(() -> echoes(client, outside));
            long outbound = System.nanoTime() - dead;
            System.out.printf(
                "after SIG%s inbound goes direct in %.2f s, outbound in %.2f s%n",
                signal, inbound / 1e9, outbound / 1e9);
            assertThat(Duration.ofNanos(outbound))
                .as("three seconds and a slow machine")
                .isLessThan(Duration.ofSeconds(20));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "STOP"})
  void whenItDiesInClosedModeNewConnectionsAreRefused(String signal) throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          TestPod outsider = network.pod();
          for (boolean v6 : new boolean[] {false, true}) {
            server.echo(v6, 7000);
            outsider.echo(v6, 7000);
          }
          try (Running program = start(network, FailMode.CLOSED, client, server)) {
            for (boolean v6 : new boolean[] {false, true}) {
              PodNetwork.eventually(() -> echoes(client, at(outsider, v6)));
              PodNetwork.eventually(() -> echoes(outsider, at(server, v6)));
            }
            program.signal(signal);
            PodNetwork.eventually(() -> countsAsDead(client) && countsAsDead(server));
            for (boolean v6 : new boolean[] {false, true}) {
              assertThatThrownBy(() -> client.connect(at(outsider, v6)))
                  .isInstanceOf(ConnectException.class);
              assertThatThrownBy(() -> outsider.connect(at(server, v6)))
                  .isInstanceOf(ConnectException.class);
            }
            if (signal.equals("STOP")) {
              program.signal("CONT");
              PodNetwork.eventually(() -> echoes(client, at(outsider, false)));
              PodNetwork.eventually(() -> echoes(outsider, at(server, true)));
            }
          }
        });
  }

  @Test
  void oneHungEventLoopStopsTheHeartbeat() throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          InetSocketAddress echo = server.echo(false, 7000);
          server.echo(false, CaptureProgram.HANGING_PORT);
          try (Running program = start(network, FailMode.OPEN, client)) {
            PodNetwork.eventually(() -> echoes(client, echo));
            SocketChannel hang =
                client.connect(
                    new InetSocketAddress(server.address(false), CaptureProgram.HANGING_PORT));
            PodNetwork.eventually(() -> program.opened() >= 2);
            PodNetwork.eventually(() -> echoes(client, echo));
            // The loop that still runs may have answered; that every one goes direct takes longer.
            PodNetwork.eventually(
                () -> program.opened() == openedAfterOneMore(program, client, echo));
            hang.close();
          }
        });
  }

  @Test
  void aRestartTakesTheSamePodsOverAgain() throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          InetSocketAddress echo = server.echo(false, 7000);
          try (Running program = start(network, FailMode.OPEN, client, server)) {
            PodNetwork.eventually(() -> echoes(client, echo));
            program.signal("KILL");
          }
          try (Running program = start(network, FailMode.OPEN, client, server)) {
            PodNetwork.eventually(() -> echoes(client, echo));
            assertThat(program.opened()).isGreaterThanOrEqualTo(2);
          }
        });
  }

  @Test
  void aCleanStopLetsNewConnectionsPassAtOnceAndOpenOnesGoOnForAWhile() throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          InetSocketAddress echo = server.echo(false, 7000);
          try (Running program = start(network, FailMode.OPEN, client, server)) {
            SocketChannel open = client.connect(echo);
            assertThat(CaptureIT.ask(open, "a")).isEqualTo("a");
            long before = program.opened();
            program.say("stop");
            PodNetwork.eventually(() -> direct(client, echo));
            assertThat(CaptureIT.ask(open, "b")).isEqualTo("b");
            assertThat(before).isEqualTo(2);
            open.close();
            assertThat(program.hear()).isEqualTo("stopped");
            PodNetwork.eventually(() -> echoes(client, echo));
          }
        });
  }

  @Test
  void theOwnCgroupExemptsWhereItCanBeSeen() throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          InetSocketAddress echo = server.echo(true, 7000);
          String group = "sallyport-test-" + ProcessHandle.current().pid();
          String view = "mount -t cgroup2 none /sys/fs/cgroup";
          String enter =
              view
                  + " && mkdir -p /sys/fs/cgroup/"
                  + group
                  + " && echo $$ > /sys/fs/cgroup/"
                  + group
                  + "/cgroup.procs && exec \"$@\"";
          List<String> prefix = List.of("unshare", "--mount", "sh", "-c", enter, "sh");
          try (Running program = start(prefix, FailMode.OPEN, client, server)) {
            PodNetwork.eventually(() -> echoes(client, echo));
            assertThat(client.sh("nft list table inet sallyport")).contains("socket cgroupv2");
            assertThat(program.opened()).isGreaterThanOrEqualTo(2);
          } finally {
            network.sh(
                "unshare --mount sh -c '" + view + " && rmdir /sys/fs/cgroup/" + group + "'");
          }
        });
  }

  /** A redirected connection ends at the listener's port of the loopback address. */
  private static boolean direct(TestPod client, InetSocketAddress echo) {
    try (SocketChannel channel = client.connect(echo)) {
      int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
      String listener = String.format("0100007F:%04X", CapturePorts.DEFAULT.outbound());
      return CaptureIT.ask(channel, "x").equals("x")
          && client
              .sh("cat /proc/net/tcp")
              .lines()
              .noneMatch(
                  line -> line.contains(listener) && line.contains(String.format(":%04X ", port)));
    } catch (Exception e) {
      return false;
    }
  }

  /** The set of families whose heartbeat was seen lately empties by itself. */
  private static boolean countsAsDead(TestPod pod) {
    try {
      return !pod.sh("nft list set inet sallyport alive").contains("elements");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static long openedAfterOneMore(Running program, TestPod client, InetSocketAddress echo) {
    echoes(client, echo);
    return program.opened();
  }

  private static InetSocketAddress at(TestPod pod, boolean v6) {
    return new InetSocketAddress(pod.address(v6), 7000);
  }

  /** Returns whether a new connection carries a byte there and back, with little patience. */
  private static boolean echoes(TestPod from, InetSocketAddress echo) {
    try (SocketChannel channel = from.socket(echo.getAddress().getAddress().length == 16)) {
      channel.socket().connect(echo, 300);
      channel.socket().setSoTimeout(300);
      channel.socket().getOutputStream().write('x');
      return channel.socket().getInputStream().read() == 'x';
    } catch (IOException e) {
      return false;
    }
  }

  private Running start(PodNetwork network, FailMode mode, TestPod... pods) throws Exception {
    return start(List.of(), mode, pods);
  }

  private Running start(List<String> prefix, FailMode mode, TestPod... pods) throws Exception {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            CaptureProgram.class.getName(),
            mode.name(),
            state.toString()));
    for (TestPod pod : pods) {
      PodSandbox sandbox = pod.sandbox();
      command.add(sandbox.podUid() + ":" + sandbox.netnsInode() + ":" + sandbox.pid());
    }
    Running running = new Running(new ProcessBuilder(command).redirectErrorStream(true).start());
    String said = running.hear();
    if (!said.equals("ready")) {
      running.close();
      throw new AssertionError(said);
    }
    return running;
  }

  private static final class Running implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    Running(Process process) {
      this.process = process;
      this.output = new BufferedReader(new InputStreamReader(process.getInputStream()));
    }

    void signal(String name) throws Exception {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    void say(String line) throws IOException {
      process.getOutputStream().write((line + "\n").getBytes());
      process.getOutputStream().flush();
    }

    /** Returns the next line that is an answer and no log. */
    String hear() throws IOException {
      StringBuilder all = new StringBuilder();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.matches("ready|stopped|\\d+")) {
          return line;
        }
        all.append(line).append('\n');
      }
      return all.toString();
    }

    long opened() {
      try {
        say("opened");
        return Long.parseLong(hear());
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws Exception {
      process.destroyForcibly().waitFor();
    }
  }
}

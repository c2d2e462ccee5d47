// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.lab.network.HostCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However a lab ends, this machine looks afterwards as it did before. Needs root. */
class LabCrashIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final LabOptions options = LabIT.options("crash-" + System.nanoTime() % 1_000_000);
  private String networkBefore = "";
  private Process up;

  @BeforeEach
  void start() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "the lab needs root");
    networkBefore = network();
    up =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LabHolder.class.getName(),
                options.name())
            .redirectErrorStream(true)
            .start();
    AdminClient admin = new AdminClient(options.socket());
    assertThat(LabCluster.await(PATIENCE, () -> Files.exists(options.socket()) && admin.alive()))
        .as(said())
        .isTrue();
    assertThat(LabCluster.await(PATIENCE, () -> processes().size() > 6)).as("pods run").isTrue();
    assertThat(cgroups()).isNotEmpty();
  }

  @AfterEach
  void stop() throws IOException {
    if (up != null) {
      up.destroyForcibly();
    }
    LabProcess.clearRemains(options);
  }

  @Test
  void nothingIsLeftWhenTheOuterProcessIsKilled() {
    kill(up.pid());
    assertNothingLeft();
  }

  @Test
  void nothingIsLeftWhenTheInnerProcessIsKilled() {
    long supervisor = only("dev.sallyport.lab.Main supervise", "sallyport-lab ");
    kill(supervisor);
    assertThat(LabCluster.await(PATIENCE, () -> processes().isEmpty()))
        .as("processes left: " + processes())
        .isTrue();
    assertThat(LabCluster.await(PATIENCE, () -> cgroups().isEmpty()))
        .as("cgroups left: " + cgroups())
        .isTrue();
    kill(up.pid());
    assertNothingLeft();
  }

  @Test
  void nothingRunsOnWhenEvenTheJanitorIsKilledAndDownClearsTheRest() throws IOException {
    long janitor = only("sallyport-lab-janitor", "supervise-nothing");
    kill(janitor);
    kill(up.pid());
    assertThat(LabCluster.await(PATIENCE, () -> processes().isEmpty()))
        .as("processes left: " + processes())
        .isTrue();
    LabProcess.clearRemains(options);
    assertNothingLeft();
  }

  @Test
  void nothingIsLeftAfterAnOrderlyEnd() throws InterruptedException {
    up.destroy();
    assertThat(up.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertNothingLeft();
  }

  private void assertNothingLeft() {
    assertThat(LabCluster.await(PATIENCE, () -> processes().isEmpty()))
        .as("processes left: " + processes())
        .isTrue();
    assertThat(LabCluster.await(PATIENCE, () -> cgroups().isEmpty()))
        .as("cgroups left: " + cgroups())
        .isTrue();
    assertThat(LabCluster.await(PATIENCE, () -> !Files.exists(options.state().resolve("pods"))))
        .as("files")
        .isTrue();
    assertThat(mounts()).isEmpty();
    assertThat(network())
        .as("links, namespaces and rules of this machine")
        .isEqualTo(networkBefore);
  }

  /**
   * Every process of this lab carries its state directory in its command or lives in its cgroup.
   */
  private List<String> processes() {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(p -> p.getFileName().toString().matches("[0-9]+"))
          .filter(p -> read(p.resolve("cgroup")).contains("sallyport-lab-" + options.name() + "."))
          .map(p -> p.getFileName() + " " + read(p.resolve("cmdline")).replace('\0', ' '))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long only(String words, String not) {
    return ProcessHandle.allProcesses()
        .filter(
            p ->
                commandLine(p).contains(words)
                    && commandLine(p).contains(options.state().toString()))
        .filter(p -> !commandLine(p).contains(not) && !commandLine(p).startsWith("setsid"))
        .map(ProcessHandle::pid)
        .min(Long::compare)
        .orElseThrow();
  }

  private static String commandLine(ProcessHandle process) {
    return read(Path.of("/proc", Long.toString(process.pid()), "cmdline")).replace('\0', ' ');
  }

  private List<String> cgroups() {
    String found =
        HostCommand.run(
            "",
            List.of(
                "find",
                "/sys/fs/cgroup",
                "-type",
                "d",
                "-name",
                "sallyport-lab-" + options.name() + ".*"));
    return found.lines().toList();
  }

  private List<String> mounts() {
    return read(Path.of("/proc/self/mountinfo"))
        .lines()
        .filter(l -> l.contains(options.name()))
        .toList();
  }

  /**
   * Other tests of this machine may make their own; what this lab could have made has its name or
   * its devices.
   */
  private static String network() {
    return HostCommand.script(
        "ip -o link | grep -E 'underlay|node-[ab]|pod[0-9]|out[0-9]' || :\nip netns | grep -E 'node-[ab]|out-|pod-' || :\nnft list tables | grep services || :\n");
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private String said() {
    return Optional.of(options.state().resolve("lab.log")).map(LabCrashIT::read).orElse("");
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  /** The process that holds a lab up, to be killed. */
  static final class LabHolder {
    private LabHolder() {}

    public static void main(String[] args) throws InterruptedException {
      LabOptions base = LabIT.options("x");
      LabOptions options =
          new LabOptions(
              args[0], base.state().resolveSibling(args[0]), base.home(), base.variables());
      try (LabCluster lab = LabCluster.start(options)) {
        Runtime.getRuntime().addShutdownHook(new Thread(lab::close));
        lab.apply(
            "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, command: [sleep, '1000']}]}}");
        Thread.sleep(Duration.ofMinutes(5));
      }
    }
  }
}

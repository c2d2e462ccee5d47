// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import dev.sallyport.lab.network.LabFailure;
import dev.sallyport.lab.supervisor.SupervisorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes of one lab as seen from the machine: a janitor that outlives the others just long
 * enough to clean up, and below it everything in the lab's own namespaces. They end when this
 * process ends, however it ends, because the janitor holds the other end of a pipe.
 */
final class LabProcess implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final Duration STOP_MAX = Duration.ofSeconds(10);

  /** Exit codes from here on tell of a signal. */
  private static final int KILLED = 128;

  private final LabOptions options;
  private final Process janitor;

  private LabProcess(LabOptions options, Process janitor) {
    this.options = options;
    this.janitor = janitor;
  }

  /**
   * Starts a lab and returns when its API answers; throws {@link LabFailure} saying what went
   * wrong.
   */
  static LabProcess start(LabOptions options) {
    if (new AdminClient(options.socket()).alive()) {
      throw new LabFailure(
          "a lab named '"
              + options.name()
              + "' is up already; use --name for another or './sallyport down' first");
    }
    try {
      makeDirectory(options.state());
      Files.setPosixFilePermissions(options.state(), PosixFilePermissions.fromString("rwxr-xr-x"));
      awaitEarlier(options.state());
      Files.deleteIfExists(options.socket());
      new SupervisorOptions(
              options.state(), options.home(), options.variables(), options.tier() == Tier.STEER)
          .write();
      ProcessBuilder builder = new ProcessBuilder(command(options));
      builder.redirectErrorStream(true).redirectOutput(log(options).toFile());
      LabProcess lab = new LabProcess(options, builder.start());
      lab.awaitApi();
      return lab;
    } catch (IOException e) {
      throw new LabFailure("cannot start the lab: " + e.getMessage(), e);
    }
  }

  /** Removes what a lab of this name left behind when even its janitor was killed. */
  static void clearRemains(LabOptions options) throws IOException {
    if (Files.isDirectory(options.state())) {
      run(loopbackJanitor(options));
      if (LabOptions.isRoot()) {
        run(janitor(options, ""));
      }
    }
  }

  private static void run(List<String> words) throws IOException {
    try {
      Process cleaning = new ProcessBuilder(words).redirectErrorStream(true).start();
      cleaning.getOutputStream().close();
      cleaning.getInputStream().readAllBytes();
      cleaning.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A lab of this name that has just ended may still be clearing up. */
  private static void awaitEarlier(Path state) {
    LabCluster.await(STOP_MAX, () -> !clearsUp(state.resolve("janitor.pid")));
  }

  private static boolean clearsUp(Path pidFile) {
    try {
      String pid = Files.readString(pidFile).strip();
      return Files.readString(Path.of("/proc", pid, "cmdline")).contains("sallyport-lab-janitor");
    } catch (IOException e) {
      return false;
    }
  }

  private static void makeDirectory(Path state) throws IOException {
    Files.createDirectories(state);
    Object owner = Files.getAttribute(state, "unix:uid");
    if (!Files.isWritable(state) || !owner.toString().equals(LabOptions.user())) {
      throw new LabFailure(
          state
              + " belongs to another user; remove it, or choose another name with --name, or another"
              + " place with XDG_STATE_HOME");
    }
  }

  static Path log(LabOptions options) {
    return options.state().resolve("lab.log");
  }

  AdminClient admin() {
    return new AdminClient(options.socket());
  }

  boolean running() {
    return janitor.isAlive();
  }

  /** Returns the janitor's process id on this machine. */
  long pid() {
    return janitor.pid();
  }

  /** Ends everything and waits until it is cleared up. */
  @Override
  public void close() {
    try {
      janitor.getOutputStream().close();
      if (!janitor.waitFor(STOP_MAX)) {
        janitor.destroyForcibly();
      }
      if (options.tier() == Tier.STEER && janitor.waitFor() >= KILLED) {
        // Without namespaces nothing else ends what it did not come to end.
        clearRemains(options);
      }
    } catch (IOException e) {
      janitor.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitApi() {
    long end = System.nanoTime() + START_MAX.toNanos();
    while (System.nanoTime() < end) {
      if (!janitor.isAlive()) {
        throw new LabFailure("the lab did not start:\n" + lastWords());
      }
      if (Files.exists(options.socket()) && admin().alive()) {
        return;
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    close();
    throw new LabFailure(
        "the lab did not start within " + START_MAX.toSeconds() + " s:\n" + lastWords());
  }

  private String lastWords() {
    try (Stream<String> lines = Files.lines(log(options))) {
      List<String> all = lines.toList();
      return all.stream().skip(Math.max(0, all.size() - 15)).collect(Collectors.joining("\n"));
    } catch (IOException e) {
      return "(no log at " + log(options) + ")";
    }
  }

  private static List<String> janitor(LabOptions options, String inside) {
    List<String> words =
        new ArrayList<>(List.of("setsid", "unshare", "--mount", "--propagation", "private"));
    words.addAll(
        List.of("sh", "-c", Resources.text("/scripts/janitor.sh"), "sallyport-lab-janitor"));
    words.addAll(
        List.of(options.name(), options.state().toString(), options.home().toString(), inside));
    return words;
  }

  private static List<String> loopbackJanitor(LabOptions options) {
    List<String> words = new ArrayList<>(List.of("setsid", "sh", "-c"));
    words.add(Resources.text("/scripts/janitor-loopback.sh"));
    words.addAll(List.of("sallyport-lab-janitor", options.state().toString()));
    return words;
  }

  private static List<String> command(LabOptions options) {
    List<String> words =
        options.tier() == Tier.STEER
            ? loopbackJanitor(options)
            : janitor(options, Resources.text("/scripts/inside.sh"));
    words.add(System.getProperty("java.home") + "/bin/java");
    words.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx192m", "-Xss512k"));
    words.addAll(List.of("-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED"));
    words.addAll(
        List.of("-Djava.net.preferIPv4Stack=false", "-cp", System.getProperty("java.class.path")));
    words.addAll(List.of("dev.sallyport.lab.Main", "supervise", options.state().toString()));
    return words;
  }
}

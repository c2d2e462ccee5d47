// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import dev.sallyport.lab.LabCluster;
import dev.sallyport.lab.LabOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Measures what one node program takes and gives: resident memory with a hundred pods under load,
 * bytes of summaries against bytes seen, and the time until a pod is captured. Runs in a lab of its
 * own, with Sallyport installed by the same YAML as anywhere; all pods are on one of its two nodes,
 * and both ends of every exchange are captured there. The other node shows what an idle one takes.
 */
public final class FootprintBench {
  private static final String NODE = "node-a";
  private static final String OTHER = "node-b";
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final long MEBI = 1024;

  private final FootprintOptions options;
  private final LabCluster cluster;
  private final NodeNumbers numbers;

  private FootprintBench(FootprintOptions options, LabCluster cluster) {
    this.options = options;
    this.cluster = cluster;
    this.numbers = new NodeNumbers(cluster);
  }

  /**
   * Runs the benchmark and prints the report.
   *
   * @param arguments {@code --pods N} (default 100), {@code --rate N} exchanges per second (default
   *     10,000), {@code --seconds N} (default 60), {@code --kilobytes N} per answer (default 1)
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    FootprintOptions options = FootprintOptions.parse(arguments);
    LabOptions lab = LabOptions.named("bench-" + ProcessHandle.current().pid());
    try (LabCluster cluster = LabCluster.start(lab)) {
      for (String file : List.of("namespace", "control", "node")) {
        cluster.apply(
            Files.readString(
                lab.home().resolve("lab/src/main/resources/sallyport/" + file + ".yaml")));
      }
      new FootprintBench(options, cluster).run();
    }
  }

  private void run() throws IOException, InterruptedException {
    await("Sallyport is ready", () -> cluster.awaitReady("sallyport", Duration.ofSeconds(1)));
    long pid = numbers.pid(NODE);
    if (!options.pidFile().toString().isEmpty()) {
      Files.writeString(options.pidFile(), Long.toString(pid), StandardCharsets.UTF_8);
    }
    int before = (int) numbers.value(NODE, "sallyport_pods{state=\"captured\"}");
    Memory idle = Memory.of(pid);
    say("starting " + options.pods() + " pods on " + NODE);
    cluster.apply(CrowdYaml.servers(NODE, options.servers(), options.kilobytes()));
    cluster.apply(
        CrowdYaml.clients(
            NODE,
            options.clients(),
            options.servers(),
            options.rate() / options.clients(),
            options.seconds()));
    await(
        "all pods are captured",
        () -> numbers.value(NODE, "sallyport_pods{state=\"captured\"}") >= before + options.pods());
    await("the crowd is ready", () -> cluster.awaitReady("crowd", Duration.ofSeconds(1)));
    Memory captured = Memory.of(pid);
    say("loading it for " + options.seconds() + " s");
    double cpuBefore = CpuTime.micros(pid);
    NodeNumbers.Flow from = numbers.flow(NODE);
    long startedAt = System.nanoTime();
    go();
    List<Memory> loaded = new ArrayList<>();
    while (System.nanoTime() - startedAt < Duration.ofSeconds(options.seconds()).toNanos()) {
      Thread.sleep(500);
      loaded.add(Memory.of(pid));
    }
    // Summaries of the last seconds of load are still on their way.
    Thread.sleep(12_000);
    NodeNumbers.Flow to = numbers.flow(NODE);
    double cpu = (CpuTime.micros(pid) - cpuBefore) / 1e6;
    report(idle, captured, loaded, to.since(from), cpu, Memory.of(pid));
  }

  private void report(
      Memory idle,
      Memory captured,
      List<Memory> loaded,
      NodeNumbers.Flow flow,
      double cpuSeconds,
      Memory after) {
    line("pods on the node", "%d, all captured", options.pods());
    line(
        "exchanges",
        "%.0f/s over %d s, answers of %d KiB; %.1f CPU s of the node program",
        flow.exchanges() / options.seconds(),
        options.seconds(),
        options.kilobytes(),
        cpuSeconds);
    line("resident without pods", "%s", text(idle));
    line("resident with all pods, idle", "%s", text(captured));
    line(
        "resident under load",
        "median %d MiB, max %d MiB (own pages: median %d, max %d; anonymous: max %d)",
        median(loaded, Memory::resident) / MEBI,
        max(loaded, Memory::resident) / MEBI,
        median(loaded, Memory::own) / MEBI,
        max(loaded, Memory::own) / MEBI,
        max(loaded, Memory::anonymous) / MEBI);
    line("resident after it", "%s", text(after));
    line("resident of the other, idle node", "%s", text(Memory.of(numbers.pid(OTHER))));
    line(
        "summaries",
        "%.0f bytes for %.0f bytes seen: %.3f %%",
        flow.summaryBytes(),
        flow.bytesSeen(),
        100 * flow.summaryBytes() / flow.bytesSeen());
    line(
        "pod found to proven captured",
        "median %.0f ms, max %.0f ms",
        1000 * numbers.value(NODE, "sallyport_capture_seconds{quantile=\"0.5\"}"),
        1000 * numbers.value(NODE, "sallyport_capture_seconds{quantile=\"1\"}"));
  }

  /** The callers look for this file. */
  private void go() {
    LabCluster.Ended ended = cluster.execIn(NODE, "touch", "/run/crowd-go");
    if (ended.code() != 0) {
      throw new IllegalStateException("cannot start the load: " + ended.err());
    }
  }

  private static void await(String what, java.util.function.BooleanSupplier condition) {
    if (!LabCluster.await(PATIENCE, condition)) {
      throw new IllegalStateException("not within " + PATIENCE + ": " + what);
    }
  }

  private static String text(Memory memory) {
    return "%d MiB (own pages %d, anonymous %d)"
        .formatted(memory.resident() / MEBI, memory.own() / MEBI, memory.anonymous() / MEBI);
  }

  private static long median(List<Memory> all, ToLongFunction<Memory> field) {
    return sorted(all, field).skip(all.size() / 2).findFirst().orElse(0L);
  }

  private static long max(List<Memory> all, ToLongFunction<Memory> field) {
    return sorted(all, field).reduce(0L, Math::max);
  }

  private static Stream<Long> sorted(List<Memory> all, ToLongFunction<Memory> field) {
    return all.stream().map(field::applyAsLong).sorted();
  }

  private static void line(String what, String format, Object... values) {
    System.out.printf(Locale.ROOT, "%-34s %s%n", what, String.format(Locale.ROOT, format, values));
  }

  private static void say(String what) {
    System.err.println("bench: " + what);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import dev.sallyport.lab.api.ApiServer;
import dev.sallyport.lab.api.ObjectStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Measures the control program on a large cluster: what it holds in memory, how long a changed
 * policy takes to reach all nodes, and what one more pod costs. The cluster's API is the lab's, its
 * objects are generated, its nodes are links that take rules and say so; the control program and
 * its PostgreSQL are the real ones, in processes of their own. The links go without TLS.
 */
public final class ControlBench {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int PAUSE_MILLIS = 5;
  private static final long KIBI = 1024;

  private final ControlBenchOptions options;
  private final Path work;

  private ControlBench(ControlBenchOptions options, Path work) {
    this.options = options;
    this.work = work;
  }

  /**
   * Runs the benchmark and prints the report.
   *
   * @param arguments {@code --nodes N} (default 500), {@code --pods N} (default 20,000), {@code
   *     --policies N} (default 200), {@code --rounds N} (default 15), {@code --heap SIZE} of the
   *     control program (default 320m, as in the chart)
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    BenchRun.run(
        () -> ControlBenchOptions.parse(arguments),
        (options, work) -> new ControlBench(options, work).run());
  }

  private void run() throws IOException, InterruptedException {
    say("generating %d pods on %d nodes", options.pods(), options.nodes());
    int apiPort = freePort();
    ObjectStore store = new ObjectStore((kind, object, objects) -> {});
    GeneratedCluster cluster = new GeneratedCluster(store, options.nodes());
    cluster.grow(options.pods());
    for (int i = 0; i < options.policies(); i++) {
      cluster.policy(i, 403);
    }
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int linkPort = freePort();
    try (ApiServer api =
        new ApiServer(store, (pod, container) -> "", new InetSocketAddress(loopback, apiPort))) {
      Process control =
          ControlProgram.start(
              work, "http://127.0.0.1:" + apiPort, freePort(), linkPort, options.heap());
      try {
        measure(cluster, control, linkPort);
      } finally {
        control.destroy();
        control.waitFor();
      }
    }
  }

  private void measure(GeneratedCluster cluster, Process control, int linkPort)
      throws InterruptedException {
    long pid = control.pid();
    await(control, "control takes nodes", () -> isOpen(linkPort));
    try (ManyNodes first = new ManyNodes(linkPort, 1)) {
      long startedAt = System.nanoTime();
      await(control, "control has read the cluster", () -> first.policiesAt()[0] != 0);
      line("cluster read by control", "%.1f s", (System.nanoTime() - startedAt) / 1e9);
      line("memory of control then", "%s", memory(pid));
    }
    say("connecting %d nodes", options.nodes());
    try (ManyNodes nodes = new ManyNodes(linkPort, options.nodes())) {
      long connectedAt = System.nanoTime();
      await(control, "all nodes have rules", () -> allHave(nodes));
      line(
          "all nodes given all rules",
          "%.1f s, %.0f MiB in all",
          (System.nanoTime() - connectedAt) / 1e9,
          nodes.bytes() / 1048576.0);
      policies(cluster, control, nodes);
      pods(cluster, control, nodes);
      line("memory of control after all", "%s", memory(pid));
      line("links that broke", "%d", nodes.failures());
    }
  }

  private void policies(GeneratedCluster cluster, Process control, ManyNodes nodes)
      throws InterruptedException {
    double[] medians = new double[options.rounds()];
    double[] lasts = new double[options.rounds()];
    for (int round = 0; round < options.rounds(); round++) {
      settle(nodes);
      long at = System.nanoTime();
      cluster.policy(0, 404 + round);
      await(control, "a policy is everywhere", () -> since(at, nodes.policiesAt()));
      double[] millis = ManyNodes.millisSince(at, nodes.policiesAt());
      medians[round] = millis[millis.length / 2];
      lasts[round] = millis[millis.length - 1];
    }
    line("a changed policy, median node", "%s ms", Spread.of(medians).text(0));
    line("a changed policy, last node", "%s ms", Spread.of(lasts).text(0));
  }

  private void pods(GeneratedCluster cluster, Process control, ManyNodes nodes)
      throws InterruptedException {
    double[] lasts = new double[options.rounds()];
    double[] cpu = new double[options.rounds()];
    for (int round = 0; round < options.rounds(); round++) {
      settle(nodes);
      double before = CpuTime.micros(control.pid());
      long at = System.nanoTime();
      cluster.grow(10);
      await(control, "ten pods are known everywhere", () -> since(at, nodes.rulesAt()));
      double[] millis = ManyNodes.millisSince(at, nodes.rulesAt());
      lasts[round] = millis[millis.length - 1];
      settle(nodes);
      cpu[round] = (CpuTime.micros(control.pid()) - before) / 1e3;
    }
    line("ten more pods, last node", "%s ms", Spread.of(lasts).text(0));
    line("ten more pods, processor time", "%s ms", Spread.of(cpu).text(0));
  }

  /** Waits until nothing new came for half a second. */
  private static void settle(ManyNodes nodes) throws InterruptedException {
    long last = Arrays.stream(nodes.rulesAt()).max().orElse(0);
    while (System.nanoTime() - last < 500_000_000L) {
      Thread.sleep(PAUSE_MILLIS);
      last = Arrays.stream(nodes.rulesAt()).max().orElse(0);
    }
  }

  private static boolean allHave(ManyNodes nodes) {
    long newest = nodes.newest();
    return newest > 0
        && Arrays.stream(nodes.policiesAt()).allMatch(each -> each != 0)
        && nodes.holding(version -> version == newest) == nodes.rulesAt().length;
  }

  private static boolean since(long nanos, long[] times) {
    return Arrays.stream(times).allMatch(each -> each - nanos > 0);
  }

  private void await(Process control, String what, BooleanSupplier condition)
      throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (!control.isAlive() || System.nanoTime() - until > 0) {
        throw new IllegalStateException(
            "not within %s: %s; control %s, see %s"
                .formatted(
                    PATIENCE,
                    what,
                    control.isAlive() ? "runs" : "ended with code " + control.exitValue(),
                    work.resolve("control.log")));
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** What the program holds, and what its database holds beside it. */
  private static String memory(long pid) {
    long database =
        ProcessHandle.of(pid).stream()
            .flatMap(ProcessHandle::descendants)
            .mapToLong(each -> Memory.of(each.pid()).own())
            .sum();
    return "%d MiB resident; PostgreSQL %d MiB of its own"
        .formatted(Memory.of(pid).resident() / KIBI, database / KIBI);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void line(String what, String format, Object... values) {
    System.out.printf(Locale.ROOT, "%-34s %s%n", what, String.format(Locale.ROOT, format, values));
  }

  private static void say(String format, Object... values) {
    System.err.printf(Locale.ROOT, "bench: " + format + "%n", values);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what carrying traffic costs: Sallyport's node program beside no proxy, HAProxy and
 * nginx, in one run, on the same machine, behind the same kind of redirect, each with one worker
 * thread.
 *
 * <p>Rounds are interleaved (every contender once per load and round), so that a noisy neighbour
 * hits all of them; the report gives medians with spread, and ratios taken inside each round.
 *
 * <p>Expects to be started by the launcher inside namespaces of its own.
 */
public final class DataplaneBench {
  /** Share of its processor time that a contender may still compile when it is measured. */
  private static final double COMPILING_MOST = 0.1;

  private static final int WARMUPS_MAX = 15;

  private DataplaneBench() {}

  /**
   * Runs the benchmark and prints the report.
   *
   * @param arguments {@code --rounds N} (default 5), {@code --seconds N} per cell (default 3),
   *     {@code --loads c1,c32,…}, {@code --warmup N}, {@code --only direct,haproxy-tcp,…}, {@code
   *     --beside CHECKOUT}, {@code --json}, then {@code --} and the command that starts the node
   *     program
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    BenchRun.inNamespaces(() -> BenchOptions.parse(arguments), DataplaneBench::run);
  }

  private static void run(BenchOptions options, Shell shell, Testbed bed, Path work)
      throws InterruptedException, IOException {
    Testbed.Pod origin = Origin.start(bed, shell, work);
    List<Contender> contenders = new ArrayList<>();
    contenders.add(Contender.direct(bed));
    for (String mode : List.of("tcp", "http")) {
      contenders.add(Contender.haproxy(bed, shell, work, mode, origin));
    }
    for (String mode : List.of("stream", "http")) {
      contenders.add(Contender.nginx(bed, shell, work, mode, origin));
    }
    if (!options.peersOnly()) {
      PodNames names = PodNames.serve();
      contenders.addAll(Contender.sallyport(bed, shell, work, names, options.launch(), "", 0));
      for (int i = 0; i < options.beside().size(); i++) {
        contenders.addAll(
            Contender.beside(bed, shell, work, names, options.beside().get(i), i + 1));
      }
    }
    contenders.removeIf(each -> !options.measures(each.name()));
    System.err.println("bench: waiting for the contenders to carry traffic");
    for (Contender contender : contenders) {
      Readiness.await(shell, contender, origin);
    }
    List<Cell> cells = measure(shell, options, contenders, origin);
    System.out.println(
        options.json() ? Report.json(cells) : Report.text(cells, contenders, options));
  }

  private static List<Cell> measure(
      Shell shell, BenchOptions options, List<Contender> contenders, Testbed.Pod origin) {
    for (Contender contender : contenders) {
      for (Load load : options.loads()) {
        warmUp(shell, options, contender, load, origin);
      }
    }
    List<Cell> cells = new ArrayList<>();
    for (int round = 1; round <= options.rounds(); round++) {
      System.err.println("bench: round " + round + " of " + options.rounds());
      for (Load load : options.loads()) {
        for (Contender contender : contenders) {
          cells.add(Cell.measure(shell, contender, load, origin, round, options.secondsOf(load)));
        }
      }
    }
    return cells;
  }

  /** A program that runs for days is not met while its compilers still work on it. */
  private static void warmUp(
      Shell shell, BenchOptions options, Contender contender, Load load, Testbed.Pod origin) {
    for (int i = 0; i < WARMUPS_MAX; i++) {
      Cell cell = Cell.measure(shell, contender, load, origin, 0, options.warmupSeconds());
      if (cell.compilerMicros() <= COMPILING_MOST * cell.cpuMicros()) {
        return;
      }
    }
  }
}

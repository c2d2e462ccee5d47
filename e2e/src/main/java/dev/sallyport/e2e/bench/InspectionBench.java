// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Measures what looking into contents adds to carrying them: requests and answers of 4 KB of JSON,
 * all detectors on, at a fixed rate for latency and as fast as it goes for throughput. Beside the
 * node program that inspects stand the direct way, the node program that carries bytes, and the one
 * that reads HTTP/1.1 without looking into contents; rounds are interleaved.
 *
 * <p>Expects to be started by the launcher inside namespaces of its own.
 */
public final class InspectionBench {
  private static final String PATH = "/4k.json";
  private static final int BODY_BYTES = 4096;
  private static final long SEED = 4096;

  /** Which of the node programs inspects, and the port of its metrics. */
  private static final int INSPECTING = 2;

  private static final int METRICS = Contender.METRICS + INSPECTING;

  private final Shell shell;
  private final Testbed bed;
  private final Path body;
  private final Path script;
  private final InspectionOptions options;

  private InspectionBench(Shell shell, Testbed bed, Path work, InspectionOptions options)
      throws IOException {
    this.shell = shell;
    this.bed = bed;
    this.options = options;
    String json = Corpus.api(SEED, BODY_BYTES);
    this.body = Files.writeString(work.resolve("body.json"), json);
    this.script =
        Files.writeString(
            work.resolve("post.lua"),
            "wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\n"
                + "local file = io.open('"
                + body
                + "')\nwrk.body = file:read('*a')\nfile:close()\n");
  }

  /** One contender in one round. */
  private record Result(
      String contender,
      SteadyLoad.Reading steady,
      Load.Reading full,
      double lookedAtRate,
      double lookedAtFull) {}

  /** How many messages the inspecting node program looked into, and left out for want of time. */
  private record Looked(double messages, double skipped) {
    double shareSince(Looked before) {
      double into = messages - before.messages;
      double all = into + skipped - before.skipped;
      return all == 0 ? 0 : into / all;
    }
  }

  /**
   * Runs the benchmark and prints the report.
   *
   * @param arguments {@code --rounds N} (default 3), {@code --seconds N} of each measurement
   *     (default 5), {@code --rate N} requests a second (default 5000), {@code --connections N}
   *     (default 32), {@code --loops N} event loops of each node program (default 1), then {@code
   *     --} and the command that starts the node program
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    BenchRun.inNamespaces(
        () -> InspectionOptions.parse(arguments),
        (options, shell, bed, work) -> new InspectionBench(shell, bed, work, options).run(work));
  }

  private void run(Path work) throws IOException, InterruptedException {
    Testbed.Pod origin = Origin.start(bed, shell, work);
    PodNames names = PodNames.serve();
    List<Contender> contenders = new ArrayList<>();
    contenders.add(Contender.direct(bed));
    contenders.add(node(work, names, "bytes", 0, Map.of("SALLYPORT_UNDERSTAND", "off")));
    contenders.add(node(work, names, "http", 1, Map.of("SALLYPORT_INSPECT", "off")));
    contenders.add(node(work, names, "inspect", INSPECTING, Map.of("SALLYPORT_INSPECT", "on")));
    for (Contender contender : contenders) {
      Readiness.await(shell, contender, origin);
    }
    List<Result> results = new ArrayList<>();
    for (int round = 0; round <= options.rounds(); round++) {
      System.err.println(
          round == 0 ? "bench: warming up" : "bench: round " + round + " of " + options.rounds());
      for (Contender contender : contenders) {
        Result result = measure(contender, origin);
        if (round > 0) {
          results.add(result);
        }
      }
    }
    System.out.println(report(results, contenders));
  }

  private Contender node(
      Path work, PodNames names, String name, int number, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("SALLYPORT_EVENT_LOOPS", Integer.toString(options.loops()));
    return Contender.node(bed, shell, work, names, options.launch(), name, number, all);
  }

  private Result measure(Contender contender, Testbed.Pod origin) {
    String pod = contender.pod().name();
    List<String> steady = new ArrayList<>(List.of("ip", "netns", "exec", pod));
    steady.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    steady.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-cp"));
    steady.add(System.getProperty("java.class.path"));
    steady.add(SteadyLoad.class.getName());
    steady.addAll(List.of(origin.address(), PATH, body.toString()));
    steady.add(Integer.toString(options.rate()));
    steady.add(Integer.toString(options.connections()));
    steady.add(Integer.toString(options.seconds()));
    Looked before = looked();
    SteadyLoad.Reading atRate = SteadyLoad.Reading.parse(shell.run(steady.toArray(String[]::new)));
    Looked between = looked();
    String full =
        shell.run(
            "ip",
            "netns",
            "exec",
            pod,
            "wrk",
            "-t1",
            "-c" + options.connections(),
            "-d" + options.seconds() + "s",
            "--latency",
            "-s",
            script.toString(),
            "http://" + origin.address() + PATH);
    return new Result(
        contender.name(),
        atRate,
        Load.parse(full),
        between.shareSince(before),
        looked().shareSince(between));
  }

  private Looked looked() {
    String metrics = shell.run("curl", "-sf", "http://127.0.0.1:" + METRICS + "/metrics");
    return new Looked(
        value(metrics, "sallyport_inspect_messages_total"),
        value(metrics, "sallyport_inspect_messages_skipped_total"));
  }

  private static double value(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the node program does not tell " + name));
  }

  private String report(List<Result> results, List<Contender> contenders) {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "POST of %d bytes of JSON, answers of as many; %d connections; %d event loops; median"
                + " [min-max] of %d rounds of %d s%n%-10s %-22s %-24s %-24s %-24s %s%n",
            body.toFile().length(),
            options.connections(),
            options.loops(),
            options.rounds(),
            options.seconds(),
            "",
            "at " + options.rate() + "/s: really",
            "p50 us",
            "p99 us",
            "as fast as it goes: /s",
            "errors"));
    for (Contender contender : contenders) {
      List<Result> mine = of(results, contender.name());
      long errors =
          mine.stream().mapToLong(each -> each.steady().errors() + each.full().errors()).sum();
      out.append(
          String.format(
              Locale.ROOT,
              "%-10s %-22s %-24s %-24s %-24s %d%n",
              contender.name(),
              spread(mine, each -> each.steady().perSecond()).text(0),
              spread(mine, each -> each.steady().p50Micros()).text(0),
              spread(mine, each -> each.steady().p99Micros()).text(0),
              spread(mine, each -> each.full().perSecond()).text(0),
              errors));
    }
    List<Result> inspecting = of(results, "inspect");
    out.append(
        String.format(
            Locale.ROOT,
            "inspect looked into %s of the messages at the rate, %s as fast as it goes%n",
            spread(inspecting, Result::lookedAtRate).text(3),
            spread(inspecting, Result::lookedAtFull).text(3)));
    for (String other : List.of("direct", "bytes", "http")) {
      out.append(
          String.format(
              Locale.ROOT,
              "inspect beside %-7s p99 at the rate %s us more, requests/s %sx%n",
              other + ":",
              compared(results, other, true).text(0),
              compared(results, other, false).text(2)));
    }
    return out.toString();
  }

  private static Spread compared(List<Result> results, String other, boolean latency) {
    List<Result> ours = of(results, "inspect");
    List<Result> theirs = of(results, other);
    double[] values = new double[ours.size()];
    Arrays.setAll(
        values,
        i ->
            latency
                ? ours.get(i).steady().p99Micros() - theirs.get(i).steady().p99Micros()
                : ours.get(i).full().perSecond() / theirs.get(i).full().perSecond());
    return Spread.of(values);
  }

  private static List<Result> of(List<Result> results, String contender) {
    return results.stream().filter(each -> each.contender().equals(contender)).toList();
  }

  private static Spread spread(List<Result> results, ToDoubleFunction<Result> value) {
    return Spread.of(results.stream().mapToDouble(value).toArray());
  }
}

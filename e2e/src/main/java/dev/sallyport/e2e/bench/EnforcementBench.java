// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Measures what deciding each request costs end to end: the node program with 200 policies on the
 * calling pod, all that is not listed denied, beside the same program without policies, and HAProxy
 * with the equivalent access lists beside HAProxy without any. One worker thread each, behind the
 * same kind of redirect; rounds are interleaved. The policies come the usual way, from the control
 * program, which runs with its PostgreSQL while this measures.
 *
 * <p>Expects to be started by the launcher inside namespaces of its own.
 */
public final class EnforcementBench {
  private static final int POLICIES = 200;
  private static final int NUMBER = 1;
  private static final String RULED = "policies";
  private static final String FREE = "no-policies";
  private static final int API_PORT = 17080;
  private static final int LINK_PORT = 17443;
  private static final int ATTEMPTS = 300;
  private static final int PAUSE_MILLIS = 200;
  private static final List<String[]> RATIOS =
      List.of(
          new String[] {RULED, FREE},
          new String[] {RULED, "haproxy-acl"},
          new String[] {FREE, "haproxy-http"},
          new String[] {"haproxy-acl", "haproxy-http"});

  private final BenchOptions options;
  private final Shell shell;
  private final Testbed bed;
  private final Path work;

  private EnforcementBench(BenchOptions options, Shell shell, Testbed bed, Path work) {
    this.options = options;
    this.shell = shell;
    this.bed = bed;
    this.work = work;
  }

  /**
   * Runs the benchmark and prints the report.
   *
   * @param arguments {@code --rounds N} (default 5), {@code --seconds N} per cell (default 3),
   *     {@code --loads c1,c32,c128,new-conn}, {@code --quick}, then {@code --} and the command that
   *     starts the node program
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    BenchRun.inNamespaces(
        () -> BenchOptions.parse(arguments),
        (options, shell, bed, work) -> new EnforcementBench(options, shell, bed, work).run());
  }

  private void run() throws IOException, InterruptedException {
    Testbed.Pod origin = Origin.start(bed, shell, work);
    PodNames names = PodNames.serve();
    names.addElsewhere(origin);
    ControlProgram.start(work, names.url(), API_PORT, LINK_PORT, "256m");
    List<Contender> contenders = new ArrayList<>();
    contenders.add(Contender.haproxy(bed, shell, work, "http", origin));
    contenders.add(
        Contender.haproxy(bed, shell, work, "haproxy-acl", "http", origin, accessLists()));
    contenders.add(node(names, FREE, 0));
    contenders.add(node(names, RULED, NUMBER));
    for (Contender each : contenders) {
      Readiness.await(shell, each, origin);
    }
    names.apply(GeneratedCluster.definitionsText());
    for (int i = 0; i < POLICIES; i++) {
      names.apply(policy(i));
    }
    List<Contender> ruled = contenders.stream().filter(each -> isRuled(each.name())).toList();
    for (Contender each : ruled) {
      awaitDenied(each, origin);
    }
    for (Contender each : contenders) {
      if (!isRuled(each.name()) && status(each, origin, "DELETE").equals("403")) {
        throw new IllegalStateException(each.name() + " denies, which it has no rule for");
      }
    }
    System.out.println(report(measure(contenders, origin), contenders));
  }

  private static boolean isRuled(String contender) {
    return contender.equals(RULED) || contender.equals("haproxy-acl");
  }

  private Contender node(PodNames names, String name, int number) {
    Map<String, String> settings =
        Map.of(
            "SALLYPORT_INSPECT", "off",
            "SALLYPORT_CONTROL", "127.0.0.1:" + LINK_PORT,
            "SALLYPORT_LINK_TLS", "off");
    return Contender.node(bed, shell, work, names, options.launch(), name, number, settings);
  }

  /** Half allow reading one path each, half deny deleting below it; what is left is denied. */
  private static String policy(int number) {
    String path = number == 0 ? "/1k" : "/api/v1/things" + number / 2 + "/{id}";
    boolean reads = number % 2 == 0;
    return """
    apiVersion: sallyport.dev/v1alpha1
    kind: GuardPolicy
    metadata: {name: policy-%d, namespace: bench}
    spec:
      protects: {workloads: [{kind: Pod, name: sp%d}]}
      mode: Enforce
      default: {outbound: Deny}
      outbound:
        - name: rule
          to: [{workload: origin}]
          calls: [{http: {methods: [%s], paths: ["%s"]}}]
          then: %s
    """
        .formatted(
            number, NUMBER, reads ? "GET" : "DELETE", path, reads ? "{allow: {}}" : "{deny: {}}");
  }

  private static String accessLists() {
    StringBuilder rules = new StringBuilder();
    for (int i = 1; i < POLICIES; i += 2) {
      rules.append(
          "http-request deny deny_status 403 if { method DELETE } { path_reg ^/api/v1/things%d/[^/]+$ }\n"
              .formatted(i / 2));
    }
    for (int i = 2; i < POLICIES; i += 2) {
      rules.append(
          "http-request allow if { method GET } { path_reg ^/api/v1/things%d/[^/]+$ }\n"
              .formatted(i / 2));
    }
    rules.append("http-request allow if { method GET } { path /1k }\n");
    return rules.append("http-request deny deny_status 403").toString();
  }

  private void awaitDenied(Contender contender, Testbed.Pod origin) throws InterruptedException {
    String last = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      last = status(contender, origin, "DELETE") + " " + status(contender, origin, "GET");
      if (last.equals("403 200")) {
        return;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    throw new IllegalStateException(
        contender.name()
            + " answers DELETE and GET with "
            + last
            + " (expected: 403 200); see "
            + work);
  }

  private String status(Contender contender, Testbed.Pod origin, String method) {
    return shell
        .run(
            "ip",
            "netns",
            "exec",
            contender.pod().name(),
            "curl",
            "-s",
            "-o",
            "/dev/null",
            "-m",
            "5",
            "-w",
            "%{http_code}",
            "-X",
            method,
            "http://" + origin.address() + "/1k")
        .strip();
  }

  private List<Cell> measure(List<Contender> contenders, Testbed.Pod origin) {
    List<Load> loads = options.loads().stream().filter(each -> each.path().equals("/1k")).toList();
    List<Cell> cells = new ArrayList<>();
    for (int round = 0; round <= options.rounds(); round++) {
      System.err.println(
          round == 0 ? "bench: warming up" : "bench: round " + round + " of " + options.rounds());
      for (Load load : loads) {
        for (Contender contender : contenders) {
          Cell cell = Cell.measure(shell, contender, load, origin, round, options.seconds());
          if (round > 0) {
            cells.add(cell);
          }
        }
      }
    }
    return cells;
  }

  private String report(List<Cell> cells, List<Contender> contenders) {
    StringBuilder out = new StringBuilder();
    out.append(
        "%d policies on the calling pod; median [min-max] of %d interleaved rounds of %d s%n"
            .formatted(POLICIES, options.rounds(), options.seconds()));
    for (String load : cells.stream().map(Cell::load).distinct().toList()) {
      out.append(
          "%n%-14s %-26s %-22s %-22s %s%n"
              .formatted(load, "requests/s", "CPU us/request", "p99 us", "errors"));
      for (Contender each : contenders) {
        List<Cell> mine = of(cells, each.name(), load);
        out.append(
            String.format(
                Locale.ROOT,
                "  %-12s %-26s %-22s %-22s %d%n",
                each.name(),
                spread(mine, cell -> cell.reading().perSecond()).text(0),
                spread(mine, Cell::cpuMicrosPerRequest).text(1),
                spread(mine, cell -> cell.reading().p99Micros()).text(0),
                mine.stream().mapToLong(cell -> cell.reading().errors()).sum()));
      }
      out.append(
          Arrays.stream(RATIOS.toArray(String[][]::new))
              .map(pair -> compared(cells, pair, load))
              .collect(Collectors.joining()));
    }
    return out.toString();
  }

  private static String compared(List<Cell> cells, String[] pair, String load) {
    List<Cell> ours = of(cells, pair[0], load);
    List<Cell> others = of(cells, pair[1], load);
    double[] rates = new double[ours.size()];
    double[] costs = new double[ours.size()];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = ours.get(i).reading().perSecond() / others.get(i).reading().perSecond();
      costs[i] = ours.get(i).cpuMicrosPerRequest() / others.get(i).cpuMicrosPerRequest();
    }
    return "  %s / %s: requests/s %s, CPU per request %s%n"
        .formatted(pair[0], pair[1], Spread.of(rates).text(2), Spread.of(costs).text(2));
  }

  private static List<Cell> of(List<Cell> cells, String contender, String load) {
    return cells.stream()
        .filter(each -> each.contender().equals(contender) && each.load().equals(load))
        .toList();
  }

  private static Spread spread(List<Cell> cells, ToDoubleFunction<Cell> value) {
    return Spread.of(cells.stream().mapToDouble(value).toArray());
  }
}

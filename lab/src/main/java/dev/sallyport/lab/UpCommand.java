// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.network.LabFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts a lab, tells how far it is, and keeps it until it is stopped. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Start the lab with the demo shop and Sallyport, and keep it up until Ctrl-C.",
    footer = {
      "",
      "  ./sallyport up                       the demo",
      "  ./sallyport up --rate 50             more customers",
      "  ./sallyport up -f my-app/            your own Kubernetes YAML instead of the shop",
      "  ./sallyport up --only-lab            without Sallyport",
      "  ./sallyport up --tier steer          as without root: no namespaces, listeners in front of Services",
      "",
      "Tier node captures inside each pod's network namespace and needs root. Without root, or where",
      "namespaces are not allowed, tier steer is used: every program has a loopback address of its own,",
      "and Sallyport listens in front of each Service. It shows the same blueprint with fewer layers:",
      "lookups, probes and what goes past the listeners are not seen."
    })
final class UpCommand implements Callable<Integer> {
  private static final Duration DATA_PLANE_PATIENCE = Duration.ofSeconds(15);

  static final String READY = "ready";

  @Mixin private NameOption lab = new NameOption();

  @Option(
      names = "--rate",
      description = "Customers' requests per second (default: ${DEFAULT-VALUE}).")
  private int rate = 20;

  @Option(
      names = "--duration",
      description = "End by itself after this many seconds (default: never).")
  private long durationSeconds;

  @Option(
      names = "--port",
      description = "Port of the web page on 127.0.0.1 (default: ${DEFAULT-VALUE}; 0: any).")
  private int port = 7080;

  @Option(
      names = "--api-port",
      description = "Also offer the lab's Kubernetes API on this port of 127.0.0.1.")
  private int apiPort = -1;

  @Option(
      names = "--tier",
      description = "node or steer (default: node where this machine allows it, else steer).")
  private Tier tier = LabOptions.isRoot() ? Tier.NODE : Tier.STEER;

  @Option(names = "--only-lab", description = "Do not install Sallyport.")
  private boolean onlyLab;

  @Option(
      names = "-f",
      description = "Own Kubernetes YAML (files or directories) instead of the shop.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--no-browser",
      description = "Accepted for scripts; no browser is opened anyway.")
  private boolean noBrowser;

  @Option(
      names = "--detach",
      description = "Return when everything is ready; end it with ./sallyport down.")
  private boolean detach;

  private final Progress progress = new Progress();
  private volatile boolean ending;

  @Override
  public Integer call() throws IOException {
    if (detach) {
      return Detached.run(lab.options());
    }
    LabOptions options = lab.options().with("SHOP_RATE", Integer.toString(rate)).with(tier);
    List<String> application =
        files.isEmpty() ? ShopManifests.read(options.home()) : Manifests.read(files);
    List<String> sallyport =
        onlyLab ? List.of() : SallyportManifests.read(options.home(), tier, progress);
    progress.say("starting lab '" + options.name() + "'");
    try (LabProcess process = LabProcess.start(options)) {
      Path pid = options.state().resolve("up.pid");
      Files.writeString(pid, ProcessHandle.current().pid() + " " + startMillis());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, pid)));
      progress.say(
          tier == Tier.STEER
              ? "the Kubernetes API is up, on loopback addresses"
              : "two nodes, the Kubernetes API and DNS are up");
      AdminClient admin = process.admin();
      apply(admin, sallyport);
      List<PortForward> forwards = forwards(admin);
      awaitDataPlane(process, sallyport);
      apply(admin, application);
      awaitPods(process);
      tell(options, forwards);
      hold(process);
    }
    return 0;
  }

  private static void apply(AdminClient admin, List<String> manifests) {
    manifests.forEach(yaml -> admin.ask(Json.object().put("op", "apply").put("yaml", yaml)));
  }

  /**
   * As on a real node, what watches pods should be there before they are, and should know the other
   * node's; but the application does not wait for long.
   */
  private void awaitDataPlane(LabProcess process, List<String> sallyport) {
    if (sallyport.stream().noneMatch(yaml -> yaml.contains("dev.sallyport.node.Main"))) {
      return;
    }
    progress.say(
        tier == Tier.STEER ? "Sallyport is starting" : "Sallyport is starting on both nodes");
    boolean there =
        LabCluster.await(
            DATA_PLANE_PATIENCE,
            () ->
                !process.running()
                    || waiting(process).stream().noneMatch(pod -> pod.startsWith("sallyport/")));
    progress.say(
        there
            ? (tier == Tier.STEER ? "Sallyport listens" : "both nodes capture")
                + "; starting the application"
            : "Sallyport takes long to start; the application starts meanwhile");
  }

  private static List<String> waiting(LabProcess process) {
    JsonNode summary = process.admin().ask(Json.object().put("op", "summary"));
    return StreamSupport.stream(summary.path("waiting").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  private List<PortForward> forwards(AdminClient admin) {
    List<PortForward> forwards = new ArrayList<>();
    if (!onlyLab) {
      forwards.add(
          PortForward.open(
              port,
              admin,
              Json.object().put("service", "sallyport/sallyport-control").put("port", 7080)));
    }
    if (apiPort >= 0) {
      PortForward api = PortForward.open(apiPort, admin, Json.object().put("port", 6443));
      progress.say("Kubernetes API: http://127.0.0.1:" + api.port());
    }
    return forwards;
  }

  private void awaitPods(LabProcess process) {
    String said = "";
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (process.running() && System.nanoTime() < end) {
      JsonNode summary = process.admin().ask(Json.object().put("op", "summary"));
      List<String> waiting =
          StreamSupport.stream(summary.path("waiting").spliterator(), false)
              .map(JsonNode::asText)
              .toList();
      int pods = summary.path("pods").asInt();
      String line =
          (pods - waiting.size())
              + " of "
              + pods
              + " pods ready"
              + (waiting.isEmpty() ? "" : "; waiting for " + brief(waiting));
      if (!line.equals(said)) {
        progress.say(line);
        said = line;
      }
      if (waiting.isEmpty() && pods > 0) {
        return;
      }
      pause(Duration.ofMillis(500));
    }
    progress.say(
        "some pods are not ready; see './sallyport lab kube get pods' and './sallyport lab logs POD'");
  }

  private static String brief(List<String> waiting) {
    String first = waiting.stream().limit(4).collect(Collectors.joining(", "));
    return waiting.size() > 4 ? first + " and " + (waiting.size() - 4) + " more" : first;
  }

  private void tell(LabOptions options, List<PortForward> forwards) {
    String name = options.name().equals("lab") ? "" : " --name " + options.name();
    progress.say(READY);
    if (!onlyLab) {
      int web = forwards.getFirst().port();
      String server = web == 7080 ? "" : "SALLYPORT_SERVER=http://127.0.0.1:" + web + " ";
      System.out.printf("%n  Web page   http://127.0.0.1:%d/ (no login: this machine only)%n", web);
      System.out.printf("  Blueprint  %s./sallyport blueprint%n", server);
      System.out.printf("  Capture    %s./sallyport status%n", server);
    }
    System.out.printf("  Pods       ./sallyport lab kube get pods%s%n", name);
    System.out.printf("  Inside     ./sallyport lab exec%s POD -- sh%n%n", name);
    if (tier == Tier.STEER) {
      System.out.println(
          "Tier steer: seen is what is dialled to a Service or a named host outside; lookups, probes and"
              + " what goes past\nthe listeners are not. Nothing is called captured.\n");
    }
    System.out.println(
        "Ctrl-C (or ./sallyport down" + name + ") ends it and leaves nothing behind.");
  }

  private void hold(LabProcess process) {
    long end = System.nanoTime() + Duration.ofSeconds(durationSeconds).toNanos();
    while (process.running() && (durationSeconds == 0 || System.nanoTime() < end)) {
      pause(Duration.ofMillis(200));
    }
    if (!process.running()) {
      throw new LabFailure(
          "the lab ended by itself; its last words are in " + LabProcess.log(lab.options()));
    }
  }

  private void end(LabProcess process, Path pid) {
    ending = true;
    process.close();
    try {
      Files.deleteIfExists(pid);
    } catch (IOException e) {
      // The next start replaces it.
    }
  }

  private static long startMillis() {
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(java.time.Instant::toEpochMilli)
        .orElse(0L);
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.trial;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.deploy.chart.Chart;
import dev.sallyport.deploy.chart.Release;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One trial: installs the chart as Helm renders it, runs a demo beside it, holds the picture
 * against what the demo does, upgrades, takes all away and looks for what stayed. Each fact is told
 * as soon as it is found. Not thread-safe.
 */
public final class Trial {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final String OURS = "app.kubernetes.io/name";

  /** The demo asks ten times a second; a picture of a few windows is enough. */
  private static final long CALLS_ENOUGH = 100;

  private static final int DRAIN_SECONDS = 20;

  private final Cluster cluster;
  private final Surroundings surroundings;
  private final Chart chart;
  private final TrialSettings settings;
  private final Consumer<Fact> told;
  private final Consumer<String> troubles;
  private final Patience patience;
  private final List<HasMetadata> applied = new ArrayList<>();
  private final List<HasMetadata> definitions = new ArrayList<>();
  private boolean allHolds = true;
  private long installedAtNanos;

  /**
   * Returns a trial that has not begun.
   *
   * @param client the cluster, with the rights of an administrator
   * @param surroundings what is particular about it
   * @param chart what is installed
   * @param settings how
   * @param told given each fact
   * @param troubles given lines that say why a fact does not hold
   */
  public Trial(
      KubernetesClient client,
      Surroundings surroundings,
      Chart chart,
      TrialSettings settings,
      Consumer<Fact> told,
      Consumer<String> troubles) {
    this.cluster = new Cluster(requireNonNull(client, "client"));
    this.surroundings = requireNonNull(surroundings, "surroundings");
    this.chart = requireNonNull(chart, "chart");
    this.settings = requireNonNull(settings, "settings");
    this.told = requireNonNull(told, "told");
    this.troubles = requireNonNull(troubles, "troubles");
    this.patience = new Patience(settings.patience(), LOOK);
  }

  /**
   * Runs the trial.
   *
   * @return whether every fact holds
   * @throws IOException when the chart cannot be read
   */
  public boolean run() throws IOException, InterruptedException {
    if (!describe()) {
      return false;
    }
    try {
      boolean runs = install();
      if (runs && demo()) {
        look();
        enforce();
        upgrade();
      }
    } finally {
      if (!settings.keep()) {
        uninstall();
      }
    }
    return allHolds;
  }

  /** Tells what the cluster is; false when Sallyport is there already. */
  private boolean describe() {
    List<Node> nodes = cluster.nodes();
    fact("Kubernetes", true, cluster.version() + ", " + nodes.size() + " nodes");
    Map<String, Long> kinds =
        nodes.stream()
            .map(node -> node.getStatus().getNodeInfo())
            .filter(java.util.Objects::nonNull)
            .map(
                info ->
                    String.join(
                        ", ",
                        info.getContainerRuntimeVersion(),
                        info.getOsImage(),
                        "Linux " + info.getKernelVersion(),
                        info.getArchitecture()))
            .collect(Collectors.groupingBy(it -> it, TreeMap::new, Collectors.counting()));
    kinds.forEach((kind, count) -> fact("nodes of a kind", true, count + " x " + kind));
    long others =
        cluster
            .client()
            .apps()
            .daemonSets()
            .inAnyNamespace()
            .withLabel(OURS, "sallyport")
            .list()
            .getItems()
            .stream()
            .count();
    return fact(
        "no other Sallyport runs here",
        others == 0,
        others == 0 ? "none" : others + " found: two would contend for the same pods");
  }

  private boolean install() throws IOException, InterruptedException {
    installedAtNanos = System.nanoTime();
    for (String each : chart.definitions()) {
      HasMetadata definition = object(each);
      if (!cluster.exists(definition)) {
        definitions.add(definition);
      }
      cluster.apply(definition);
    }
    for (HasMetadata each : release(Map.of())) {
      apply(each);
    }
    fact("the chart's objects are accepted by the API server", true, applied.size() + " objects");
    boolean control = await("control is ready", () -> cluster.unready(only(Deployment.class)));
    boolean nodes =
        await(
            "a node program is ready on every node", () -> cluster.unready(only(DaemonSet.class)));
    return control && nodes;
  }

  private boolean demo() throws InterruptedException {
    List<Deployment> deployments = new ArrayList<>();
    for (HasMetadata each : DemoObjects.of(settings.demoNamespace(), settings.demoImage())) {
      apply(each);
      if (each instanceof Deployment deployment) {
        deployments.add(deployment);
      }
    }
    boolean runs = true;
    for (Deployment each : deployments) {
      runs &= await(each.getMetadata().getName() + " runs", () -> cluster.unready(each));
    }
    return runs;
  }

  private void look() throws InterruptedException {
    try (ControlReader control = new ControlReader(surroundings.toControl(settings.name()))) {
      await("every node is linked to control", () -> unlinked(control));
      await("every pod of the demo is proven captured", () -> uncaptured(control));
      boolean seen =
          await(
              "the blueprint has the edge demo-client to demo-server",
              () -> edge(control).isPresent() ? Optional.empty() : Optional.of("no such edge"));
      if (seen) {
        fact(
            "from nothing to a blueprint within two minutes",
            sinceInstall() < 120,
            "%.0f s".formatted(sinceInstall()));
        await("the edge counts calls", () -> atLeast(control, CALLS_ENOUGH));
        describe(edge(control).orElseThrow());
      }
      JsonNode status = control.read("status");
      fact(
          "control reads the whole cluster",
          status.path("kubernetes").path("ok").asBoolean(),
          status.path("kubernetes").path("message").asText("all kinds are watched"));
      fact(
          "pods of the cluster that are captured",
          true,
          count(status, "captured") + " of " + status.path("pods").size());
      whyNot(status).forEach(troubles);
    }
  }

  private void describe(JsonNode edge) {
    String operations =
        StreamSupport.stream(edge.path("operations").spliterator(), false)
            .map(each -> each.path("key").asText())
            .collect(Collectors.joining(", "));
    fact("its operations are named by templates", operations.contains("{"), operations);
    fact(
        "both ends are proven",
        true,
        edge.path("sourceProof").asText() + ", " + edge.path("targetProof").asText());
    fact(
        "its latency is known",
        edge.path("p50Millis").isNumber(),
        "median %.1f ms, p99 %.1f ms"
            .formatted(edge.path("p50Millis").asDouble(), edge.path("p99Millis").asDouble()));
  }

  /** One policy refuses one method and path between two workloads; all else goes on. */
  private void enforce() throws InterruptedException {
    HasMetadata policy = DemoObjects.policy(settings.demoNamespace());
    cluster.apply(policy);
    boolean refused =
        await(
            "a policy refuses GET " + DemoObjects.REFUSED + " from demo-client",
            () -> refused().isEmpty() ? Optional.of("no call was refused") : Optional.empty());
    if (refused) {
      List<String> others =
          refused().stream()
              .filter(line -> !line.equals("refused " + DemoObjects.REFUSED + " with 403"))
              .distinct()
              .toList();
      fact("and refuses nothing else", others.isEmpty(), String.join(", ", others));
    }
    cluster.delete(policy);
    if (refused) {
      await("without the policy it is answered again", this::refusing);
    }
  }

  /** The client asks for each order once in five seconds. */
  private Optional<String> refusing() {
    long before = refused().size();
    java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofSeconds(8).toNanos());
    long after = refused().size();
    return after == before ? Optional.empty() : Optional.of("calls are refused still");
  }

  private List<String> refused() {
    return clientLog().filter(line -> line.startsWith("refused")).toList();
  }

  private Stream<String> clientLog() {
    return cluster.log(settings.demoNamespace(), "app", DemoObjects.CLIENT).lines();
  }

  /** Replaces all pods of the node program by others of a template that differs. */
  private void upgrade() throws IOException, InterruptedException {
    Map<String, Object> node = Map.of("podAnnotations", Map.of("sallyport.dev/trial", "upgraded"));
    long unansweredBefore = unanswered();
    long namelessBefore = nameless();
    for (HasMetadata each : release(Map.of("node", node))) {
      cluster.apply(surroundings.dressed(each));
    }
    await("the node programs are replaced", () -> cluster.unready(only(DaemonSet.class)));
    try (ControlReader control = new ControlReader(surroundings.toControl(settings.name()))) {
      await("every pod of the demo is captured again", () -> uncaptured(control));
      long before = calls(control);
      await("calls are counted again", () -> atLeast(control, before + CALLS_ENOUGH));
    }
    if (overlaps()) {
      long unanswered = unanswered() - unansweredBefore;
      fact("no call failed meanwhile", unanswered == 0, unanswered + " calls unanswered");
      long nameless = nameless() - namelessBefore;
      fact("and each had a name", nameless == 0, nameless + " calls from nobody");
    }
  }

  private boolean overlaps() {
    return only(DaemonSet.class).getSpec().getTemplate().getSpec().getContainers().stream()
        .flatMap(each -> each.getEnv().stream())
        .anyMatch(each -> each.getName().equals("SALLYPORT_HANDOVER"));
  }

  private long nameless() {
    try (ControlReader control = new ControlReader(surroundings.toControl(settings.name()))) {
      return new Blueprint(control.read("blueprint"))
          .nameless(settings.demoNamespace(), DemoObjects.SERVER);
    }
  }

  private void uninstall() throws InterruptedException {
    long from = unanswered();
    List<HasMetadata> release =
        applied.stream().filter(each -> !isOfDemo(each)).toList().reversed();
    release.forEach(cluster::delete);
    definitions.reversed().forEach(cluster::delete);
    List<HasMetadata> whole = new ArrayList<>(release);
    whole.addAll(definitions);
    await("uninstall leaves none of its objects", () -> left(whole));
    if (applied.stream().anyMatch(this::isOfDemo)) {
      long after = unanswered();
      fact(
          "the demo goes on while Sallyport is taken away",
          after - from <= 1,
          (after - from) + " calls unanswered (at most the one that is under way)");
      List<HasMetadata> demo = applied.stream().filter(this::isOfDemo).toList().reversed();
      demo.forEach(cluster::delete);
      await("nothing of the demo is left", () -> left(demo));
    }
  }

  private Optional<String> left(List<HasMetadata> objects) {
    String left =
        objects.stream()
            .filter(cluster::exists)
            .map(each -> each.getKind() + "/" + each.getMetadata().getName())
            .collect(Collectors.joining(", "));
    return left.isEmpty() ? Optional.empty() : Optional.of("left: " + left);
  }

  private Optional<String> unlinked(ControlReader control) {
    int wanted =
        cluster.client().resource(only(DaemonSet.class)).get().getStatus().getNumberReady();
    long linked =
        StreamSupport.stream(control.read("status").path("nodes").spliterator(), false)
            .filter(node -> node.path("connected").asBoolean())
            .count();
    return linked >= wanted ? Optional.empty() : Optional.of(linked + " of " + wanted);
  }

  private Optional<String> uncaptured(ControlReader control) {
    List<JsonNode> pods =
        StreamSupport.stream(control.read("status").path("pods").spliterator(), false)
            .filter(pod -> pod.path("namespace").asText().equals(settings.demoNamespace()))
            .toList();
    String missing =
        pods.stream()
            .filter(pod -> !pod.path("state").asText().equals("captured"))
            .map(pod -> pod.path("name").asText() + ": " + pod.path("because").asText("pending"))
            .collect(Collectors.joining("; "));
    if (pods.size() < 3) {
      return Optional.of(pods.size() + " pods known (expected: 3)");
    }
    return missing.isEmpty() ? Optional.empty() : Optional.of(missing);
  }

  private Optional<JsonNode> edge(ControlReader control) {
    return new Blueprint(control.read("blueprint"))
        .edge(settings.demoNamespace(), DemoObjects.CLIENT, DemoObjects.SERVER);
  }

  private Optional<String> atLeast(ControlReader control, long calls) {
    long counted = calls(control);
    return counted >= calls ? Optional.empty() : Optional.of(counted + " calls of " + calls);
  }

  private long calls(ControlReader control) {
    return new Blueprint(control.read("blueprint"))
        .calls(settings.demoNamespace(), DemoObjects.CLIENT, DemoObjects.SERVER);
  }

  private static long count(JsonNode status, String state) {
    return StreamSupport.stream(status.path("pods").spliterator(), false)
        .filter(pod -> pod.path("state").asText().equals(state))
        .count();
  }

  private static List<String> whyNot(JsonNode status) {
    return StreamSupport.stream(status.path("pods").spliterator(), false)
        .filter(pod -> !pod.path("state").asText().equals("captured"))
        .map(
            pod ->
                pod.path("namespace").asText()
                    + "/"
                    + pod.path("name").asText()
                    + " is not captured: "
                    + pod.path("because").asText("pending"))
        .toList();
  }

  private long unanswered() {
    if (applied.stream().noneMatch(this::isOfDemo)) {
      return 0;
    }
    return clientLog().filter(line -> line.startsWith("not answered")).count();
  }

  private List<HasMetadata> release(Map<String, Object> more) throws IOException {
    Map<String, Object> values = new HashMap<>(settings.values());
    values.put("namespace", Map.of("create", true));
    values.put("fullnameOverride", settings.name());
    values.put("node", brief(values.get("node")));
    more.forEach(
        (key, value) ->
            values.merge(
                key,
                value,
                (before, now) -> {
                  Map<Object, Object> both = new HashMap<>((Map<?, ?>) before);
                  both.putAll((Map<?, ?>) now);
                  return both;
                }));
    return chart
        .documents(new Release(settings.name(), settings.name(), cluster.version(), values))
        .stream()
        .map(Trial::object)
        // A second rendering has another random key.
        .filter(each -> more.isEmpty() || !each.getKind().equals("Secret"))
        .sorted(java.util.Comparator.comparing(each -> !each.getKind().equals("Namespace")))
        .toList();
  }

  /** A node counts as upgraded once the program before has ended, which is not waited for long. */
  private static Map<Object, Object> brief(@Nullable Object node) {
    Map<Object, Object> brief = new HashMap<>(node instanceof Map<?, ?> given ? given : Map.of());
    brief.putIfAbsent("drainSeconds", DRAIN_SECONDS);
    return brief;
  }

  private static HasMetadata object(String document) {
    return Serialization.unmarshal(document);
  }

  private void apply(HasMetadata object) {
    HasMetadata dressed = surroundings.dressed(object);
    applied.add(dressed);
    cluster.apply(dressed);
  }

  private boolean isOfDemo(HasMetadata object) {
    return settings.demoNamespace().equals(object.getMetadata().getNamespace())
        || settings.demoNamespace().equals(object.getMetadata().getName());
  }

  private <T extends HasMetadata> T only(Class<T> type) {
    return applied.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  private double sinceInstall() {
    return (System.nanoTime() - installedAtNanos) / 1e9;
  }

  private boolean await(String claim, Patience.Look look) throws InterruptedException {
    long from = System.nanoTime();
    Optional<String> missing = patience.until(look);
    boolean holds =
        fact(
            claim,
            missing.isEmpty(),
            missing.orElseGet(() -> "%.0f s".formatted((System.nanoTime() - from) / 1e9)));
    if (!holds) {
      cluster.troubles(settings.name()).forEach(troubles);
      cluster.troubles(settings.demoNamespace()).forEach(troubles);
    }
    return holds;
  }

  private boolean fact(String claim, boolean holds, String found) {
    allHolds &= holds;
    told.accept(new Fact(claim, holds, found));
    return holds;
  }
}

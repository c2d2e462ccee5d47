// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.lab.LabCluster;
import dev.sallyport.lab.LabOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The lab with Sallyport installed and the shop running, without customers: each test brings its
 * own, so that it knows what was sent.
 */
final class ProtectedShop implements AutoCloseable {
  private static final Set<String> APPLICATIONS = Set.of("shop", "data", "ai", "ingress-nginx");
  private static final int NODES = 2;
  private static final String LAB_YAML = "lab/src/main/resources/";
  private static final AtomicLong STARTED = new AtomicLong();
  private static final String NO_CUSTOMERS =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: customers
        namespace: default
        labels: {lab.sallyport.dev/outside: "true"}
      data:
        hosts: |
          - name: customers
            address: 203.0.113.77
            command: ["sleep", "100000"]
      """;

  private final LabCluster cluster;
  private final URI api;
  private final ShopCounts counts;
  private final Path home;
  private final Path state;
  private final ObjectMapper json = new ObjectMapper();

  private ProtectedShop(LabCluster cluster, URI api, LabOptions options) {
    this.cluster = cluster;
    this.api = api;
    this.counts = new ShopCounts(api, options.state().resolve("counts"));
    this.home = options.home();
    this.state = options.state();
  }

  /** Starts all of it and returns when every pod is ready and proven to be captured. */
  static ProtectedShop start() {
    return start(UnaryOperator.identity());
  }

  /** Starts the same with changes made to the YAML of Sallyport. */
  static ProtectedShop start(UnaryOperator<String> change) {
    LabOptions options =
        LabOptions.named("e2e-" + ProcessHandle.current().pid() + "-" + STARTED.incrementAndGet());
    Path home = options.home();
    LabCluster cluster = LabCluster.start(options);
    try {
      yaml(home.resolve("deploy/charts/sallyport/crds")).forEach(cluster::apply);
      yaml(home.resolve(LAB_YAML + "sallyport")).map(change).forEach(cluster::apply);
      yaml(home.resolve(LAB_YAML + "shop"))
          .filter(text -> !text.contains("driver"))
          .forEach(cluster::apply);
      cluster.apply(NO_CUSTOMERS);
      URI api = cluster.forward("sallyport", "sallyport-control", 7080);
      ProtectedShop shop = new ProtectedShop(cluster, api, options);
      shop.await("every pod is ready", () -> shop.allReady(), () -> shop.unready().toString());
      shop.await(
          "every pod is captured",
          () -> shop.notCaptured().isEmpty(),
          () -> shop.notCaptured().toString());
      shop.await("every node knows the cluster", shop::everyNodeHasRules);
      return shop;
    } catch (RuntimeException | AssertionError e) {
      cluster.close();
      throw e;
    }
  }

  /** Whether this machine lets the test make a lab. */
  static boolean isPossible() {
    return ProcessHandle.current().info().user().orElse("").equals("root")
        && Files.isExecutable(Path.of("/usr/bin/unshare"));
  }

  /** Returns the directory of the lab. */
  Path state() {
    return state;
  }

  /** Returns where the control program is. */
  URI api() {
    return api;
  }

  LabCluster cluster() {
    return cluster;
  }

  Path home() {
    return home;
  }

  /**
   * Sends exactly so many requests as customers through the ingress and returns what was counted.
   */
  JsonNode customers(int count, String... more) {
    List<String> command =
        Stream.concat(
                Stream.of(
                    home.resolve("lab/shop/run").toString(),
                    "driver",
                    "--target=http://shop.example",
                    "--rate=60",
                    "--connections=8",
                    "--count=" + count),
                Stream.of(more))
            .toList();
    LabCluster.Ended ended = cluster.execIn("out-customers", command.toArray(String[]::new));
    try {
      return json.readTree(ended.out());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the driver ended with " + ended.code() + ": " + ended.err(), e);
    }
  }

  JsonNode blueprint() {
    return counts.blueprint();
  }

  JsonNode status() {
    return counts.status();
  }

  JsonNode get(String path) {
    return counts.get(path);
  }

  /** Returns exchanges by operation on the edges from one party to another, by party id. */
  Map<String, Long> exchanges(String source, String target) {
    return counts.exchanges(source, target);
  }

  /** Returns what callers did that ought to have a name and have none; empty when there is none. */
  String nameless() {
    return counts.nameless();
  }

  /** Returns the card numbers that one party sends another in requests. */
  JsonNode cards(String source, String target) {
    return counts.cards(source, target);
  }

  /** Returns how often each operation was called, as the programs of the shop counted it. */
  Map<String, Long> told() {
    return counts.told();
  }

  /** Returns the same as the blueprint has it. */
  Map<String, Long> eastWest() {
    return counts.eastWest();
  }

  /** Waits until nothing was called for longer than summaries are on their way. */
  void settle() {
    counts.settle();
  }

  void await(String what, BooleanSupplier condition) {
    counts.await(what, condition);
  }

  /** Waits, and on failure says what was still missing. */
  void await(String what, BooleanSupplier condition, Supplier<String> missing) {
    counts.await(what, condition, missing);
  }

  /** Returns who calls whom how often, by part of a name, and what the nodes say of themselves. */
  String everything(String part) {
    StringBuilder text = new StringBuilder(counts.calls(part));
    for (String node : List.of("node-a", "node-b")) {
      text.append("\n")
          .append(cluster.execIn(node, "curl", "-s", "http://127.0.0.1:15020/metrics").out());
    }
    return text.append("\n  ").append(status().path("nodes")).toString();
  }

  /** Sends customers while the caller does something else; what was counted comes at the end. */
  CompletableFuture<JsonNode> customersMeanwhile(int count, String... more) {
    return CompletableFuture.supplyAsync(
        () -> customers(count, more), task -> Thread.ofVirtual().start(task));
  }

  /** Asks the shop for a page as one customer. */
  void customer(String path) {
    LabCluster.Ended ended =
        cluster.execIn(
            "out-customers", "curl", "-s", "-o", "/dev/null", "http://shop.example" + path);
    if (ended.code() != 0) {
      throw new AssertionError("curl ended with " + ended.code() + ": " + ended.err());
    }
  }

  /**
   * Returns the files of Sallyport, its state and its logs, that hold one of the texts. The
   * database may keep long values compressed, so that a text need not stand there in one piece;
   * what is stored there is what the journal held before.
   */
  List<Path> filesWithAnyOf(List<String> texts) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path file : filesOfSallyport()) {
      String content;
      try {
        content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      } catch (NoSuchFileException gone) {
        // The programs go on, and remove what they need no more.
        continue;
      }
      if (texts.stream().anyMatch(content::contains)) {
        found.add(file);
      }
    }
    return found;
  }

  /** Returns how many files of state or logs Sallyport has with something in them. */
  long storedSummaries() throws IOException {
    return filesOfSallyport().stream().filter(file -> file.toString().contains("postgres")).count();
  }

  private List<Path> filesOfSallyport() throws IOException {
    List<Path> files = new ArrayList<>();
    for (JsonNode pod : cluster.pods("sallyport", "")) {
      Path own = state.resolve("pods").resolve(pod.at("/metadata/uid").asText());
      Files.walkFileTree(
          own,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile()) {
                files.add(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure)
                throws IOException {
              if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw failure;
            }
          });
    }
    try (Stream<Path> logs = Files.list(state.resolve("logs"))) {
      logs.filter(log -> log.getFileName().toString().startsWith("sallyport_")).forEach(files::add);
    }
    return files;
  }

  /**
   * Returns the pods of the cluster's network that are not proven to be captured, with the reason.
   * A control program that is young knows of no pods at all.
   */
  List<String> notCaptured() {
    JsonNode pods = status().path("pods");
    Set<String> known =
        stream(pods).map(pod -> pod.path("name").asText()).collect(Collectors.toSet());
    return Stream.concat(
            stream(pods)
                .filter(pod -> !pod.path("state").asText().equals("captured"))
                .filter(pod -> !pod.path("name").asText().startsWith("sallyport-node"))
                .map(pod -> pod.path("name").asText() + ": " + pod.path("because").asText()),
            services().stream()
                .filter(pod -> APPLICATIONS.contains(pod.at("/metadata/namespace").asText()))
                .map(pod -> pod.at("/metadata/name").asText())
                .filter(name -> !known.contains(name))
                .map(name -> name + ": control does not know it yet"))
        .toList();
  }

  static Stream<JsonNode> stream(JsonNode array) {
    return java.util.stream.StreamSupport.stream(array.spliterator(), false);
  }

  @Override
  public void close() {
    cluster.close();
  }

  /** Rules come with the inventory by which nodes name who is at the other end. */
  private boolean everyNodeHasRules() {
    return stream(status().path("nodes"))
            .filter(node -> node.path("rulesetAgeSeconds").isIntegralNumber())
            .count()
        == NODES;
  }

  private boolean allReady() {
    return services().size() > 10 && unready().isEmpty();
  }

  private List<String> unready() {
    return services().stream()
        .filter(pod -> !LabCluster.ready(pod))
        .map(pod -> pod.at("/metadata/name").asText())
        .toList();
  }

  private List<JsonNode> services() {
    return cluster.pods("", "").stream()
        .filter(pod -> pod.at("/spec/restartPolicy").asText().equals("Always"))
        .toList();
  }

  private static Stream<String> yaml(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted()
          .map(ProtectedShop::read)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

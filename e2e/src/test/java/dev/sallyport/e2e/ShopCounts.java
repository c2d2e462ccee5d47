// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.LabCluster;
import dev.sallyport.lab.shop.ShopTruth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What Sallyport's API says of the shop, and what the shop's programs say themselves. */
final class ShopCounts {
  /** Longer than anything takes on a machine that has much else to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(240);

  /** Longer than a summary is on its way. */
  private static final Duration QUIET = Duration.ofSeconds(12);

  private final URI api;
  private final Path countsDirectory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  /** Reads from an API and from the directory in which the programs keep their counts. */
  ShopCounts(URI api, Path countsDirectory) {
    this.api = api;
    this.countsDirectory = countsDirectory;
  }

  JsonNode blueprint() {
    return get("/api/v1/blueprint");
  }

  JsonNode status() {
    return get("/api/v1/status");
  }

  /** Returns exchanges by operation on the edges from one party to another, by party id. */
  Map<String, Long> exchanges(String source, String target) {
    Map<String, Long> counts = new TreeMap<>();
    for (JsonNode edge : blueprint().path("edges")) {
      if (edge.path("source").asText().equals(source)
          && edge.path("target").asText().equals(target)) {
        for (JsonNode operation : edge.path("operations")) {
          counts.merge(
              operation.path("key").asText(), operation.path("exchanges").asLong(), Long::sum);
        }
      }
    }
    return counts;
  }

  /** Returns what callers did that ought to have a name and have none. */
  String nameless() {
    return calls("unidentified/ADDRESS_AMBIGUOUS -> ")
        + calls("unidentified/CLUSTER_ADDRESS_UNKNOWN -> ");
  }

  /** Returns the card numbers that one party sends another in requests; missing when none. */
  JsonNode cards(String source, String target) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    Set<String> fingerprints = new TreeSet<>();
    long count = 0;
    for (JsonNode flow : get("/api/v1/data?class=CREDIT_CARD").path("flows")) {
      if (flow.path("direction").asText().equals("request")
          && flow.path("source").asText().equals(source)
          && flow.path("target").asText().equals(target)) {
        // The same calls seen from either end are two flows; each call is in one of them.
        all.setAll((ObjectNode) flow);
        count += flow.path("count").asLong();
        flow.path("fingerprints").forEach(each -> fingerprints.add(each.asText()));
      }
    }
    if (count == 0) {
      return MissingNode.getInstance();
    }
    all.put("count", count).put("distinct", fingerprints.size());
    ArrayNode joined = all.putArray("fingerprints");
    fingerprints.forEach(joined::add);
    return all;
  }

  /**
   * Returns who calls whom how often, where one of both has the text in its name, for messages of
   * failure.
   */
  String calls(String part) {
    StringBuilder text = new StringBuilder();
    for (JsonNode edge : blueprint().path("edges")) {
      String ends = edge.path("source").asText() + " -> " + edge.path("target").asText();
      if (ends.contains(part)) {
        text.append("\n  ")
            .append(ends)
            .append(' ')
            .append(edge.path("protocol").asText())
            .append(' ')
            .append(edge.path("exchanges").asLong());
        for (JsonNode operation : edge.path("operations")) {
          text.append("\n    ")
              .append(operation.path("key").asText())
              .append(' ')
              .append(operation.path("exchanges").asLong());
        }
      }
    }
    return text.toString();
  }

  /**
   * Returns how often each HTTP or gRPC operation was called between workloads, as the programs
   * that answered counted it: {@code source target operation}. Probes and the ingress are left out.
   */
  Map<String, Long> told() {
    try {
      Map<String, Long> counts = new TreeMap<>();
      for (ShopTruth.Told told : ShopTruth.answered(countsDirectory)) {
        if (isCounted(told.source())) {
          counts.merge(
              told.source() + " " + told.target() + " " + told.operation(),
              told.count(),
              Long::sum);
        }
      }
      return counts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until nothing was called for longer than summaries are on their way. */
  void settle() {
    AtomicReference<Map<String, Long>> last = new AtomicReference<>(Map.of());
    AtomicLong since = new AtomicLong(System.nanoTime());
    await(
        "nothing is called any more",
        () -> {
          Map<String, Long> now = told();
          eastWest().forEach((call, count) -> now.put("seen " + call, count));
          if (!now.equals(last.getAndSet(now))) {
            since.set(System.nanoTime());
          }
          return System.nanoTime() - since.get() > QUIET.toNanos();
        });
  }

  /** Returns the same as the blueprint has it. */
  Map<String, Long> eastWest() {
    Map<String, Long> counts = new TreeMap<>();
    for (JsonNode edge : blueprint().path("edges")) {
      String source = shortName(edge.path("source").asText());
      String protocol = edge.path("protocol").asText();
      if (isCounted(source) && List.of("http", "h2", "grpc").contains(protocol)) {
        for (JsonNode operation : edge.path("operations")) {
          counts.merge(
              source
                  + " "
                  + shortName(edge.path("target").asText())
                  + " "
                  + operation.path("key").asText(),
              operation.path("exchanges").asLong(),
              Long::sum);
        }
      }
    }
    counts.keySet().removeIf(key -> key.contains(" ai/mcp-everything "));
    return counts;
  }

  /** Those that are programs of the shop, which keep counts themselves. */
  private static boolean isCounted(String source) {
    return source.startsWith("shop/") || source.equals("ai/assistant");
  }

  /** {@code workload/shop/Deployment/catalog} is {@code shop/catalog}. */
  private static String shortName(String party) {
    String[] parts = party.split("/");
    return parts.length == 4 && parts[0].equals("workload") ? parts[1] + "/" + parts[3] : party;
  }

  void await(String what, BooleanSupplier condition) {
    await(what, condition, () -> "");
  }

  /** Waits, and on failure says what was still missing. */
  void await(String what, BooleanSupplier condition, Supplier<String> missing) {
    if (!LabCluster.await(PATIENCE, () -> holds(condition))) {
      throw new AssertionError("not within " + PATIENCE + ": " + what + " " + missing.get());
    }
  }

  /** Control may not answer yet; that is a reason to wait, not to fail. */
  private static boolean holds(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  JsonNode get(String path) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(api.resolve(path)).timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(path + ": " + answer.statusCode());
      }
      return json.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What Sallyport's API says of the shop, and what the shop's programs say themselves. */
final class ShopCounts {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

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

  private JsonNode get(String path) {
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

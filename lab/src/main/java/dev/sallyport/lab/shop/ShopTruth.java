// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.lab.shop.plumbing.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the shop's programs say happened, in the words of a blueprint: workloads instead of
 * programs, replicas added up. Read from the files that the programs keep in {@code COUNTS_DIR},
 * which causes no traffic. Exact once nothing is in flight; the programs write twice a second.
 */
public final class ShopTruth {
  private static final Map<String, String> WORKLOADS =
      Map.ofEntries(
          Map.entry("storefront", "shop/storefront"),
          Map.entry("catalog", "shop/catalog"),
          Map.entry("inventory", "shop/inventory"),
          Map.entry("checkout", "shop/checkout"),
          Map.entry("payments", "shop/payments"),
          Map.entry("redis", "shop/cart-cache"),
          Map.entry("partner-webhooks", "partner/order-hooks"),
          Map.entry("assistant", "ai/assistant"),
          Map.entry("model-server", "ai/vllm-harbour-7b"),
          Map.entry("mcp-server", "ai/mcp-everything"),
          Map.entry("log-collector", "data/log-collector"),
          Map.entry("shop-db", "data/shop-db"),
          Map.entry("sales-report", "data/sales-report"),
          Map.entry("openai", "api.openai.com"),
          Map.entry("anthropic", "api.anthropic.com"),
          Map.entry("card-processor", "api.cardprocessor.example"),
          Map.entry("telemetry", "telemetry.unlisted.example"),
          // The storefront is told of customers, but it is the ingress that calls it.
          Map.entry("customer", "ingress-nginx/ingress-nginx-controller"),
          Map.entry("kube-probe", "kubelet"));

  private ShopTruth() {}

  /**
   * Returns all exchanges over HTTP and gRPC inside the cluster, as the answering side counted
   * them. Source {@code kubelet} stands for readiness probes.
   *
   * @throws IOException when the directory or a file of it cannot be read
   */
  public static List<Told> answered(Path countsDirectory) throws IOException {
    return read(countsDirectory, "received");
  }

  /**
   * Returns all exchanges, stores and outside hosts included, as the asking side counted them.
   * Commands of Redis go by their name, statements of PostgreSQL by a short label; status {@code
   * broken} stands for no answer, which includes connections that never came about.
   *
   * @throws IOException when the directory or a file of it cannot be read
   */
  public static List<Told> asked(Path countsDirectory) throws IOException {
    return read(countsDirectory, "sent");
  }

  private static List<Told> read(Path directory, String way) throws IOException {
    Map<String, Told> sums = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        JsonNode tally = Json.read(Files.readAllBytes(file));
        String program = tally.path("program").asText();
        for (JsonNode line : tally.path("lines")) {
          boolean counted = WORKLOADS.containsKey(program) && line.path("way").asText().equals(way);
          if (counted) {
            Told told = told(program, way, line);
            sums.merge(told.key(), told, Told::plus);
          }
        }
      }
    }
    return List.copyOf(sums.values());
  }

  private static Told told(String program, String way, JsonNode line) {
    String self = workload(program);
    String peer = workload(line.path("peer").asText());
    boolean sent = way.equals("sent");
    return new Told(
        sent ? self : peer,
        sent ? peer : self,
        line.path("operation").asText(),
        line.path("status").asText(),
        line.path("count").asLong());
  }

  private static String workload(String program) {
    return WORKLOADS.getOrDefault(program, program);
  }

  /**
   * How often something was called.
   *
   * @param source {@code namespace/name} of the caller's workload
   * @param target {@code namespace/name} of the called workload, or the name of a host outside
   * @param operation method and path template, full gRPC method, or the like
   * @param status status of the answer
   * @param count how often
   */
  public record Told(String source, String target, String operation, String status, long count) {
    private String key() {
      return source + " " + target + " " + operation + " " + status;
    }

    private Told plus(Told other) {
      return new Told(source, target, operation, status, count + other.count);
    }
  }
}

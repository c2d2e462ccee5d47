// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Many pods that live for a moment, call in a burst, each call over a connection of its own, and
 * leave their address to the next. Each pod is a workload by itself and calls a path that its
 * neighbours do not call, so that an exchange under a wrong name shows.
 */
final class ReusedAddresses {
  /** Calls of each pod. */
  static final int CALLS = 20;

  private static final int AT_ONCE = 10;
  private static final String CATALOG = "workload/shop/Deployment/catalog";
  private static final List<String> PATHS =
      List.of("amber", "birch", "cedar", "daisy", "ember", "fjord", "grove");

  private final ProtectedShop shop;
  private final String prefix;
  private final Map<String, String> addresses = new HashMap<>();

  ReusedAddresses(ProtectedShop shop, String prefix) {
    this.shop = shop;
    this.prefix = prefix;
  }

  /** Runs so many pods, a few at a time, and returns when all have ended. */
  void run(int pods) {
    Set<String> running = new HashSet<>();
    int started = 0;
    Deadline patience = Deadline.in(java.time.Duration.ofMinutes(15));
    while (started < pods || !running.isEmpty()) {
      if (patience.passed()) {
        throw new AssertionError("these pods do not end: " + running);
      }
      while (started < pods && running.size() < AT_ONCE) {
        shop.cluster().apply(job(started));
        running.add(name(started));
        started++;
      }
      ended().forEach(job -> retire(job, running));
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** Returns how often an address went from one pod to another. */
  int handovers() {
    return addresses.size() - new HashSet<>(addresses.values()).size();
  }

  /** Returns for each pod what it called, as it is to be seen. */
  Map<String, Map<String, Long>> expected() {
    Map<String, Map<String, Long>> expected = new TreeMap<>();
    addresses
        .keySet()
        .forEach(
            job ->
                expected.put(
                    "workload/data/Job/" + job, Map.of("GET /" + path(number(job)), (long) CALLS)));
    return expected;
  }

  /**
   * Returns the operations that may stand under a source: its own path, and bare connections. Any
   * path may stand under a source that is said to be unknown: that is an answer, and no wrong one.
   */
  Set<String> mayBeSeen(String source) {
    Set<String> may = new HashSet<>(Set.of("http:8080", "tcp:8080"));
    if (source.startsWith("unidentified")) {
      PATHS.forEach(path -> may.add("GET /" + path));
    }
    may.addAll(expected().getOrDefault(source, Map.of()).keySet());
    return may;
  }

  /**
   * Returns what the blueprint says who called these paths, unnamed callers included, and whatever
   * else it says of the pods and the catalog.
   */
  Map<String, Map<String, Long>> seen() {
    Map<String, Map<String, Long>> seen = new TreeMap<>();
    for (JsonNode edge : shop.blueprint().path("edges")) {
      if (edge.path("target").asText().equals(CATALOG)) {
        for (JsonNode operation : edge.path("operations")) {
          String key = operation.path("key").asText();
          boolean mine = edge.path("source").asText().contains("/Job/" + prefix);
          if (mine || (key.startsWith("GET /") && PATHS.contains(key.substring(5)))) {
            seen.computeIfAbsent(edge.path("source").asText(), source -> new TreeMap<>())
                .merge(key, operation.path("exchanges").asLong(), Long::sum);
          }
        }
      }
    }
    return seen;
  }

  private void retire(JsonNode pod, Set<String> running) {
    String name = pod.at("/metadata/name").asText();
    String job = name.substring(0, name.lastIndexOf('-'));
    if (!running.remove(job)) {
      return;
    }
    if (!pod.at("/status/phase").asText().equals("Succeeded")) {
      throw new AssertionError(name + " failed: " + pod.path("status"));
    }
    addresses.put(job, pod.at("/spec/nodeName").asText() + " " + pod.at("/status/podIP").asText());
    shop.cluster().delete("jobs", "data", job);
  }

  private List<JsonNode> ended() {
    List<JsonNode> ended = new ArrayList<>();
    for (JsonNode pod : shop.cluster().pods("data", prefix)) {
      if (List.of("Succeeded", "Failed").contains(pod.at("/status/phase").asText())) {
        ended.add(pod);
      }
    }
    return ended;
  }

  private String name(int number) {
    return prefix + number;
  }

  private int number(String job) {
    return Integer.parseInt(job.substring(prefix.length()));
  }

  private static String path(int number) {
    return PATHS.get(number % PATHS.size());
  }

  /**
   * Each call has a connection of its own. In HTTP/1.0, because curl sends its next request on a
   * connection that it asked to be closed itself, when the server closes without a word.
   */
  private String job(int number) {
    return ShortJob.of(
            name(number),
            "curl",
            "-s",
            "-o",
            "/dev/null",
            "-m",
            "60",
            "--http1.0",
            "http://catalog.shop:8080/%s?number=[1-%d]".formatted(path(number), CALLS))
        .yaml();
  }
}

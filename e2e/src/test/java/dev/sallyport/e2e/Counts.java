// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** Arithmetic on counts by name. */
final class Counts {
  private Counts() {}

  /** Returns by how much each count grew; those that stayed are left out. */
  static Map<String, Long> grown(Map<String, Long> before, Map<String, Long> after) {
    Map<String, Long> grown = new TreeMap<>();
    after.forEach(
        (key, count) -> {
          long more = count - before.getOrDefault(key, 0L);
          if (more != 0) {
            grown.put(key, more);
          }
        });
    return grown;
  }

  /** Returns what the customers say they sent, by operation. */
  static Map<String, Long> sent(JsonNode report) {
    Map<String, Long> sent = new TreeMap<>();
    for (JsonNode line : report.path("lines")) {
      sent.merge(
          line.path("method").asText() + " " + line.path("template").asText(),
          line.path("count").asLong(),
          Long::sum);
    }
    return sent;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.trial;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What a trial reads from the picture. */
final class Blueprint {
  private static final Set<String> NAMELESS =
      Set.of("unidentified/ADDRESS_AMBIGUOUS", "unidentified/CLUSTER_ADDRESS_UNKNOWN");

  private final JsonNode json;
  private final Map<String, JsonNode> parties = new HashMap<>();

  Blueprint(JsonNode json) {
    this.json = json;
    json.path("parties").forEach(party -> parties.put(party.path("id").asText(), party));
  }

  /**
   * Returns the edge over which one workload of the namespace speaks HTTP to another: the busiest,
   * since what only one end saw at first has an edge of its own.
   */
  Optional<JsonNode> edge(String namespace, String source, String target) {
    return edges(namespace, source, target).max(Comparator.comparingLong(Blueprint::exchanges));
  }

  /** Returns how many calls went from the one to the other, whichever end told of them. */
  long calls(String namespace, String source, String target) {
    return edges(namespace, source, target).mapToLong(Blueprint::exchanges).sum();
  }

  /**
   * Returns how many calls went to the one from callers that could not be told, though they were
   * asked about: each of them a call for which a policy by name would not have counted.
   */
  long nameless(String namespace, String target) {
    return StreamSupport.stream(json.path("edges").spliterator(), false)
        .filter(edge -> NAMELESS.contains(edge.path("source").asText()))
        .filter(edge -> isNamed(edge.path("target"), namespace, target))
        .mapToLong(Blueprint::exchanges)
        .sum();
  }

  private Stream<JsonNode> edges(String namespace, String source, String target) {
    return StreamSupport.stream(json.path("edges").spliterator(), false)
        .filter(edge -> edge.path("protocol").asText().startsWith("http"))
        .filter(edge -> isNamed(edge.path("source"), namespace, source))
        .filter(edge -> isNamed(edge.path("target"), namespace, target));
  }

  private static long exchanges(JsonNode edge) {
    return edge.path("exchanges").asLong();
  }

  private boolean isNamed(JsonNode id, String namespace, String name) {
    JsonNode party = parties.get(id.asText());
    return party != null
        && party.path("namespace").asText().equals(namespace)
        && party.path("name").asText().replaceFirst(".*/", "").equals(name);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * The application as parties and edges at one moment. Immutable.
 *
 * @param generatedAt the moment
 * @param from start of the earliest window in it; equal to {@code generatedAt} when there is none
 * @param to end of the latest window in it; equal to {@code generatedAt} when there is none
 * @param parties ends of traffic, by key
 * @param edges who calls whom, by id
 * @param provenance which nodes and windows are in it and which are missing
 */
public record Blueprint(
    Instant generatedAt,
    Instant from,
    Instant to,
    List<BlueprintParty> parties,
    List<BlueprintEdge> edges,
    Provenance provenance) {
  public Blueprint {
    requireNonNull(generatedAt, "generatedAt");
    requireNonNull(from, "from");
    requireNonNull(to, "to");
    parties = List.copyOf(parties);
    edges = List.copyOf(edges);
    requireNonNull(provenance, "provenance");
  }
}

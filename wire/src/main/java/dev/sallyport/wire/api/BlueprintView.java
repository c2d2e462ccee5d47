// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;

/**
 * The application as parties and edges.
 *
 * @param generatedAt when this picture was taken
 * @param window time that it covers
 * @param parties ends of traffic
 * @param edges who calls whom
 * @param provenance what the picture rests on
 */
public record BlueprintView(
    Instant generatedAt,
    TimeRange window,
    List<PartyView> parties,
    List<EdgeView> edges,
    ProvenanceView provenance) {
  public BlueprintView {
    parties = List.copyOf(parties);
    edges = List.copyOf(edges);
  }
}

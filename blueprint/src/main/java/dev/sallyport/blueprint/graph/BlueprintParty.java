// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Party;
import dev.sallyport.model.Protocol;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * An end of traffic in its layer.
 *
 * @param party its name
 * @param layer where it stands in the picture
 * @param served protocols in which it was called
 * @param firstSeen start of the first exchange with it
 * @param lastSeen end of the latest exchange with it
 */
public record BlueprintParty(
    Party party, PartyLayer layer, Set<Protocol> served, Instant firstSeen, Instant lastSeen) {
  public BlueprintParty {
    requireNonNull(party, "party");
    requireNonNull(layer, "layer");
    EnumSet<Protocol> copy = EnumSet.noneOf(Protocol.class);
    copy.addAll(served);
    served = Collections.unmodifiableSet(copy);
    requireNonNull(firstSeen, "firstSeen");
    requireNonNull(lastSeen, "lastSeen");
  }
}

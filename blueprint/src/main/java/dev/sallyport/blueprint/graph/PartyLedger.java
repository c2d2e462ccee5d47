// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.model.Party;
import dev.sallyport.model.Protocol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ends of all edges, with what tells their layers. Bounded by the number of edges. */
final class PartyLedger {
  private final Map<Party, Entry> entries = new HashMap<>();
  private final Map<String, Party> byKey = new HashMap<>();

  /**
   * Returns the party under which all that share its key are counted: the first that came. Records
   * can differ where keys do not, for example in how a host's name was seen.
   */
  Party known(Party party) {
    return entries.containsKey(party) ? party : byKey.getOrDefault(party.key(), party);
  }

  void add(EdgeKey key, EdgeCounts counts) {
    entry(key.source()).seen(counts);
    Entry target = entry(key.target());
    target.seen(counts);
    target.served.add(key.operation().protocol());
    if (LayerRules.isModelCall(key.operation()) && counts.failures() < counts.exchanges()) {
      target.servesModels = true;
    }
  }

  /** Counts attempts that reached nobody: they serve nothing. */
  void tried(EdgeKey key, EdgeCounts counts) {
    entry(key.source()).seen(counts);
    entry(key.target()).seen(counts);
  }

  List<BlueprintParty> list() {
    List<BlueprintParty> parties = new ArrayList<>(entries.size());
    entries.forEach((party, entry) -> parties.add(entry.party(party)));
    parties.sort(Comparator.comparing(party -> party.party().key()));
    return parties;
  }

  private Entry entry(Party party) {
    return entries.computeIfAbsent(
        party,
        added -> {
          byKey.put(added.key(), added);
          return new Entry();
        });
  }

  private static final class Entry {
    private final EnumSet<Protocol> served = EnumSet.noneOf(Protocol.class);
    private boolean servesModels;
    private long firstSeenMillis = Long.MAX_VALUE;
    private long lastSeenMillis;

    private void seen(EdgeCounts counts) {
      firstSeenMillis = Math.min(firstSeenMillis, counts.firstSeenMillis());
      lastSeenMillis = Math.max(lastSeenMillis, counts.lastSeenMillis());
    }

    private BlueprintParty party(Party party) {
      return new BlueprintParty(
          party,
          LayerRules.layer(party, served, servesModels),
          served,
          Instant.ofEpochMilli(Math.min(firstSeenMillis, lastSeenMillis)),
          Instant.ofEpochMilli(lastSeenMillis));
    }
  }
}

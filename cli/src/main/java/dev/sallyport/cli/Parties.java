// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.BlueprintView;
import dev.sallyport.wire.api.PartyView;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Names and order of parties. */
final class Parties {
  static final List<String> LAYERS =
      List.of("outside", "ingress", "workload", "datastore", "ai", "egress", "platform");

  /** From the outside in, then out again; inside a layer by namespace and name. */
  static final Comparator<PartyView> ORDER =
      Comparator.comparingInt((PartyView party) -> place(party.layer()))
          .thenComparing(party -> party.namespace() == null)
          .thenComparing(party -> Objects.requireNonNullElse(party.namespace(), ""))
          .thenComparing(PartyView::name)
          .thenComparing(PartyView::id);

  private final Map<String, PartyView> byId = new HashMap<>();

  Parties(BlueprintView view) {
    view.parties().forEach(each -> byId.put(each.id(), each));
  }

  /** Returns the name of a party in full, for example {@code shop/catalog}. */
  String name(String id) {
    PartyView party = byId.get(id);
    return party == null ? id : fullName(party);
  }

  /** Returns the party, or one made of its id when the view lacks it. */
  PartyView party(String id) {
    PartyView known = byId.get(id);
    return known != null
        ? known
        : new PartyView(
            id,
            "platform",
            "unidentified",
            id,
            null,
            null,
            null,
            null,
            List.of(),
            null,
            null,
            null,
            null);
  }

  static String fullName(PartyView party) {
    String space = party.namespace();
    return space == null || party.name().startsWith(space + "/")
        ? party.name()
        : space + "/" + party.name();
  }

  /** Returns the name without its namespace. */
  static String shortName(PartyView party) {
    String space = party.namespace();
    return space != null && party.name().startsWith(space + "/")
        ? party.name().substring(space.length() + 1)
        : party.name();
  }

  private static int place(String layer) {
    int place = LAYERS.indexOf(layer);
    return place < 0 ? LAYERS.size() : place;
  }
}

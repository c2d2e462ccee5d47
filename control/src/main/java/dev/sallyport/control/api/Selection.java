// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import dev.sallyport.wire.api.BlueprintView;
import dev.sallyport.wire.api.EdgeView;
import dev.sallyport.wire.api.PartyView;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The part of the blueprint that a request asks for.
 *
 * @param namespace only this namespace and what touches it; null for all
 * @param since only what was active in this time; null for all
 */
record Selection(@Nullable String namespace, @Nullable Duration since) {

  /**
   * Returns the selection that the parameters write; empty ones count as absent.
   *
   * @throws IllegalArgumentException saying which parameter is malformed and what was expected
   */
  static Selection of(@Nullable String namespace, @Nullable String since) {
    return new Selection(
        namespace == null || namespace.isEmpty() ? null : namespace,
        since == null || since.isEmpty() ? null : duration(since));
  }

  boolean all() {
    return namespace == null && since == null;
  }

  BlueprintView of(BlueprintView whole) {
    Predicate<EdgeView> wanted = edge -> true;
    Set<String> kept = new HashSet<>();
    String space = namespace;
    if (space != null) {
      for (PartyView each : whole.parties()) {
        if (space.equals(each.namespace())) {
          kept.add(each.id());
        }
      }
      Set<String> own = Set.copyOf(kept);
      wanted = edge -> own.contains(edge.source()) || own.contains(edge.target());
    }
    Instant from = since == null ? Instant.MIN : whole.generatedAt().minus(since);
    if (since != null) {
      wanted = wanted.and(edge -> !edge.lastSeen().isBefore(from));
    }
    List<EdgeView> edges = whole.edges().stream().filter(wanted).toList();
    for (EdgeView each : edges) {
      kept.add(each.source());
      kept.add(each.target());
    }
    Predicate<PartyView> present =
        party -> kept.contains(party.id()) || (space == null && alive(party));
    return new BlueprintView(
        whole.generatedAt(),
        whole.window(),
        whole.parties().stream().filter(present).toList(),
        edges,
        whole.provenance());
  }

  private static boolean alive(PartyView party) {
    return party.pods() != null && !Boolean.TRUE.equals(party.ended());
  }

  /** Reads {@code 90s}, {@code 15m}, {@code 2h}, {@code 7d}, or ISO-8601 such as {@code PT15M}. */
  static Duration duration(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    try {
      Duration read =
          lower.startsWith("p")
              ? Duration.parse(lower)
              : Duration.parse(lower.endsWith("d") ? "p" + lower : "pt" + lower);
      if (!read.isNegative() && !read.isZero()) {
        return read;
      }
    } catch (DateTimeParseException e) {
      // Said below, in words that name what is expected.
    }
    throw new IllegalArgumentException(
        "since: '" + text + "' (expected: a positive duration such as 90s, 15m, 2h or 7d)");
  }
}

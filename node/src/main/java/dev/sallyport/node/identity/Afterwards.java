// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.Unidentified;
import dev.sallyport.node.identity.IdentityCounters.Count;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Names ends of a connection that nobody could name when they were asked for: connections live for
 * hours, and the inventory may come a minute after the first of them. Ends of which more than one
 * name was possible stay without, and after {@link IdentityLimits#remember} so does everything,
 * because then the ledger forgets who held an address before. Confined to the connection's loop.
 */
final class Afterwards {
  private final ConnectionIdentity.Parts parts;
  private final long openedAtNanos;
  private @Nullable Identification told;

  Afterwards(ConnectionIdentity.Parts parts, long openedAtNanos) {
    this.parts = requireNonNull(parts, "parts");
    this.openedAtNanos = openedAtNanos;
  }

  /** Takes note of what was told, and returns it. */
  Identification told(Identification identification) {
    told = identification;
    return identification;
  }

  /**
   * Returns what is better than what was told, empty when nothing is.
   *
   * @param source who the source is by what is known now; asked only when it has no name
   * @param target the same of the target
   */
  Optional<Identification> better(
      long nowNanos,
      Supplier<Optional<Attribution>> source,
      Supplier<Optional<Attribution>> target) {
    Identification before = told;
    if (before == null || nowNanos - openedAtNanos > parts.limits().remember().toNanos()) {
      return Optional.empty();
    }
    Attribution from = named(before.source(), source);
    Attribution to = named(before.target(), target);
    if (from == before.source() && to == before.target()) {
      return Optional.empty();
    }
    parts.counters().add(Count.NAMED_LATER);
    return Optional.of(told(new Identification(from, to, before.role(), before.agreement())));
  }

  private static Attribution named(Attribution told, Supplier<Optional<Attribution>> now) {
    return isNameless(told) ? now.get().filter(each -> !isNameless(each)).orElse(told) : told;
  }

  private static boolean isNameless(Attribution end) {
    return end.party() instanceof Unidentified(Unidentified.Why why)
        && why == Unidentified.Why.CLUSTER_ADDRESS_UNKNOWN;
  }
}

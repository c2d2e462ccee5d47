// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Unidentified;
import dev.sallyport.node.identity.IdentityCounters.Count;
import java.util.Optional;

/**
 * An end of a connection that is known to be a certain pod; only its name may still be missing.
 *
 * @param podUid UID of the pod
 * @param proof how that was proven
 * @param sinceNanos when waiting for the name began
 */
record LocalEnd(String podUid, Proof proof, long sinceNanos) {

  /** Returns the attribution; empty while it is worth to wait for a better one. */
  Optional<Attribution> attribution(ConnectionIdentity.Parts parts, long nowNanos) {
    Optional<Holder> found = parts.ledger().pod(podUid);
    long waited = nowNanos - sinceNanos;
    if (found.isPresent()) {
      return named(found.get(), parts, waited);
    }
    if (waited < parts.limits().podWait().toNanos() && !parts.crowded()) {
      return Optional.empty();
    }
    parts.counters().add(Count.POD_NOT_NAMED);
    return Optional.of(
        new Attribution(new Unidentified(Unidentified.Why.CLUSTER_ADDRESS_UNKNOWN), Proof.UNKNOWN));
  }

  private Optional<Attribution> named(
      Holder holder, ConnectionIdentity.Parts parts, long waitedNanos) {
    if (!holder.settled()
        && waitedNanos < parts.limits().ownerWait().toNanos()
        && !parts.crowded()) {
      return Optional.empty();
    }
    if (!holder.settled()) {
      parts.counters().add(Count.OWNER_PROVISIONAL);
    }
    return Optional.of(new Attribution(holder.workload(), proof));
  }
}

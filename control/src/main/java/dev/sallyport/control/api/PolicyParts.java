// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.graph.PolicyTally;
import dev.sallyport.control.policy.Convergence;
import dev.sallyport.control.policy.PolicyBook;
import dev.sallyport.control.policy.PolicyEntry;
import dev.sallyport.control.policy.PolicyObjects;
import dev.sallyport.model.PolicyId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the API tells of policies, and changes them through.
 *
 * @param book all policies
 * @param convergence how far they have come
 * @param tallies what they said of exchanges
 * @param rollout how far the roll-out of a policy is, as a sentence
 * @param trouble why policies are not followed, empty when they are
 * @param objects their objects in the cluster
 * @param writable whether callers of the API may promote policies and roll them back
 */
public record PolicyParts(
    PolicyBook book,
    Convergence convergence,
    Supplier<Map<PolicyId, PolicyTally>> tallies,
    Function<PolicyEntry, String> rollout,
    Supplier<Optional<String>> trouble,
    PolicyObjects objects,
    boolean writable) {
  public PolicyParts {
    requireNonNull(book, "book");
    requireNonNull(convergence, "convergence");
    requireNonNull(tallies, "tallies");
    requireNonNull(rollout, "rollout");
    requireNonNull(trouble, "trouble");
    requireNonNull(objects, "objects");
  }
}

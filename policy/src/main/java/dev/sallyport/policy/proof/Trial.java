// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proof;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Mode;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.PolicySet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is asked of a simulation.
 *
 * @param policies the policies in question; they count as enforced on every pod, whatever their
 *     mode
 * @param others policies that live beside them. Those that act count as acting on every pod; those
 *     that only observe do nothing, and one of the same name as a policy in question is replaced by
 *     it
 * @param sufficiency how long an identity must have been seen to be judged by
 * @param now the moment of asking; empty for the end of the last line
 * @param existing workloads that exist, so that one that was never seen is named too
 * @param probes what nodes let through whatever policies say
 */
public record Trial(
    List<Policy> policies,
    List<Policy> others,
    Sufficiency sufficiency,
    Optional<Instant> now,
    List<Workload> existing,
    List<Probe> probes) {
  public Trial {
    policies = List.copyOf(policies);
    others = List.copyOf(others);
    requireNonNull(sufficiency, "sufficiency");
    requireNonNull(now, "now");
    existing = List.copyOf(existing);
    probes = List.copyOf(probes);
  }

  /** Returns the question about policies alone, by the usual measure of enough. */
  public static Trial of(Collection<Policy> policies) {
    return new Trial(
        List.copyOf(policies),
        List.of(),
        Sufficiency.DEFAULT,
        Optional.empty(),
        List.of(),
        List.of());
  }

  /** Returns the policies that act beside those in question. */
  public List<Policy> acting() {
    Set<PolicyId> replaced = policies.stream().map(Policy::id).collect(Collectors.toSet());
    return others.stream()
        .filter(each -> each.mode() == Mode.ENFORCE && !replaced.contains(each.id()))
        .toList();
  }

  /** Returns what would be without those in question. */
  PolicySet beside() {
    return PolicySet.compile(acting().stream().map(Trial::enforced).toList());
  }

  /** Returns all that would act. */
  PolicySet together() {
    List<Policy> all = new ArrayList<>(acting());
    all.addAll(policies);
    return PolicySet.compile(all.stream().map(Trial::enforced).toList());
  }

  private static Policy enforced(Policy policy) {
    return new Policy(
        policy.id(),
        policy.version(),
        policy.tier(),
        policy.protects(),
        policy.rules(),
        policy.denyInbound(),
        policy.denyOutbound(),
        Mode.ENFORCE,
        100,
        policy.onFailure(),
        policy.budget());
  }
}

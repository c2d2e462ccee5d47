// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proposal;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Policy;
import dev.sallyport.policy.baseline.Baseline;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Policies for one workload that allow what it was seen to do and deny the rest, to be observed at
 * first.
 *
 * @param baseline what they rest on
 * @param policies one, or several where one would be too long; together they are the whole
 * @param evidence what speaks for each rule, as sentences, by policy and rule as in {@code
 *     shop/catalog/from-storefront}
 * @param notes what whoever accepts it should know, as sentences
 */
public record Proposal(
    Baseline baseline,
    List<Policy> policies,
    Map<String, List<String>> evidence,
    List<String> notes) {
  public Proposal {
    requireNonNull(baseline, "baseline");
    policies = List.copyOf(policies);
    evidence = Map.copyOf(evidence);
    notes = List.copyOf(notes);
  }

  /**
   * Returns a proposal for every workload that has a baseline, by its key.
   *
   * @param baselines what workloads do
   * @param declared what their manifests say; those that are not in it are taken bare
   */
  public static List<Proposal> of(
      SortedMap<String, Baseline> baselines, Collection<Declared> declared) {
    return new Drafts(baselines, declared).all();
  }
}

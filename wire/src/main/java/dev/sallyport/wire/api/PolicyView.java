// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy of the cluster and what became of it.
 *
 * @param id {@code namespace/name}, or the name alone of a policy of the whole cluster
 * @param namespace its namespace; absent for one of the whole cluster
 * @param name its name
 * @param tier {@code admin}, {@code namespace} or {@code baseline}
 * @param mode what its object asks for: {@code observe} or {@code enforce}
 * @param enforcedPercent share of the pods of each protected workload on which it acts; 0 while it
 *     only observes
 * @param effective what it does now and why, as a short sentence
 * @param rollout how far its roll-out is and what watching it showed, as a sentence; empty when
 *     nothing of it is in force
 * @param rolledBack whether it only observes though it says otherwise, because control rolled it
 *     back
 * @param accepted whether its newest generation was taken
 * @param generation generation of the object
 * @param inForce generation that is in force; absent when none is
 * @param problems why the newest generation is refused; empty when it is taken
 * @param notes what of it means nothing now
 * @param review conflicts with others, and rules that do nothing
 * @param rules its rules as in force
 * @param counts what it said of exchanges
 * @param nodesCurrent connected nodes that apply it as it is in force
 * @param nodesTotal connected nodes
 * @param convergenceMillis time from its newest change being seen to all connected nodes having
 *     applied it; absent while it is on its way
 * @param deniedEdges ids of edges where it denied or would have, at most 50
 * @param document the object as YAML, without its status
 */
public record PolicyView(
    String id,
    @Nullable String namespace,
    String name,
    String tier,
    String mode,
    int enforcedPercent,
    String effective,
    String rollout,
    boolean rolledBack,
    boolean accepted,
    long generation,
    @Nullable Long inForce,
    List<PolicyProblemView> problems,
    List<String> notes,
    List<PolicyRemarkView> review,
    List<PolicyRuleView> rules,
    PolicyCountsView counts,
    int nodesCurrent,
    int nodesTotal,
    @Nullable Long convergenceMillis,
    List<String> deniedEdges,
    String document) {
  public PolicyView {
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
    review = List.copyOf(review);
    rules = List.copyOf(rules);
    deniedEdges = List.copyOf(deniedEdges);
  }
}

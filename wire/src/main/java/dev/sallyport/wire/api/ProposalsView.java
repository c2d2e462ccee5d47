// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;

/**
 * Policies that the record of what happened suggests.
 *
 * @param generatedAt when they were made
 * @param proposals one for each workload that was seen
 * @param simulation what they would have done to all that they were made from
 */
public record ProposalsView(
    Instant generatedAt, List<ProposalView> proposals, SimulationView simulation) {
  /**
   * A proposal for one workload.
   *
   * @param workload its id
   * @param policies names of the policies, as {@code namespace/name}
   * @param baseline version of the baseline that it rests on
   * @param confidence how much silence of the workload proves: {@code low}, {@code medium} or
   *     {@code high}
   * @param notes what whoever accepts it should know
   * @param yaml the objects, with what speaks for each rule as comments
   */
  public record ProposalView(
      String workload,
      List<String> policies,
      String baseline,
      String confidence,
      List<String> notes,
      String yaml) {
    public ProposalView {
      policies = List.copyOf(policies);
      notes = List.copyOf(notes);
    }
  }

  public ProposalsView {
    proposals = List.copyOf(proposals);
  }
}

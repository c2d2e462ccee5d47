// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.util.List;

/**
 * One workload with all that touches it.
 *
 * @param party the workload
 * @param neighbours parties that call it or are called by it, the workload itself left out
 * @param inbound edges to it
 * @param outbound edges from it
 * @param pods its pods
 */
public record WorkloadView(
    PartyView party,
    List<PartyView> neighbours,
    List<EdgeView> inbound,
    List<EdgeView> outbound,
    List<PodStatus> pods) {
  public WorkloadView {
    neighbours = List.copyOf(neighbours);
    inbound = List.copyOf(inbound);
    outbound = List.copyOf(outbound);
    pods = List.copyOf(pods);
  }
}

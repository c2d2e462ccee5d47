// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question what policies would have done.
 *
 * @param policies objects of the kinds GuardPolicy and ClusterGuardPolicy
 * @param since how far to look back, for example {@code 30d}; absent: all that is kept
 * @param ageDays least age in days of an identity to judge by; absent: 7
 * @param seenDays least number of days on which it was seen; absent: 5
 * @param alone whether the policies are judged without those that live in the cluster; absent:
 *     together with them
 */
public record SimulationRequest(
    List<JsonNode> policies,
    @Nullable String since,
    @Nullable Integer ageDays,
    @Nullable Integer seenDays,
    @Nullable Boolean alone) {
  public SimulationRequest {
    policies = policies == null ? List.of() : List.copyOf(policies);
  }
}

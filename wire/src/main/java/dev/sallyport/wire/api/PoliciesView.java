// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All policies of the cluster.
 *
 * @param generatedAt when this was made
 * @param policies by name
 * @param trouble why policies are not followed, for example because the cluster lacks the custom
 *     resources; absent when they are
 */
public record PoliciesView(
    Instant generatedAt, List<PolicyView> policies, @Nullable String trouble) {
  public PoliciesView {
    policies = List.copyOf(policies);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.util.List;

/**
 * Whether a call may pass, and why.
 *
 * @param question what was asked, in words
 * @param answer the answer as a sentence
 * @param verdict {@code allow}, {@code redact}, {@code throttle} or {@code deny}
 * @param wouldBe the same if policies that only observe acted as well
 * @param settled whether nothing that can still become known would change the verdict
 * @param reasons rules, or defaults of policies, that made the verdict
 * @param tiers what each tier said, in the order in which they are asked
 */
public record ExplanationView(
    String question,
    String answer,
    String verdict,
    String wouldBe,
    boolean settled,
    List<String> reasons,
    List<ExplainedTierView> tiers) {
  public ExplanationView {
    reasons = List.copyOf(reasons);
    tiers = List.copyOf(tiers);
  }
}

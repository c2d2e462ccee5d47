// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.util.List;

/**
 * What one tier of the policies of one end said.
 *
 * @param side {@code outbound} for policies of who calls, {@code inbound} for those of who is
 *     called
 * @param tier {@code admin}, {@code namespace} or {@code baseline}
 * @param outcome {@code denies}, {@code allows}, {@code denies-by-default}, {@code silent} or
 *     {@code not-asked}
 * @param rules rules that were looked at
 * @param defaults policies that deny what nothing allows
 */
public record ExplainedTierView(
    String side,
    String tier,
    String outcome,
    List<ExplainedRuleView> rules,
    List<String> defaults) {
  public ExplainedTierView {
    rules = List.copyOf(rules);
    defaults = List.copyOf(defaults);
  }
}

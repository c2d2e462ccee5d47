// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;

/**
 * What the rules in force say of the operations of an edge.
 *
 * @param generatedAt when they were asked
 * @param edge id of the edge
 * @param operations its operations, busiest first, at most {@value #OPERATIONS_MAX}
 * @param omitted operations beyond those
 */
public record EdgeRulesView(
    Instant generatedAt, String edge, List<OperationRuleView> operations, int omitted) {
  /** Most operations that are listed. */
  public static final int OPERATIONS_MAX = 50;

  /**
   * What the rules in force say of an operation, where every pod belongs to the share on which
   * policies act.
   *
   * @param operation readable key of what is called
   * @param answer the answer as a sentence
   * @param verdict {@code allow}, {@code redact}, {@code throttle} or {@code deny}
   * @param wouldBe the same if policies that only observe acted as well
   * @param settled whether contents could not change the verdict
   * @param reasons rules, or defaults of policies, that made the verdict
   * @param wouldBeReasons those that would make the other one; the same where nothing observes
   */
  public record OperationRuleView(
      String operation,
      String answer,
      String verdict,
      String wouldBe,
      boolean settled,
      List<String> reasons,
      List<String> wouldBeReasons) {
    public OperationRuleView {
      reasons = List.copyOf(reasons);
      wouldBeReasons = List.copyOf(wouldBeReasons);
    }
  }

  public EdgeRulesView {
    operations = List.copyOf(operations);
  }
}

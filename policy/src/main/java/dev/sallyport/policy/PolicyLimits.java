// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

/**
 * Bounds of what policies may cost.
 *
 * @param pairs connections between two parties on a port of which the rules are remembered; when
 *     full all are forgotten and found again. Bounds memory where many hosts are called; default
 *     8,192
 * @param rememberedRules rules that all those connections may have left between them; when there
 *     are more all are forgotten. A rule takes some 500 bytes; default 131,072
 * @param pathChars longest path with several readings that is read, in characters. Of a longer one
 *     it is not known what it calls: it meets every denial and no permission. Bounds the time that
 *     a hostile path takes; default 2,048
 * @param rules most rules of one policy; one with more is refused. Default 1,024
 * @param expressionChars longest text of an expression; default 4,096
 */
public record PolicyLimits(
    int pairs, int rememberedRules, int pathChars, int rules, int expressionChars) {
  /** What is used where nothing else is said. */
  public static final PolicyLimits DEFAULT = new PolicyLimits(8_192, 131_072, 2_048, 1_024, 4_096);

  public PolicyLimits {
    if (pairs < 1 || rememberedRules < 1 || pathChars < 1 || rules < 1 || expressionChars < 1) {
      throw new IllegalArgumentException("expected limits of at least 1");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.cel;

/** An expression that cannot be used, with the place and what would be right. */
public final class CelException extends Exception {
  private static final long serialVersionUID = 1;

  private final int position;
  private final String problem;

  /**
   * Makes one.
   *
   * @param position index of the first character that is wrong, from 0
   * @param problem what is wrong and what would be right
   */
  public CelException(int position, String problem) {
    super("column " + (position + 1) + ": " + problem, null, false, false);
    this.position = position;
    this.problem = problem;
  }

  /** Returns the index of the first character that is wrong, from 0. */
  public int position() {
    return position;
  }

  /** Returns what is wrong and what would be right, without the place. */
  public String problem() {
    return problem;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Something to find.
 *
 * @param id stable lower-kebab name
 * @param anchors literals, one of which stands near everything the pattern matches; each must be
 *     rare in ordinary text
 * @param before bytes before an anchor that the confirmation needs, at most {@value #BEFORE_MAX}
 * @param after bytes behind an anchor that it needs, at most {@value #AFTER_MAX}
 * @param confirm decides
 */
public record Pattern(String id, List<Anchor> anchors, int before, int after, Confirm confirm) {
  /** Most bytes before an anchor: with those behind it and one step, what a stream keeps. */
  public static final int BEFORE_MAX = 256;

  /** Most bytes behind an anchor. */
  public static final int AFTER_MAX = 1_024;

  public Pattern {
    requireNonNull(id, "id");
    anchors = List.copyOf(anchors);
    requireNonNull(confirm, "confirm");
    if (before < 0 || before > BEFORE_MAX || after < 0 || after > AFTER_MAX) {
      throw new IllegalArgumentException(
          "pattern "
              + id
              + ": expected a window of at most "
              + BEFORE_MAX
              + " and "
              + AFTER_MAX
              + " bytes, got "
              + before
              + " and "
              + after);
    }
  }
}

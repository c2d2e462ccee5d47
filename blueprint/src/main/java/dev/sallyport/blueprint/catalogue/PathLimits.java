// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

/**
 * Bounds of a {@link PathTree}.
 *
 * @param childrenMax words told apart below one segment, default 1,000; beyond it new ones count as
 *     values. Keeps names of files or users from growing a tree without end
 * @param nodesMax segments of the whole tree, default 50,000; beyond it new ones count as values
 * @param suffixesMax continuations compared per segment, default 64; further ones are not looked at
 * @param suffixSegments length of a continuation that is compared, in segments, default 4
 */
public record PathLimits(int childrenMax, int nodesMax, int suffixesMax, int suffixSegments) {
  /** The defaults. */
  public static final PathLimits DEFAULT = new PathLimits(1_000, 50_000, 64, 4);

  public PathLimits {
    if (childrenMax < 1 || nodesMax < 1 || suffixesMax < 1 || suffixSegments < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.EdgeView;
import dev.sallyport.wire.api.VisibilityView;

/** How deep an edge was seen. */
final class Sight {
  private Sight() {}

  /**
   * Returns the deepest layer that was seen, and which below it were not: {@code operation, no
   * names}; {@code nothing} when none was.
   */
  static String word(EdgeView edge) {
    String deepest = "nothing";
    StringBuilder gaps = new StringBuilder();
    StringBuilder unseen = new StringBuilder();
    for (VisibilityView each : edge.visibility()) {
      if (each.seen()) {
        deepest = each.layer();
        gaps.append(unseen);
        unseen.setLength(0);
      } else {
        unseen.append(", no ").append(each.layer());
      }
    }
    return deepest + gaps;
  }
}

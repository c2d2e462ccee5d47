// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.EdgeView;
import dev.sallyport.wire.api.VisibilityView;

/** How deep an edge was seen. */
final class Sight {
  private Sight() {}

  /** Returns the deepest layer up to which all was seen, or {@code nothing}. */
  static String word(EdgeView edge) {
    String deepest = "nothing";
    for (VisibilityView each : edge.visibility()) {
      if (!each.seen()) {
        return deepest;
      }
      deepest = each.layer();
    }
    return deepest;
  }
}

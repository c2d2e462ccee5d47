// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import dev.sallyport.detection.scan.Confirm;
import dev.sallyport.detection.scan.Shape;
import dev.sallyport.detection.scan.Window;

/** A value that is known by its looks: its anchor is part of it. */
final class TokenConfirm implements Confirm {
  private static final double CONFIDENCE = 0.95;

  private final Shape shape;
  private final int leadLeast;
  private final int leadMost;
  private final double entropy;
  private final boolean openLeft;
  private final boolean openRight;
  private final boolean runs;

  TokenConfirm(Shape shape, SecretRules.Options options) {
    this.shape = shape;
    leadLeast = options.lead()[0];
    leadMost = options.lead()[1];
    entropy = options.entropy(2);
    openLeft = options.has("left");
    openRight = options.has("right");
    runs = options.has("runs");
  }

  /** Returns how many bytes before the anchor are looked at. */
  int before() {
    return leadMost + Boundary.REACH;
  }

  @Override
  public void confirm(Window window) {
    for (int lead = leadMost; lead >= leadLeast; lead--) {
      int start = window.anchorStart() - lead;
      if (start >= window.from() && standsAt(window, start)) {
        return;
      }
    }
  }

  private boolean standsAt(Window window, int start) {
    byte[] bytes = window.bytes();
    if (!shape.canBegin(bytes[start])
        || !openLeft && !Boundary.before(bytes, window.from(), start)) {
      return false;
    }
    int end = shape.longest(bytes, start, window.to());
    if (end < window.anchorEnd()
        || !openRight && !Boundary.after(bytes, end, window.to())
        || Entropy.below(entropy, bytes, start, end)
        || !runs && Placeholder.is(bytes, start, end)) {
      return false;
    }
    window.report(start, end, CONFIDENCE);
    return true;
  }
}

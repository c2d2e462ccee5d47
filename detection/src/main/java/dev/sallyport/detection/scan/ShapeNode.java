// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import java.util.List;

/** The parts of a shape. */
sealed interface ShapeNode {

  /** One byte of a set. */
  record One(ByteSet bytes) implements ShapeNode {}

  /** One part after the other; none matches the empty text. */
  record Sequence(List<ShapeNode> parts) implements ShapeNode {}

  /** Any of several. */
  record Choice(List<ShapeNode> options) implements ShapeNode {}

  /**
   * A part again and again.
   *
   * @param most {@link #UNBOUNDED} for without bound
   */
  record Repeat(ShapeNode part, int least, int most) implements ShapeNode {
    static final int UNBOUNDED = -1;
  }
}

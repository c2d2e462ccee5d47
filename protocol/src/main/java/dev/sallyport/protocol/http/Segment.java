// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import dev.sallyport.model.SegmentShape;

/** Tells words from values among the segments of paths. */
final class Segment {
  private Segment() {}

  static boolean isLetter(char each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
  }

  static boolean isDigit(char each) {
    return each >= '0' && each <= '9';
  }

  /** Returns whether the segment is a value, so that it must not stand in a name. */
  static boolean isVariable(String path, int start, int stop) {
    return SegmentShape.of(path, start, stop).isVariable();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import dev.sallyport.detection.scan.ByteSet;
import dev.sallyport.detection.scan.Letters;

/** Where values begin and end. */
final class Boundary {
  /** Bytes before a value that are looked at: an escape such as <code>&#92;u0022</code>. */
  static final int REACH = 6;

  private Boundary() {}

  /** Returns whether a value can begin at an index. */
  static boolean before(byte[] bytes, int from, int start) {
    if (start == from || !ByteSet.WORD.has(bytes[start - 1])) {
      return true;
    }
    // The letter may belong to an escape of JSON or of a URL.
    return start - 2 >= from && bytes[start - 2] == '\\' && Letters.letter(bytes[start - 1])
        || start - 3 >= from && bytes[start - 3] == '%'
        || start - 6 >= from && bytes[start - 6] == '\\' && bytes[start - 5] == 'u';
  }

  /** Returns whether a value can end at an index. */
  static boolean after(byte[] bytes, int end, int to) {
    return end >= to || !ByteSet.WORD.has(bytes[end]);
  }
}

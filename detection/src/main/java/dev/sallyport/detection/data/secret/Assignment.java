// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import dev.sallyport.detection.scan.ByteSet;
import dev.sallyport.detection.scan.Letters;

/** A name and its value, in the ways of JSON, YAML, properties, headers, code and command lines. */
final class Assignment {
  private static final ByteSet NAME = ByteSet.WORD.or(ByteSet.of(".-"));
  private static final ByteSet NAME_OR_BLANK = NAME.or(ByteSet.of(" \t"));
  private static final ByteSet CLOSING = ByteSet.of(" \t\r\n'\"\\)]");
  private static final ByteSet OPERATOR = ByteSet.of("=:>?|,(");
  private static final ByteSet OPENING = ByteSet.of(" \t\r\n'\"`\\=([");
  private static final int NAME_REST_MAX = 24;

  private Assignment() {}

  /**
   * Returns where the value of a name begins, or -1.
   *
   * @param from where the known part of the name ends
   */
  static int value(byte[] bytes, int from, int to) {
    int value = direct(bytes, from, to);
    if (value >= 0 && Letters.at(bytes, value, to, "value")) {
      // {"name": "API_KEY", "value": "..."} and <add key="Password" value="..."/>
      return direct(bytes, value + 5, to);
    }
    return value;
  }

  private static int direct(byte[] bytes, int from, int to) {
    int at = skip(NAME_OR_BLANK, NAME_REST_MAX, bytes, from, to);
    int behindName = at;
    at = skip(CLOSING, 4, bytes, at, to);
    if (at > behindName && Letters.at(bytes, at, to, "value=")) {
      return skip(OPENING, 6, bytes, at + 6, to);
    }
    int behindOperator = skip(OPERATOR, 4, bytes, at, to);
    if (behindOperator == at) {
      return -1;
    }
    return skip(OPENING, 6, bytes, behindOperator, to);
  }

  /** Returns the index of the first byte of the name around an index. */
  static int nameStart(byte[] bytes, int from, int within) {
    int start = within;
    while (start > from && start > within - 50 && NAME.has(bytes[start - 1])) {
      start--;
    }
    return start;
  }

  /** Returns the index behind the name around an index. */
  static int nameEnd(byte[] bytes, int within, int to) {
    return skip(NAME, 40, bytes, within, to);
  }

  private static int skip(ByteSet set, int most, byte[] bytes, int from, int to) {
    int end = Math.min(to, from + most);
    int at = from;
    while (at < end && set.has(bytes[at])) {
      at++;
    }
    return at;
  }
}

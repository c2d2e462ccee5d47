// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.value;

/** Tells whether something may stand in a line of JSON as it is. */
final class JsonBalance {
  private static final int DEPTH_MAX = 32;

  private JsonBalance() {}

  /**
   * Returns whether brackets and quotes are closed in the order in which they were opened, with
   * nothing behind the last: then it cannot change what stands beside it, whatever else is wrong.
   */
  static boolean holds(byte[] text, int from, int to) {
    if (to - from < 2 || text[from] == '{' && !named(text, from + 1, to)) {
      return false;
    }
    long braces = 0;
    int depth = 0;
    boolean string = false;
    for (int i = from; i < to; i++) {
      byte each = text[i];
      if (each == '"') {
        string = !string;
      } else if (string) {
        i += each == '\\' ? 1 : 0;
      } else if (each == '{' || each == '[') {
        if (++depth > DEPTH_MAX) {
          return false;
        }
        braces = braces << 1 | (each == '{' ? 1 : 0);
      } else if (each == '}' || each == ']') {
        boolean brace = (braces & 1) != 0;
        if (brace != (each == '}') || --depth < 0) {
          return false;
        }
        braces >>>= 1;
        if (depth == 0) {
          return onlyBlanks(text, i + 1, to);
        }
      }
    }
    return false;
  }

  /** Returns whether a name and a colon come first: lists of PostgreSQL have braces as well. */
  private static boolean named(byte[] text, int from, int to) {
    int i = blanks(text, from, to);
    if (i == to || text[i] != '"') {
      return false;
    }
    i++;
    while (i < to && text[i] != '"') {
      i += text[i] == '\\' ? 2 : 1;
    }
    i = blanks(text, Math.min(i + 1, to), to);
    return i < to && text[i] == ':';
  }

  private static int blanks(byte[] text, int from, int to) {
    int i = from;
    while (i < to && (text[i] == ' ' || text[i] == '\n' || text[i] == '\r' || text[i] == '\t')) {
      i++;
    }
    return i;
  }

  private static boolean onlyBlanks(byte[] text, int from, int to) {
    return blanks(text, from, to) == to;
  }
}

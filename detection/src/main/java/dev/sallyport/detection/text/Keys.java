// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

/** How keys are written into the name of a place: never so that they show a value. */
public final class Keys {
  /** Longest key that is written as it is. */
  private static final int LENGTH_MAX = 48;

  private Keys() {}

  /**
   * Returns whether a key looks like a value, such as an account number used as the key of a map:
   * many digits, signs that names do not have, or too long.
   */
  public static boolean looksLikeValue(byte[] bytes, int start, int end) {
    if (end - start > LENGTH_MAX || start == end) {
      return end != start;
    }
    int digits = 0;
    int hexadecimal = 0;
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      if (Bytes.isDigit(b)) {
        digits++;
      }
      if (Bytes.hex(b) >= 0) {
        hexadecimal++;
      }
      if (!(Bytes.isWord(b) || b == '_' || b == '-' || b == '$' || b == '.' || b == ' ')
          && !(b == ':' || b == '/' || b == '#' || b == '[' || b == ']')) {
        return b != '@' || i != start;
      }
    }
    return digits >= 4 && digits * 3 >= end - start
        || digits >= 6
        || digits >= 2 && hexadecimal == end - start && hexadecimal >= 8;
  }

  /** Returns whether a key is written behind a dot in a JSON path. */
  public static boolean dotted(byte[] bytes, int start, int end) {
    if (looksLikeValue(bytes, start, end)) {
      return true;
    }
    for (int i = start; i < end; i++) {
      if (bytes[i] == '.' || bytes[i] == ' ') {
        return false;
      }
    }
    return end > start;
  }

  /** Adds one step of a JSON path. */
  static void step(StringBuilder path, byte[] bytes, int start, int end) {
    if (looksLikeValue(bytes, start, end)) {
      path.append(".{id}");
      return;
    }
    String key = Bytes.text(bytes, start, end);
    if (key.indexOf('.') >= 0 || key.indexOf(' ') >= 0 || key.isEmpty()) {
      path.append("['").append(key).append("']");
    } else {
      path.append('.').append(key);
    }
  }

  /** Returns a key as it may be shown: itself, or <code>{id}</code>. */
  public static String shown(byte[] bytes, int start, int end) {
    return looksLikeValue(bytes, start, end) ? "{id}" : Bytes.text(bytes, start, end);
  }
}

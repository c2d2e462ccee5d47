// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import dev.sallyport.detection.scan.Letters;
import dev.sallyport.detection.scan.Window;

/** User name and password on a command line of curl: {@code -u name:password}. */
final class CurlUser {
  private static final String[] STAND_INS = {
    "test", "password", "passwd", "pass", "pwd", "token", "changeme", "changeit"
  };

  private CurlUser() {}

  static void confirm(Window window) {
    byte[] bytes = window.bytes();
    int most = window.to() - 4;
    for (int i = window.anchorEnd() - 1; i < most; i++) {
      if (bytes[i] <= ' ' && bytes[i + 1] == '-') {
        int value = option(bytes, i + 1, window.to());
        if (value >= 0) {
          pair(window, value);
          return;
        }
      }
    }
  }

  /** Returns where the value of the option begins, or -1 if it is another option. */
  private static int option(byte[] bytes, int at, int to) {
    int end = Letters.at(bytes, at, to, "--user") ? at + 6 : bytes[at + 1] == 'u' ? at + 2 : -1;
    if (end < 0 || end >= to || Letters.alphanumeric(bytes[end]) || bytes[end] == '-') {
      return -1;
    }
    while (end < to && (bytes[end] == ' ' || bytes[end] == '=' || bytes[end] == '\t')) {
      end++;
    }
    return end;
  }

  private static void pair(Window window, int from) {
    byte[] bytes = window.bytes();
    if (from >= window.to()) {
      return;
    }
    byte quote = bytes[from] == '"' || bytes[from] == '\'' ? bytes[from] : 0;
    int start = quote == 0 ? from : from + 1;
    int end = start;
    while (end < window.to() && (quote == 0 ? bytes[end] > ' ' : bytes[end] != quote)) {
      end++;
    }
    int colon = start;
    while (colon < end && bytes[colon] != ':') {
      colon++;
    }
    int password = colon + 1;
    if (end - password < 3 && colon - start >= 16) {
      // The key is given as the name, with no password.
      value(window, start, colon);
    } else {
      value(window, password, end);
    }
  }

  private static void value(Window window, int from, int to) {
    byte[] bytes = window.bytes();
    int start = from;
    int end = to;
    while (start < end && (bytes[start] == '"' || bytes[start] == '\'')) {
      start++;
    }
    while (end > start && (bytes[end - 1] == '"' || bytes[end - 1] == '\'')) {
      end--;
    }
    if (end - start >= 3
        && bytes[start] != '$'
        && bytes[start] != '<'
        && bytes[start] != '['
        && bytes[start] != '{'
        && bytes[start] != '%'
        && !stands(bytes, start, end)
        && !Placeholder.is(bytes, start, end)) {
      window.report(start, end, 0.8);
    }
  }

  private static boolean stands(byte[] bytes, int start, int end) {
    for (String word : STAND_INS) {
      if (end - start == word.length() && Letters.at(bytes, start, end, word)) {
        return true;
      }
    }
    return false;
  }
}

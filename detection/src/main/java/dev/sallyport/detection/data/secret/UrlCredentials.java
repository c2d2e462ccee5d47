// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import dev.sallyport.detection.scan.ByteSet;
import dev.sallyport.detection.scan.Letters;
import dev.sallyport.detection.scan.Window;

/** User name and password in an address (RFC 3986, section 3.2.1): the password is the value. */
final class UrlCredentials {
  private static final ByteSet NOT_IN_AUTHORITY = ByteSet.of(" \t\r\n/?#\"'<>`\\");
  private static final int USER_INFO_MAX = 160;
  private static final String[] STAND_INS = {
    "password", "passwd", "pass", "pwd", "secret", "token", "pw"
  };

  private UrlCredentials() {}

  /** The anchor is a scheme with its slashes. */
  static void afterScheme(Window window) {
    byte[] bytes = window.bytes();
    int most = Math.min(window.to(), window.anchorEnd() + USER_INFO_MAX);
    int at = -1;
    for (int i = window.anchorEnd(); i < most; i++) {
      // A password may hold an at sign or a slash as it is; the last at sign counts.
      if (bytes[i] == '@') {
        at = i;
      } else if (NOT_IN_AUTHORITY.has(bytes[i])) {
        break;
      }
    }
    if (at > 0) {
      report(window, window.anchorEnd(), at, 0.92);
    }
  }

  /** The anchor is the at sign. */
  static void beforeAt(Window window) {
    byte[] bytes = window.bytes();
    int at = window.anchorStart();
    int least = Math.max(window.from(), at - USER_INFO_MAX);
    for (int i = at - 1; i > least + 1; i--) {
      if (bytes[i] == '/' && bytes[i - 1] == '/') {
        if (bytes[i - 2] == ':') {
          report(window, i + 1, at, 0.9);
        }
        return;
      }
      if (NOT_IN_AUTHORITY.has(bytes[i]) && bytes[i] != '/') {
        return;
      }
    }
  }

  private static void report(Window window, int start, int at, double confidence) {
    byte[] bytes = window.bytes();
    int colon = start;
    while (colon < at && bytes[colon] != ':') {
      colon++;
    }
    int password = colon + 1;
    if (password >= at
        || at - password < 3
        || at + 1 >= window.to()
        || !Letters.alphanumeric(bytes[at + 1]) && bytes[at + 1] != '[' && bytes[at + 1] != '$'
        || isVariable(bytes, password, at)
        || Placeholder.is(bytes, password, at)
        || isWord(bytes, password, at)) {
      return;
    }
    for (int i = password; i < at; i++) {
      if (bytes[i] == '/' && i + 1 < at && bytes[i + 1] == '/') {
        return;
      }
    }
    window.report(password, at, confidence);
  }

  private static boolean isVariable(byte[] bytes, int start, int end) {
    byte first = bytes[start];
    return first == '$'
        || first == '{'
        || first == '<'
        || first == '['
        || first == '*'
        || first == '%' && (end - start < 3 || bytes[start + 1] == '(' || bytes[start + 1] == 's');
  }

  /** Words that stand for a password in documentation. */
  private static boolean isWord(byte[] bytes, int start, int end) {
    for (String word : STAND_INS) {
      if (end - start == word.length() && Letters.at(bytes, start, end, word)) {
        return true;
      }
    }
    return false;
  }
}

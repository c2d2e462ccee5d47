// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/** How programs name themselves. */
final class UserAgents {
  private UserAgents() {}

  /**
   * Returns whether text is written as RFC 9110 (10.1.5) has it: products with versions, and
   * comments in parentheses, without the signs that markup, shells and queries need.
   */
  static boolean usual(String text) {
    int depth = 0;
    boolean version = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
      version |= i > 0 && (c == '/' || c == ' ') && Ascii.letter(text.charAt(i - 1));
      if (depth < 0 || (c == ';' && depth == 0) || "<>'\"`|&$*\\{}%=".indexOf(c) >= 0) {
        return false;
      }
    }
    return depth == 0 && version && text.indexOf('/') > 0 && Ascii.letter(text.charAt(0));
  }
}

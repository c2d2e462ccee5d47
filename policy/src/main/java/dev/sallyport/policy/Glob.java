// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

/** Matches text against a pattern with stars, without making objects. */
final class Glob {
  private Glob() {}

  /**
   * Returns whether the characters of {@code text} from {@code from} to {@code to} are meant; each
   * star stands for any run of characters. Takes time linear in the text for each star.
   */
  static boolean matches(String pattern, String text, int from, int to) {
    int at = from;
    int in = 0;
    int star = -1;
    int resume = from;
    while (at < to) {
      if (in < pattern.length() && pattern.charAt(in) == '*') {
        star = in++;
        resume = at;
      } else if (in < pattern.length() && pattern.charAt(in) == text.charAt(at)) {
        in++;
        at++;
      } else if (star >= 0) {
        in = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    while (in < pattern.length() && pattern.charAt(in) == '*') {
      in++;
    }
    return in == pattern.length();
  }

  static boolean matches(String pattern, String text) {
    return matches(pattern, text, 0, text.length());
  }
}

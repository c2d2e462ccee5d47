// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import java.util.Map;

/** HTML's names for the signs that attacks need; letters with accents are left alone. */
final class NamedSigns {
  private static final Map<String, Character> NAMES =
      Map.ofEntries(
          Map.entry("lt", '<'),
          Map.entry("gt", '>'),
          Map.entry("amp", '&'),
          Map.entry("quot", '"'),
          Map.entry("apos", '\''),
          Map.entry("colon", ':'),
          Map.entry("semi", ';'),
          Map.entry("sol", '/'),
          Map.entry("bsol", '\\'),
          Map.entry("lpar", '('),
          Map.entry("rpar", ')'),
          Map.entry("lbrace", '{'),
          Map.entry("lcub", '{'),
          Map.entry("rbrace", '}'),
          Map.entry("rcub", '}'),
          Map.entry("lbrack", '['),
          Map.entry("lsqb", '['),
          Map.entry("rsqb", ']'),
          Map.entry("dollar", '$'),
          Map.entry("num", '#'),
          Map.entry("percnt", '%'),
          Map.entry("period", '.'),
          Map.entry("comma", ','),
          Map.entry("equals", '='),
          Map.entry("excl", '!'),
          Map.entry("verbar", '|'),
          Map.entry("vert", '|'),
          Map.entry("grave", '`'),
          Map.entry("tab", '\t'),
          Map.entry("newline", '\n'),
          Map.entry("nbsp", ' '));

  private static final String[] ALL = NAMES.keySet().toArray(String[]::new);

  private NamedSigns() {}

  /** Returns whether one of the names stands at an index, in any case. */
  static boolean mayBegin(Around text, int at) {
    for (int i = 0; i < ALL.length; i++) {
      if (text.follows(at, ALL[i])) {
        return true;
      }
    }
    return false;
  }

  /** Returns the sign of a name in lower case, 0 when it has none. */
  static char of(String name) {
    return NAMES.getOrDefault(name, (char) 0);
  }
}

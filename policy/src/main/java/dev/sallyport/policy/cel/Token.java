// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.cel;

/**
 * A word of an expression.
 *
 * @param kind what it is
 * @param text as it reads: of a text what stands between its quotes, unescaped
 * @param at index of its first character
 */
record Token(Kind kind, String text, int at) {
  enum Kind {
    NAME,
    TEXT,
    WHOLE,
    DECIMAL,
    SIGN,
    END
  }

  boolean is(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  /** Returns it as a message calls it. */
  String shown() {
    return kind == Kind.END ? "the end" : "'" + text + "'";
  }
}

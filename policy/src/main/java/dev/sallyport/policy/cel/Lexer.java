// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.cel;

import java.util.ArrayList;
import java.util.List;

/** Divides an expression into words (CEL language definition, section "Lexis"). */
final class Lexer {
  private static final String[] SIGNS = {
    "||", "&&", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",",
    "(", ")", "[", "]", "{", "}"
  };

  private final String text;
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  static List<Token> tokens(String text) throws CelException {
    Lexer lexer = new Lexer(text);
    List<Token> tokens = new ArrayList<>();
    do {
      tokens.add(lexer.next());
    } while (tokens.getLast().kind() != Token.Kind.END);
    return tokens;
  }

  private Token next() throws CelException {
    skipBlanks();
    if (at >= text.length()) {
      return new Token(Token.Kind.END, "", text.length());
    }
    char first = text.charAt(at);
    if (first == '"' || first == '\'') {
      return quoted(at, false);
    }
    if (isLetter(first)) {
      char second = at + 1 < text.length() ? text.charAt(at + 1) : 0;
      if ((first == 'r' || first == 'R') && (second == '"' || second == '\'')) {
        at++;
        return quoted(at - 1, true);
      }
      return name();
    }
    return isDigit(first) ? number() : sign();
  }

  private void skipBlanks() {
    while (at < text.length()) {
      if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else {
        return;
      }
    }
  }

  private Token name() {
    int start = at;
    while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
      at++;
    }
    return new Token(Token.Kind.NAME, text.substring(start, at), start);
  }

  private Token number() throws CelException {
    int start = at;
    boolean decimal = false;
    while (at < text.length()) {
      char each = text.charAt(at);
      boolean exponent = decimal && (each == '-' || each == '+') && isExponent(at - 1);
      boolean point = each == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1));
      if (!isDigit(each) && !isLetter(each) && !point && !exponent) {
        break;
      }
      decimal |= point || isExponent(at);
      at++;
    }
    String number = text.substring(start, at);
    try {
      if (decimal) {
        return new Token(Token.Kind.DECIMAL, Double.toString(Double.parseDouble(number)), start);
      }
      return new Token(Token.Kind.WHOLE, Long.toString(Long.parseLong(number)), start);
    } catch (NumberFormatException e) {
      throw new CelException(
          start,
          "'" + number + "' is no number; write for example 17 or 0.5 (decimal digits only)");
    }
  }

  private boolean isExponent(int index) {
    return text.charAt(index) == 'e' || text.charAt(index) == 'E';
  }

  private Token sign() throws CelException {
    for (String sign : SIGNS) {
      if (text.startsWith(sign, at)) {
        int start = at;
        at += sign.length();
        return new Token(Token.Kind.SIGN, sign, start);
      }
    }
    char wrong = text.charAt(at);
    String hint =
        wrong == '='
            ? "; compare with =="
            : wrong == '&' ? "; write && for and" : wrong == '|' ? "; write || for or" : "";
    throw new CelException(at, "'" + wrong + "' means nothing here" + hint);
  }

  private Token quoted(int start, boolean raw) throws CelException {
    char quote = text.charAt(at++);
    if (text.startsWith(String.valueOf(quote).repeat(2), at)) {
      throw new CelException(start, "texts in three quotes are not supported; use one quote");
    }
    StringBuilder value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != quote) {
      char each = text.charAt(at++);
      if (each == '\n') {
        break;
      }
      value.append(each == '\\' && !raw ? escaped(start) : each);
    }
    if (at >= text.length() || text.charAt(at) != quote) {
      throw new CelException(start, "the text is not closed; it needs another " + quote);
    }
    at++;
    return new Token(Token.Kind.TEXT, value.toString(), start);
  }

  private char escaped(int start) throws CelException {
    if (at >= text.length()) {
      throw new CelException(start, "the text is not closed");
    }
    char each = text.charAt(at++);
    return switch (each) {
      case '\\', '"', '\'', '`', '?' -> each;
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'u' -> hex(4);
      case 'x', 'X' -> hex(2);
      default ->
          throw new CelException(
              at - 2, "\\" + each + " is no escape; write \\\\ for a backslash, or r\"…\"");
    };
  }

  private char hex(int digits) throws CelException {
    if (at + digits <= text.length()) {
      try {
        char value = (char) Integer.parseUnsignedInt(text, at, at + digits, 16);
        at += digits;
        return value;
      } catch (NumberFormatException e) {
        throw new CelException(at, "expected " + digits + " hexadecimal digits");
      }
    }
    throw new CelException(at, "expected " + digits + " hexadecimal digits");
  }

  private static boolean isLetter(char each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || each == '_';
  }

  private static boolean isDigit(char each) {
    return each >= '0' && each <= '9';
  }
}

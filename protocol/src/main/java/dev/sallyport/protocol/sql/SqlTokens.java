// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Walks over the tokens of a statement, enough of SQL's grammar to never take a value for a name:
 * strings of all dialects, comments, numbers and parameters are passed over.
 */
final class SqlTokens {
  private static final int NAME_BYTES_MAX = 64;

  private enum Kind {
    WORD,
    QUOTED,
    OPENING,
    CLOSING,
    OTHER,
    END
  }

  /** What a value is written as. */
  enum Literal {
    NONE,
    STRING,
    NUMBER,
    PARAMETER
  }

  private final byte[] text;
  private final int to;
  private final boolean mysql;
  private int at;
  private int start;
  private int end;
  private int depth;
  private boolean inExecutable;
  private Kind kind = Kind.OTHER;
  private Literal literal = Literal.NONE;
  private int inside;
  private int insideEnd;
  private boolean escapes;

  /** Walks over a statement of MySQL, which writes strings and comments differently, or another. */
  SqlTokens(byte[] text, int from, int to, boolean mysql) {
    this.text = text;
    this.at = from;
    this.to = to;
    this.mysql = mysql;
  }

  int depth() {
    return depth;
  }

  boolean isWord() {
    return kind == Kind.WORD;
  }

  boolean isName() {
    return kind == Kind.WORD || kind == Kind.QUOTED;
  }

  boolean isOpening() {
    return kind == Kind.OPENING;
  }

  boolean isClosing() {
    return kind == Kind.CLOSING;
  }

  /** Returns whether the current token is that sign. */
  boolean isSign(char sign) {
    return kind == Kind.OTHER && end - start == 1 && text[start] == sign;
  }

  /** Returns where the current token begins. */
  int start() {
    return start;
  }

  /** Returns as what the current token writes a value. */
  Literal literal() {
    return literal;
  }

  /** Returns where the text of the current literal begins, behind its opening mark. */
  int inside() {
    return inside;
  }

  /** Returns where the text of the current literal ends, before its closing mark. */
  int insideEnd() {
    return insideEnd;
  }

  /** Returns the mark that is doubled inside of the current string; 0 when none is. */
  byte doubled() {
    byte mark = inside > 0 ? text[inside - 1] : 0;
    return mark == '$' ? 0 : mark;
  }

  /** Returns whether backslashes escape in the current string. */
  boolean escapes() {
    return escapes;
  }

  /** Returns the current word in upper case; empty when it is too long for a keyword. */
  String word() {
    return end - start > 20 ? "" : text(start, end).toUpperCase(Locale.ROOT);
  }

  /** Moves on and returns the word there; empty when there is none. */
  String nextWord() {
    boolean more = next();
    while (more && (kind == Kind.OPENING || (kind == Kind.OTHER && text[start] == ';'))) {
      more = next();
    }
    return isWord() ? word() : "";
  }

  /** Returns the name at the current token with what is joined to it by dots. */
  String qualifiedName() {
    StringBuilder name = new StringBuilder();
    append(name);
    while (at + 1 < to && text[at] == '.' && name.length() < NAME_BYTES_MAX) {
      at++;
      next();
      if (!isName()) {
        break;
      }
      name.append('.');
      append(name);
    }
    return name.toString();
  }

  private void append(StringBuilder name) {
    int limit = Math.min(end, start + NAME_BYTES_MAX);
    String part = text(start, limit);
    boolean folded = kind == Kind.WORD;
    int i = 0;
    while (i < part.length()) {
      int digits = i;
      while (digits < part.length() && Character.isDigit(part.charAt(digits))) {
        digits++;
      }
      if (digits - i >= 3) {
        name.append("{n}");
        i = digits;
        continue;
      }
      char each = part.charAt(i++);
      boolean plain =
          each < 0x80 && (Character.isLetterOrDigit(each) || each == '_' || each == '$');
      name.append(plain ? (folded ? Character.toLowerCase(each) : each) : '_');
    }
  }

  /** Moves to the next token; false at the end. */
  boolean next() {
    skipBlanks();
    if (kind == Kind.CLOSING) {
      depth--;
    }
    start = at;
    literal = Literal.NONE;
    if (at >= to) {
      kind = Kind.END;
      end = at;
      return false;
    }
    byte first = text[at];
    if (isLetter(first)) {
      wordToken();
    } else if (first == '\'' || (mysql && first == '"')) {
      string(mysql);
    } else if (first == '"' || first == '`') {
      quoted(first);
    } else if (first == '$') {
      dollar();
    } else if (first >= '0' && first <= '9') {
      number();
    } else {
      at++;
      literal = mysql && first == '?' ? Literal.PARAMETER : Literal.NONE;
      inside = at;
      insideEnd = at;
      kind = first == '(' ? Kind.OPENING : first == ')' ? Kind.CLOSING : Kind.OTHER;
      depth += first == '(' ? 1 : 0;
    }
    if (kind != Kind.QUOTED) {
      end = at;
    }
    return true;
  }

  private void wordToken() {
    while (at < to && (isLetter(text[at]) || isDigit(text[at]) || text[at] == '$')) {
      at++;
    }
    kind = Kind.WORD;
    if (at < to && text[at] == '\'') {
      // A string with a prefix: E'..', N'..', x'..', U&'..'
      string(mysql || ((text[start] | 0x20) == 'e' && at - start == 1));
    }
  }

  private void quoted(byte mark) {
    int i = at + 1;
    while (i < to && text[i] != mark) {
      i++;
    }
    kind = i < to ? Kind.QUOTED : Kind.OTHER;
    start = i < to ? at + 1 : at;
    end = Math.min(i, to);
    at = Math.min(i + 1, to);
  }

  /** A backslash escapes in MySQL and in E strings. */
  private void string(boolean backslashes) {
    byte mark = text[at];
    int i = at + 1;
    literal = Literal.STRING;
    inside = i;
    escapes = backslashes;
    while (i < to) {
      if (text[i] == '\\' && backslashes) {
        i++;
      } else if (text[i] == mark) {
        if (i + 1 < to && text[i + 1] == mark) {
          i++;
        } else {
          break;
        }
      }
      i++;
    }
    insideEnd = Math.min(i, to);
    at = Math.min(i + 1, to);
    kind = Kind.OTHER;
  }

  /** A parameter ($1) or a string between two equal tags ($tag$ … $tag$). */
  private void dollar() {
    int tagEnd = at + 1;
    while (tagEnd < to && (isLetter(text[tagEnd]) || isDigit(text[tagEnd]))) {
      tagEnd++;
    }
    kind = Kind.OTHER;
    inside = at + 1;
    insideEnd = tagEnd;
    if (tagEnd >= to || text[tagEnd] != '$' || isDigit(text[at + 1])) {
      literal = tagEnd > inside && isDigit(text[inside]) ? Literal.PARAMETER : Literal.NONE;
      at = tagEnd;
      return;
    }
    literal = Literal.STRING;
    escapes = false;
    inside = tagEnd + 1;
    int size = tagEnd + 1 - at;
    for (int i = tagEnd + 1; i + size <= to; i++) {
      if (text[i] == '$' && equal(at, i, size)) {
        insideEnd = i;
        at = i + size;
        return;
      }
    }
    insideEnd = to;
    at = to;
  }

  private boolean equal(int one, int other, int size) {
    for (int i = 0; i < size; i++) {
      if (text[one + i] != text[other + i]) {
        return false;
      }
    }
    return true;
  }

  private void number() {
    while (at < to && (isDigit(text[at]) || isLetter(text[at]) || text[at] == '.')) {
      at++;
    }
    kind = Kind.OTHER;
    literal = Literal.NUMBER;
    inside = start;
    insideEnd = at;
  }

  private void skipBlanks() {
    while (at < to) {
      byte each = text[at];
      byte next = at + 1 < to ? text[at + 1] : 0;
      if (each == ' ' || each == '\t' || each == '\r' || each == '\n' || each == 0) {
        at++;
      } else if ((each == '-' && next == '-') || (mysql && each == '#')) {
        while (at < to && text[at] != '\n') {
          at++;
        }
      } else if (mysql && each == '/' && next == '*' && executable()) {
        inExecutable = true;
      } else if (inExecutable && each == '*' && next == '/') {
        inExecutable = false;
        at += 2;
      } else if (each == '/' && next == '*') {
        comment();
      } else {
        return;
      }
    }
  }

  /** What stands in such a comment is run by MySQL, perhaps only from a version on. */
  private boolean executable() {
    int i = at + 2;
    if (i < to && text[i] == 'M') {
      i++;
    }
    if (i >= to || text[i] != '!') {
      return false;
    }
    i++;
    while (i < to && isDigit(text[i])) {
      i++;
    }
    at = i;
    return true;
  }

  /** Comments nest in PostgreSQL. */
  private void comment() {
    int open = 0;
    do {
      if (at + 1 >= to) {
        at = to;
        return;
      }
      if (text[at] == '/' && text[at + 1] == '*' && (open == 0 || !mysql)) {
        open++;
        at += 2;
      } else if (text[at] == '*' && text[at + 1] == '/') {
        open--;
        at += 2;
      } else {
        at++;
      }
    } while (open > 0);
  }

  private String text(int from, int until) {
    return new String(text, from, until - from, StandardCharsets.ISO_8859_1);
  }

  private static boolean isLetter(byte each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || each == '_' || each < 0;
  }

  private static boolean isDigit(byte each) {
    return each >= '0' && each <= '9';
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/**
 * Text read as SQL of any dialect: at most a number of tokens, each with a type, and with its words
 * in lower case. Never fails: what no dialect knows is {@link #OTHER}.
 */
final class SqlTokens {
  static final char END = 0;
  static final char NUMBER = 'n';
  static final char STRING = 's';
  static final char OPEN_STRING = 'o';
  static final char WORD = 'w';
  static final char LOGIC = 'l';
  static final char MATCH = 'm';
  static final char VERB = 'v';
  static final char FUNCTION = 'f';
  static final char STRUCTURE = 't';
  static final char COMPARE = 'c';
  static final char MATHS = 'a';
  static final char VARIABLE = '@';
  static final char CAST = ':';
  static final char JSON_OPERATOR = 'j';
  static final char LINE_COMMENT = 'k';
  static final char OTHER = 'x';

  private final String text;
  private final String lower;
  private final int most;
  private final char[] types;
  private final String[] words;
  private int count;
  private int at;
  private boolean blockComment;
  private boolean conditionalComment;
  private boolean openComment;

  SqlTokens(String text, String lower, int start, int most) {
    this.text = text;
    this.lower = lower;
    this.most = Math.min(most, text.length() - start + 1);
    this.types = new char[this.most];
    this.words = new String[this.most];
    this.at = start;
    read();
  }

  int count() {
    return count;
  }

  /** Returns the type of a token, {@link #END} outside of all. */
  char type(int index) {
    return index >= 0 && index < count ? types[index] : END;
  }

  /** Returns a word in lower case, a sign as it is, empty for strings and numbers. */
  String word(int index) {
    return index >= 0 && index < count ? words[index] : "";
  }

  boolean is(int index, String word) {
    return word(index).equals(word);
  }

  /** Returns whether a comment stood between tokens. */
  boolean blockComment() {
    return blockComment;
  }

  /** Returns whether a comment stood there that some databases execute. */
  boolean conditionalComment() {
    return conditionalComment;
  }

  /** Returns whether a comment was not closed. */
  boolean openComment() {
    return openComment;
  }

  private void read() {
    while (at < text.length() && count < most) {
      char c = text.charAt(at);
      if (Ascii.space(c)) {
        at++;
      } else if (Ascii.digit(c) || (c == '.' && digit(at + 1) && type(count - 1) != WORD)) {
        number();
      } else if (Ascii.word(c) || c > 127) {
        word();
      } else if (c == '\'' || c == '"' || c == '`') {
        string(c);
      } else if (c == '/' && sign(at + 1) == '*') {
        comment();
      } else if (c == '-' && sign(at + 1) == '-') {
        lineComment(2);
      } else if (c == '#' && sign(at + 1) != '>' && sign(at + 1) != '-') {
        lineComment(1);
      } else if (c == '@') {
        variable();
      } else {
        operator(c);
      }
    }
  }

  private void add(char type, String word) {
    types[count] = type;
    words[count++] = word;
  }

  private void number() {
    int start = at;
    while (at < text.length() && (Ascii.word(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    boolean word = false;
    for (int i = start; i < at; i++) {
      word |= text.charAt(i) == '_' || (i == at - 1 && at - start > 24);
    }
    add(word ? WORD : NUMBER, lower.substring(start, at));
  }

  private void word() {
    int start = at;
    while (at < text.length() && (Ascii.word(text.charAt(at)) || text.charAt(at) > 127)) {
      at++;
    }
    String word = lower.substring(start, at);
    if (at - start == 1 && at < text.length() && text.charAt(at) == '\'' && "bxnq".contains(word)) {
      string('\'');
      types[count - 1] = types[count - 1] == STRING ? NUMBER : OPEN_STRING;
      return;
    }
    int next = Ascii.skipSpace(text, at);
    boolean called = next < text.length() && text.charAt(next) == '(';
    int kinds = Lexicon.words().kinds(word);
    add(type(kinds, called), word);
  }

  private static char type(int kinds, boolean called) {
    if (called && (kinds & Kind.SQL_FUNCTION.bit()) != 0) {
      return FUNCTION;
    }
    if ((kinds & Kind.SQL_LOGIC.bit()) != 0) {
      return LOGIC;
    }
    if ((kinds & Kind.SQL_VERB.bit()) != 0) {
      return VERB;
    }
    if ((kinds & Kind.SQL_MATCH.bit()) != 0) {
      return MATCH;
    }
    return (kinds & Kind.SQL_STRUCTURE.bit()) != 0 ? STRUCTURE : WORD;
  }

  private void string(char quote) {
    int i = at + 1;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '\\' && quote != '`') {
        i++;
      } else if (c == quote) {
        if (sign(i + 1) != quote) {
          break;
        }
        i++;
      }
      i++;
    }
    boolean closed = i < text.length();
    boolean json = sign(at + 1) == '{' || sign(at + 1) == '[';
    add(closed ? STRING : OPEN_STRING, json ? "{" : i == at + 1 ? "" : "'");
    at = Math.min(text.length(), i + 1);
  }

  private void comment() {
    int close = text.indexOf("*/", at + 2);
    if (sign(at + 2) == '!' || sign(at + 2) == '+') {
      conditionalComment = true;
      at += 3;
      while (at < text.length() && Ascii.digit(text.charAt(at))) {
        at++;
      }
      return;
    }
    blockComment = true;
    if (close < 0) {
      openComment = true;
      add(LINE_COMMENT, "/*");
      at = text.length();
    } else {
      at = close + 2;
    }
  }

  private void lineComment(int length) {
    int end = text.indexOf('\n', at);
    add(LINE_COMMENT, length == 1 ? "#" : "--");
    at = end < 0 || length == 1 && end < 0 ? tail(length) : end + 1;
  }

  /** Behind a comment sign nothing counts in one dialect, but more signs may follow in another. */
  private int tail(int length) {
    return Math.max(at + length, text.length());
  }

  private void variable() {
    int start = at;
    while (at < text.length() && (Ascii.word(text.charAt(at)) || text.charAt(at) == '@')) {
      at++;
    }
    add(VARIABLE, lower.substring(start, at));
  }

  private void operator(char c) {
    char next = sign(at + 1);
    if (c == '*' && next == '/') {
      at += 2;
      return;
    }
    if ((c == '|' && next == '|') || (c == '&' && next == '&')) {
      add(LOGIC, c == '|' ? "||" : "&&");
      at += 2;
      return;
    }
    if (c == ':' && next == ':') {
      add(CAST, "::");
      at += 2;
      return;
    }
    if (jsonOperator(c, next)) {
      return;
    }
    if (c == '=' || c == '<' || c == '>' || (c == '!' && (next == '=' || next == '<'))) {
      int start = at;
      while (at < text.length() && at - start < 3 && "=<>!".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      add(COMPARE, text.substring(start, at));
      return;
    }
    at++;
    if ("+-/%^~|&".indexOf(c) >= 0) {
      add(MATHS, String.valueOf(c));
    } else if ("(),;.*{}[]".indexOf(c) >= 0) {
      add(c, String.valueOf(c));
    } else {
      add(OTHER, String.valueOf(c));
    }
  }

  private boolean jsonOperator(char c, char next) {
    boolean afterJson = count > 0 && words[count - 1].equals("{");
    boolean pair =
        (c == '<' && next == '@')
            || (c == '@' && next == '>')
            || (c == '-' && next == '>')
            || (c == '#' && (next == '>' || next == '-'))
            || (c == '?' && afterJson);
    if (!pair) {
      return false;
    }
    add(JSON_OPERATOR, "json");
    at += c == '?' ? 1 : 2;
    while (at < text.length() && ">|&".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return true;
  }

  private char sign(int index) {
    return index < text.length() ? text.charAt(index) : END;
  }

  private boolean digit(int index) {
    return index < text.length() && Ascii.digit(text.charAt(index));
  }
}

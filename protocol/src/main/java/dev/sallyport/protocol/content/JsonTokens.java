// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

/**
 * Walks over the tokens of JSON (RFC 8259) in place. Lenient about what stands between them, strict
 * about nesting; never recurses, never allocates.
 */
public final class JsonTokens {

  /** What stands next. */
  public enum Token {
    OBJECT,
    OBJECT_END,
    ARRAY,
    ARRAY_END,
    KEY,
    STRING,
    /** A number or a literal. */
    OTHER,
    END,
    /** It ends inside of a value, nests too deep, or is no JSON. */
    BROKEN
  }

  private static final int DEPTH_MAX = 64;

  private final byte[] octets;
  private final int end;
  private int at;
  private int depth;
  private long objects;
  private boolean keyNext;
  private int tokenStart;
  private int tokenEnd;
  private boolean escaped;
  private boolean tooDeep;

  /** Walks over the bytes from {@code from} to {@code to}. */
  public JsonTokens(byte[] octets, int from, int to) {
    this.octets = octets;
    this.at = from;
    this.end = to;
  }

  /** Returns how many objects and lists are open. */
  public int depth() {
    return depth;
  }

  boolean tooDeep() {
    return tooDeep;
  }

  /** Returns the index of the first byte of a key, string or other value, without quotes. */
  public int start() {
    return tokenStart;
  }

  /** Returns the index behind the last byte of a key, string or other value, without quotes. */
  public int end() {
    return tokenEnd;
  }

  /** Returns whether the key or string has escapes. */
  public boolean escaped() {
    return escaped;
  }

  /** Returns whether the key or string is that one; it must have no escapes. */
  public boolean is(byte[] expected) {
    if (tokenEnd - tokenStart != expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (octets[tokenStart + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /** Goes to the next token and returns what it is. */
  public Token next() {
    while (at < end) {
      byte each = octets[at];
      switch (each) {
        case ' ', '\t', '\r', '\n', ':' -> at++;
        case ',' -> {
          at++;
          keyNext = inObject();
        }
        case '{' -> {
          return open(true);
        }
        case '[' -> {
          return open(false);
        }
        case '}', ']' -> {
          return close(each == '}');
        }
        case '"' -> {
          return string();
        }
        default -> {
          return other();
        }
      }
    }
    return depth == 0 ? Token.END : Token.BROKEN;
  }

  /** Goes behind the object or list that was opened last. */
  public Token skip() {
    int outside = depth - 1;
    Token token = Token.OTHER;
    while (depth > outside && token != Token.BROKEN && token != Token.END) {
      token = next();
    }
    return token;
  }

  private Token open(boolean object) {
    at++;
    if (depth == DEPTH_MAX) {
      tooDeep = true;
      return broken();
    }
    objects = objects << 1 | (object ? 1 : 0);
    depth++;
    keyNext = object;
    return object ? Token.OBJECT : Token.ARRAY;
  }

  private Token close(boolean object) {
    if (depth == 0 || inObject() != object) {
      return broken();
    }
    at++;
    depth--;
    objects >>>= 1;
    keyNext = false;
    return object ? Token.OBJECT_END : Token.ARRAY_END;
  }

  private boolean inObject() {
    return depth > 0 && (objects & 1) != 0;
  }

  private Token string() {
    tokenStart = at + 1;
    escaped = false;
    for (int i = at + 1; i < end; i++) {
      byte each = octets[i];
      if (each == '"') {
        tokenEnd = i;
        at = i + 1;
        boolean key = keyNext;
        keyNext = false;
        return key ? Token.KEY : Token.STRING;
      }
      if (each == '\\') {
        escaped = true;
        i++;
      }
    }
    return broken();
  }

  private Token other() {
    tokenStart = at;
    int i = at;
    while (i < end && isPlain(octets[i])) {
      i++;
    }
    if (i == at || keyNext) {
      return broken();
    }
    tokenEnd = i;
    at = i;
    return Token.OTHER;
  }

  private Token broken() {
    at = end;
    depth = Math.max(depth, 1);
    return Token.BROKEN;
  }

  private static boolean isPlain(byte each) {
    return each >= '0' && each <= '9'
        || each >= 'a' && each <= 'z'
        || each >= 'A' && each <= 'Z'
        || each == '-'
        || each == '+'
        || each == '.'
        || each == '_';
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/**
 * What a value of a field or parameter is; never the value. Numbers in stored summaries are the
 * places in this list: new types go to its end.
 */
public enum ValueType {
  NULL,
  BOOLEAN,
  INTEGER,
  NUMBER,
  STRING,
  OBJECT,
  ARRAY,
  UUID,
  DATE,
  DATE_TIME,
  EMAIL,
  URI,
  /** Bytes, such as a file. */
  BINARY;

  /** Returns the bit that stands for it in a set of types. */
  public int bit() {
    return 1 << ordinal();
  }

  /** Returns whether a set of types has it. */
  public boolean isIn(int types) {
    return (types & bit()) != 0;
  }

  /**
   * Returns what a text is: a number, a truth value, a string of a known form, or a string. Takes
   * time in proportion to the length, at most some hundred characters.
   */
  public static ValueType ofText(String text) {
    int length = text.length();
    if (length == 0 || length > 256) {
      return text.startsWith("http://") || text.startsWith("https://") ? URI : STRING;
    }
    if (text.equals("true") || text.equals("false")) {
      return BOOLEAN;
    }
    char first = text.charAt(0);
    if (isDigit(first) || (first == '-' && length > 1)) {
      return ofDigits(text);
    }
    return ofWords(text);
  }

  private static ValueType ofDigits(String text) {
    int digits = 0;
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      digits += isDigit(each) ? 1 : 0;
      dots += each == '.' ? 1 : 0;
    }
    int signs = text.charAt(0) == '-' ? 1 : 0;
    if (digits + signs == text.length()) {
      return INTEGER;
    }
    if (dots == 1 && digits + signs + 1 == text.length()) {
      return NUMBER;
    }
    if (isDate(text)) {
      boolean time = text.length() > 10 && (text.charAt(10) == 'T' || text.charAt(10) == ' ');
      return text.length() == 10 ? DATE : time ? DATE_TIME : STRING;
    }
    return ofWords(text);
  }

  private static ValueType ofWords(String text) {
    if (isUuid(text)) {
      return UUID;
    }
    if (text.startsWith("http://") || text.startsWith("https://")) {
      return URI;
    }
    int at = text.indexOf('@');
    boolean email =
        at > 0 && at == text.lastIndexOf('@') && text.indexOf('.', at) > at + 1 && !hasSpace(text);
    return email ? EMAIL : STRING;
  }

  private static boolean isDate(String text) {
    return text.length() >= 10
        && text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && isDigit(text.charAt(1))
        && isDigit(text.charAt(5))
        && isDigit(text.charAt(8));
  }

  private static boolean isUuid(String text) {
    if (text.length() != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      char each = text.charAt(i);
      boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
      if (hyphen ? each != '-' : Character.digit(each, 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasSpace(String text) {
    return text.indexOf(' ') >= 0;
  }

  private static boolean isDigit(char each) {
    return each >= '0' && each <= '9';
  }
}

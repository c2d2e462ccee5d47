// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

import java.util.Map;

/**
 * Takes escapes off, one kind at a time. Each reads a range of bytes and fills a {@link Decoded};
 * what is no valid escape stays as it is, as lenient readers behind us keep it too. Each returns
 * whether anything was decoded.
 */
public final class Decoders {
  private static final Map<String, Integer> ENTITIES =
      Map.ofEntries(
          Map.entry("lt", (int) '<'),
          Map.entry("gt", (int) '>'),
          Map.entry("amp", (int) '&'),
          Map.entry("quot", (int) '"'),
          Map.entry("apos", (int) '\''),
          Map.entry("nbsp", 0xA0),
          Map.entry("colon", (int) ':'),
          Map.entry("sol", (int) '/'),
          Map.entry("bsol", (int) '\\'),
          Map.entry("lpar", (int) '('),
          Map.entry("rpar", (int) ')'),
          Map.entry("lbrack", (int) '['),
          Map.entry("rbrack", (int) ']'),
          Map.entry("lcub", (int) '{'),
          Map.entry("rcub", (int) '}'),
          Map.entry("equals", (int) '='),
          Map.entry("comma", (int) ','),
          Map.entry("period", (int) '.'),
          Map.entry("semi", (int) ';'),
          Map.entry("commat", (int) '@'),
          Map.entry("dollar", (int) '$'),
          Map.entry("percnt", (int) '%'),
          Map.entry("plus", (int) '+'),
          Map.entry("num", (int) '#'),
          Map.entry("excl", (int) '!'),
          Map.entry("grave", (int) '`'),
          Map.entry("Tab", (int) '\t'),
          Map.entry("NewLine", (int) '\n'));

  /** Longest entity that is looked up, from <code>&amp;</code> to <code>;</code>. */
  private static final int ENTITY_MAX = 12;

  private Decoders() {}

  /** Takes the escapes of a JSON string off; the range is what stands between its quotes. */
  public static boolean json(byte[] bytes, int start, int end, Decoded out) {
    out.clear();
    int at = start;
    while (at < end && !out.cut()) {
      int plain = at;
      while (at < end && bytes[at] != '\\') {
        at++;
      }
      out.addAll(bytes, plain, at);
      if (at < end) {
        at = jsonEscape(bytes, at, end, out);
      }
    }
    out.end(at);
    return out.changed();
  }

  private static int jsonEscape(byte[] bytes, int at, int end, Decoded out) {
    if (at + 1 >= end) {
      out.add('\\', at);
      return at + 1;
    }
    int plain =
        switch (bytes[at + 1]) {
          case 'n' -> '\n';
          case 't' -> '\t';
          case 'r' -> '\r';
          case 'b' -> '\b';
          case 'f' -> '\f';
          case '"', '\\', '/', '\'' -> bytes[at + 1];
          default -> -1;
        };
    if (plain >= 0) {
      out.markChanged();
      out.add(plain, at);
      return at + 2;
    }
    return unicodeEscape(bytes, at, end, out);
  }

  /** Reads <code>\\u1234</code>, pairs of surrogates as one; anything else stays. */
  private static int unicodeEscape(byte[] bytes, int at, int end, Decoded out) {
    int unit = bytes[at + 1] == 'u' ? hex(bytes, at + 2, at + 6, end) : -1;
    if (unit < 0) {
      out.add(bytes[at], at);
      return at + 1;
    }
    out.markChanged();
    int next = at + 6;
    if (Character.isHighSurrogate((char) unit)
        && next + 6 <= end
        && bytes[next] == '\\'
        && bytes[next + 1] == 'u') {
      int low = hex(bytes, next + 2, next + 6, end);
      if (low >= 0 && Character.isLowSurrogate((char) low)) {
        out.addCodePoint(Character.toCodePoint((char) unit, (char) low), at);
        return next + 6;
      }
    }
    out.addCodePoint(Character.isSurrogate((char) unit) ? 0xFFFD : unit, at);
    return next;
  }

  /**
   * Takes percent-encoding off, <code>%u1234</code> too.
   *
   * @param plusIsSpace whether a plus stands for a space, as in forms and queries
   */
  public static boolean percent(
      byte[] bytes, int start, int end, boolean plusIsSpace, Decoded out) {
    out.clear();
    int at = start;
    while (at < end && !out.cut()) {
      byte b = bytes[at];
      int value = b == '%' ? hex(bytes, at + 1, at + 3, end) : -1;
      if (value >= 0) {
        out.markChanged();
        out.add(value, at);
        at += 3;
      } else if (b == '%' && at + 6 <= end && (bytes[at + 1] | 0x20) == 'u') {
        at = percentUnicode(bytes, at, end, out);
      } else {
        out.add(b == '+' && plusIsSpace ? ' ' : b, at++);
        if (b == '+' && plusIsSpace) {
          out.markChanged();
        }
      }
    }
    out.end(at);
    return out.changed();
  }

  private static int percentUnicode(byte[] bytes, int at, int end, Decoded out) {
    int unit = hex(bytes, at + 2, at + 6, end);
    if (unit < 0) {
      out.add('%', at);
      return at + 1;
    }
    out.markChanged();
    out.addCodePoint(Character.isSurrogate((char) unit) ? 0xFFFD : unit, at);
    return at + 6;
  }

  /**
   * Takes entities of HTML and XML off: numbers and the names that stand for characters of code.
   */
  public static boolean entities(byte[] bytes, int start, int end, Decoded out) {
    out.clear();
    int at = start;
    while (at < end && !out.cut()) {
      int plain = at;
      while (at < end && bytes[at] != '&') {
        at++;
      }
      out.addAll(bytes, plain, at);
      if (at < end) {
        at = entity(bytes, at, end, out);
      }
    }
    out.end(at);
    return out.changed();
  }

  private static int entity(byte[] bytes, int at, int end, Decoded out) {
    int stop = at + 1;
    int most = Math.min(end, at + ENTITY_MAX);
    boolean numeric = stop < end && bytes[stop] == '#';
    if (numeric) {
      stop++;
    }
    while (stop < most && Bytes.isLetterOrDigit(bytes[stop])) {
      stop++;
    }
    boolean closed = stop < end && bytes[stop] == ';';
    int codePoint = numeric ? number(bytes, at + 2, stop) : named(bytes, at + 1, stop, closed);
    if (codePoint < 0) {
      out.add('&', at);
      return at + 1;
    }
    out.markChanged();
    out.addCodePoint(codePoint, at);
    return closed ? stop + 1 : stop;
  }

  private static int number(byte[] bytes, int start, int end) {
    if (start >= end) {
      return -1;
    }
    boolean hexadecimal = (bytes[start] | 0x20) == 'x';
    long value = 0;
    for (int i = hexadecimal ? start + 1 : start; i < end; i++) {
      int digit = Character.digit(bytes[i], hexadecimal ? 16 : 10);
      if (digit < 0) {
        return -1;
      }
      value = Math.min(Integer.MAX_VALUE, value * (hexadecimal ? 16 : 10) + digit);
    }
    boolean valid = value > 0 && Character.isValidCodePoint((int) value);
    return valid && !(value >= 0xD800 && value < 0xE000) ? (int) value : -1;
  }

  private static int named(byte[] bytes, int start, int end, boolean closed) {
    if (!closed || start >= end) {
      return -1;
    }
    return ENTITIES.getOrDefault(Bytes.text(bytes, start, end), -1);
  }

  /**
   * Takes the escapes of programming languages off: <code>\\x41</code>, <code>\\u0041</code>,
   * <code>\\u{41}</code>, <code>\\101</code> stays.
   */
  public static boolean backslashes(byte[] bytes, int start, int end, Decoded out) {
    out.clear();
    int at = start;
    while (at < end && !out.cut()) {
      if (bytes[at] != '\\' || at + 1 >= end) {
        out.add(bytes[at], at++);
      } else if (bytes[at + 1] == 'x' && hex(bytes, at + 2, at + 4, end) >= 0) {
        out.markChanged();
        out.addCodePoint(hex(bytes, at + 2, at + 4, end), at);
        at += 4;
      } else {
        at = braced(bytes, at, end, out);
      }
    }
    out.end(at);
    return out.changed();
  }

  private static int braced(byte[] bytes, int at, int end, Decoded out) {
    if (bytes[at + 1] != 'u' || at + 2 >= end || bytes[at + 2] != '{') {
      return unicodeEscape(bytes, at, end, out);
    }
    int close = at + 3;
    while (close < end && close < at + 10 && Character.digit(bytes[close], 16) >= 0) {
      close++;
    }
    int value = close > at + 3 ? hex(bytes, at + 3, close, end) : -1;
    if (close >= end || bytes[close] != '}' || value < 0 || !Character.isValidCodePoint(value)) {
      out.add('\\', at);
      return at + 1;
    }
    out.markChanged();
    out.addCodePoint(value >= 0xD800 && value < 0xE000 ? 0xFFFD : value, at);
    return close + 1;
  }

  /** Returns whether {@link #fold} could change anything in a range. */
  public static boolean foldable(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      if (b == (byte) 0xC2 || b == (byte) 0xE2 || b == (byte) 0xEF) {
        return true;
      }
    }
    return false;
  }

  /**
   * Turns signs that look like those of ASCII, or like nothing, into them: spaces and hyphens of
   * all widths, letters, digits and signs of full width; what has no width is left out.
   */
  public static boolean fold(byte[] bytes, int start, int end, Decoded out) {
    out.clear();
    int at = start;
    while (at < end && !out.cut()) {
      int plain = at;
      while (at < end && !foldable(bytes, at, at + 1)) {
        at++;
      }
      out.addAll(bytes, plain, at);
      if (at < end) {
        at = folded(bytes, at, end, out);
      }
    }
    out.end(at);
    return out.changed();
  }

  private static int folded(byte[] bytes, int at, int end, Decoded out) {
    int length = bytes[at] == (byte) 0xC2 ? 2 : 3;
    int codePoint = -1;
    if (at + length <= end) {
      codePoint =
          length == 2
              ? bytes[at + 1] & 0xFF
              : (bytes[at] & 0x0F) << 12 | (bytes[at + 1] & 0x3F) << 6 | bytes[at + 2] & 0x3F;
    }
    int like = ascii(codePoint);
    if (like == 0) {
      out.add(bytes[at], at);
      return at + 1;
    }
    out.markChanged();
    if (like > 0) {
      out.add(like, at);
    }
    return at + length;
  }

  /** Returns what a sign looks like, 0 if like nothing in ASCII, -1 if it has no width. */
  private static int ascii(int codePoint) {
    if (codePoint >= 0xFF01 && codePoint <= 0xFF5E) {
      return codePoint - 0xFF01 + '!';
    }
    if (codePoint >= 0x2010 && codePoint <= 0x2015) {
      return '-';
    }
    if (codePoint >= 0x2000 && codePoint <= 0x200A) {
      return ' ';
    }
    return switch (codePoint) {
      case 0xA0, 0x202F, 0x205F -> ' ';
      case 0x2212 -> '-';
      case 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF -> -1;
      default -> 0;
    };
  }

  /**
   * Decodes a whole run of base64, of either alphabet, white space left out.
   *
   * @return whether all of the range is base64
   */
  public static boolean base64(byte[] bytes, int start, int end, Decoded out) {
    out.clear();
    int bits = 0;
    int count = 0;
    int from = start;
    int at = start;
    for (; at < end && bytes[at] != '='; at++) {
      int value = Bytes.base64(bytes[at]);
      if (value < 0) {
        if (Bytes.isSpace(bytes[at])) {
          continue;
        }
        return false;
      }
      if (count == 0) {
        from = at;
      }
      bits = bits << 6 | value;
      count++;
      if (count == 4) {
        if (!(out.add(bits >> 16, from) && out.add(bits >> 8, from) && out.add(bits, from))) {
          break;
        }
        count = 0;
      }
    }
    out.markChanged();
    tail(bits, count, from, out);
    out.end(end);
    return count != 1 && out.length() > 0;
  }

  private static void tail(int bits, int count, int from, Decoded out) {
    if (count == 3) {
      out.add(bits >> 10, from);
      out.add(bits >> 2, from);
    } else if (count == 2) {
      out.add(bits >> 4, from);
    }
  }

  /**
   * Returns the end of the longest run of base64 that starts here; the start itself if there is
   * none.
   */
  public static int base64Run(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end && Bytes.base64(bytes[at]) >= 0) {
      at++;
    }
    if (at == start) {
      return start;
    }
    for (int padding = 0; padding < 2 && at < end && bytes[at] == '='; padding++) {
      at++;
    }
    return at;
  }

  /** Returns the number, or -1 when the range is no hexadecimal number or goes beyond the end. */
  private static int hex(byte[] bytes, int start, int stop, int end) {
    if (stop > end) {
      return -1;
    }
    int value = 0;
    for (int i = start; i < stop; i++) {
      int digit = Bytes.hex(bytes[i]);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }
}

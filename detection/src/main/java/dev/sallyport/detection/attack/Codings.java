// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.text.Bytes;

/**
 * Takes codings off text, each in one pass and never failing: what is no valid escape stays as it
 * is. A method returns its very argument when nothing was coded.
 */
final class Codings {
  /** Shortest text that is taken for Base64. */
  static final int BASE64_MIN = 10;

  private Codings() {}

  /** Takes off percent escapes, <code>%uXXXX</code> among them, and plus signs if asked to. */
  static String percent(String text, boolean plus) {
    if (text.indexOf('%') < 0 && (!plus || text.indexOf('+') < 0)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    boolean changed = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int value = c == '%' ? hex(text, i + 1, 2) : -1;
      int wide = c == '%' && at(text, i + 1, 'u') ? hex(text, i + 2, 4) : -1;
      if (value >= 0) {
        out.append((char) value);
        i += 2;
        changed = true;
      } else if (wide >= 0) {
        out.append((char) wide);
        i += 5;
        changed = true;
      } else if (plus && c == '+') {
        out.append(' ');
        changed = true;
      } else {
        out.append(c);
      }
    }
    return changed ? utf8(out.toString()) : text;
  }

  /**
   * Reads runs of characters of one byte as UTF-8 where they are. Forms that are longer than needed
   * are read too, as broken programs do.
   */
  static String utf8(String text) {
    int i = 0;
    while (i < text.length() && (text.charAt(i) < 0xc0 || text.charAt(i) > 0xf7)) {
      i++;
    }
    if (i == text.length()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length()).append(text, 0, i);
    while (i < text.length()) {
      char c = text.charAt(i);
      int more = c >= 0xf0 && c <= 0xf7 ? 3 : c >= 0xe0 ? 2 : 1;
      int point = c >= 0xc0 && c <= 0xf7 ? c & (0x3f >> more) : -1;
      for (int k = 1; k <= more && point >= 0; k++) {
        boolean follows = i + k < text.length() && (text.charAt(i + k) & 0xffc0) == 0x80;
        point = follows ? point << 6 | (text.charAt(i + k) & 0x3f) : -1;
      }
      if (point >= 0 && point <= Character.MAX_CODE_POINT) {
        out.appendCodePoint(point);
        i += more + 1;
      } else {
        out.append(c);
        i++;
      }
    }
    return out.toString();
  }

  /** Takes off HTML's character references, also those without the closing semicolon. */
  static String entities(String text) {
    if (text.indexOf('&') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    boolean changed = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int end = c == '&' ? entity(text, i, out) : i;
      if (end > i) {
        changed = true;
        i = end - 1;
      } else {
        out.append(c);
      }
    }
    return changed ? out.toString() : text;
  }

  private static int entity(String text, int start, StringBuilder out) {
    if (at(text, start + 1, '#')) {
      boolean hex = at(text, start + 2, 'x') || at(text, start + 2, 'X');
      return numbered(text, start, hex ? start + 3 : start + 2, hex, out);
    }
    int end = start + 1;
    while (end < text.length() && end - start < 12 && Ascii.letter(text.charAt(end))) {
      end++;
    }
    String name = Ascii.lower(text.substring(start + 1, end));
    char meaning = NamedSigns.of(name);
    for (int length = Math.min(name.length() - 1, 7); meaning == 0 && length >= 5; length--) {
      meaning = NamedSigns.of(name.substring(0, length));
      end = meaning == 0 ? end : start + 1 + length;
    }
    if (meaning == 0) {
      return start;
    }
    boolean closed = at(text, end, ';');
    out.append(meaning);
    return closed ? end + 1 : end;
  }

  private static int numbered(String text, int start, int first, boolean hex, StringBuilder out) {
    int i = first;
    int point = 0;
    while (i < text.length() && (hex ? Ascii.hex(text.charAt(i)) >= 0 : digit(text, i))) {
      point = Math.min(point * (hex ? 16 : 10) + Ascii.hex(text.charAt(i)), 0x10ffff);
      i++;
    }
    if (i == first) {
      return start;
    }
    out.appendCodePoint(point);
    return at(text, i, ';') ? i + 1 : i;
  }

  /** Takes off the escapes of JavaScript, C and Java: u, u{}, x, and octal ones. */
  static String escapes(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    boolean changed = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int end = c == '\\' ? escape(text, i, out) : i;
      if (end > i) {
        changed = true;
        i = end - 1;
      } else {
        out.append(c);
      }
    }
    return changed ? utf8(out.toString()) : text;
  }

  private static int escape(String text, int start, StringBuilder out) {
    int i = start + 1;
    while (at(text, i, '\\') && i - start < 3) {
      i++;
    }
    if (i >= text.length()) {
      return start;
    }
    char kind = text.charAt(i);
    if (kind == 'u' && at(text, i + 1, '{')) {
      return braced(text, start, i + 2, out);
    }
    int digits = kind == 'u' ? 4 : kind == 'x' ? 2 : 0;
    int value = digits > 0 ? hex(text, i + 1, digits) : -1;
    if (value >= 0) {
      out.append((char) value);
      return i + 1 + digits;
    }
    if (kind >= '0' && kind <= '3' && octal(text, i + 1) && octal(text, i + 2)) {
      out.append(
          (char) ((kind - '0') * 64 + (text.charAt(i + 1) - '0') * 8 + text.charAt(i + 2) - '0'));
      return i + 3;
    }
    return start;
  }

  private static int braced(String text, int start, int first, StringBuilder out) {
    int close = first;
    int point = 0;
    while (close < text.length() && close - first < 8 && Ascii.hex(text.charAt(close)) >= 0) {
      point = Math.min(point * 16 + Ascii.hex(text.charAt(close)), 0x10ffff);
      close++;
    }
    if (close == first || !at(text, close, '}')) {
      return start;
    }
    out.appendCodePoint(point);
    return close + 1;
  }

  /**
   * Brings letters and signs that look like ASCII and are read as such by some programs to ASCII:
   * full-width forms, curly quotes, circled digits, narrow and wide spaces; drops characters of no
   * width and NUL.
   */
  static String fold(String text) {
    int i = 0;
    while (i < text.length() && text.charAt(i) < 0x80 && text.charAt(i) != 0) {
      i++;
    }
    if (i == text.length()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length()).append(text, 0, i);
    for (; i < text.length(); i++) {
      int folded = folded(text.charAt(i));
      if (folded >= 0) {
        out.append((char) folded);
      }
    }
    return out.toString();
  }

  private static int folded(char c) {
    if (c == 0 || (c >= 0x200b && c <= 0x200f) || c == 0xfeff || c == 0xad) {
      return -1;
    }
    if (c >= 0xff01 && c <= 0xff5e) {
      return c - 0xfee0;
    }
    if (c >= 0x2460 && c <= 0x2468) {
      return '1' + c - 0x2460;
    }
    if (c >= 0x24b6 && c <= 0x24e9) {
      return 'a' + (c - 0x24b6) % 26;
    }
    return switch (c) {
      case 0x24ea -> '0';
      case 0x2018, 0x2019, 0x201a, 0x2b9, 0x2bc, 0xb4 -> '\'';
      case 0x201c, 0x201d, 0x201e -> '"';
      case 0x3002 -> '.';
      case 0x3000, 0x2002, 0x2003, 0x2009, 0xa0 -> ' ';
      case 0x2044, 0x2215 -> '/';
      default -> c;
    };
  }

  /** Returns what Base64 text says when that is mostly plain ASCII, else the text itself. */
  static String base64(String text) {
    int length = text.length();
    if (length < BASE64_MIN || !looksLikeBase64(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(length * 3 / 4);
    int bits = 0;
    int held = 0;
    int plain = 0;
    for (int i = 0; i < length && text.charAt(i) != '='; i++) {
      held = held << 6 | sixBits(text.charAt(i));
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        char c = (char) (held >> bits & 0xff);
        plain += (c >= 32 && c < 127) || Ascii.space(c) ? 1 : 0;
        out.append(c);
      }
    }
    return plain * 10 >= out.length() * 9 ? out.toString() : text;
  }

  /** Returns whether bytes of the alphabet of Base64 alone may say something readable. */
  static boolean mayBeBase64(byte[] bytes, int start, int end) {
    int most = (end - start) * 3 / 4;
    int odd = 0;
    int bits = 0;
    int held = 0;
    for (int i = start; i < end; i++) {
      int six = Bytes.base64(bytes[i]);
      if (six < 0) {
        return false;
      }
      held = held << 6 | six;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        int c = held >> bits & 0xff;
        odd += c >= 32 && c < 127 || Ascii.space((char) c) ? 0 : 1;
        if (odd * 10 > most) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean looksLikeBase64(String text) {
    int padding = text.indexOf('=');
    int end = padding < 0 ? text.length() : padding;
    if (text.length() - end > 2) {
      return false;
    }
    for (int i = 0; i < end; i++) {
      if (sixBits(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  private static int sixBits(char c) {
    if (Ascii.letter(c)) {
      return c <= 'Z' ? c - 'A' : c - 'a' + 26;
    }
    if (Ascii.digit(c)) {
      return c - '0' + 52;
    }
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
  }

  private static int hex(String text, int at, int digits) {
    if (at + digits > text.length()) {
      return -1;
    }
    int value = 0;
    for (int i = at; i < at + digits; i++) {
      int digit = Ascii.hex(text.charAt(i));
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static boolean octal(String text, int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '7';
  }

  private static boolean digit(String text, int at) {
    return at < text.length() && Ascii.digit(text.charAt(at));
  }

  private static boolean at(String text, int index, char c) {
    return index < text.length() && text.charAt(index) == c;
  }
}

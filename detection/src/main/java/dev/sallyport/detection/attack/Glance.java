// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/**
 * What one pass over a text tells: the signs in it, the kinds of its words, and how much it reads
 * like something people write. Reusable; confined to one thread.
 */
final class Glance {
  static final int QUOTE = 1;
  static final int DOUBLE_QUOTE = 1 << 1;
  static final int BACKTICK = 1 << 2;
  static final int PARENTHESIS = 1 << 3;
  static final int ANGLE = 1 << 4;
  static final int SEMICOLON = 1 << 5;
  static final int PIPE = 1 << 6;
  static final int AMPERSAND = 1 << 7;
  static final int DOLLAR = 1 << 8;
  static final int BRACE = 1 << 9;
  static final int BRACKET = 1 << 10;
  static final int BACKSLASH = 1 << 11;
  static final int PERCENT = 1 << 12;
  static final int STAR = 1 << 13;
  static final int HASH = 1 << 14;
  static final int BANG = 1 << 15;
  static final int TILDE = 1 << 16;
  static final int QUESTION = 1 << 17;
  static final int LINE_BREAK = 1 << 18;
  static final int CONTROL = 1 << 19;
  static final int HIGH = 1 << 20;
  static final int EQUALS = 1 << 21;
  static final int AT = 1 << 22;
  static final int SLASH = 1 << 23;
  static final int SPACE = 1 << 24;
  static final int CARET = 1 << 25;
  static final int DOUBLE_DOT = 1 << 26;
  static final int DOUBLE_MINUS = 1 << 27;
  static final int SCHEME = 1 << 28;
  static final int MIXED_CASE = 1 << 29;

  /** Signs that ordinary identifiers, paths, addresses, times and sentences do without. */
  static final int ODD =
      QUOTE
          | DOUBLE_QUOTE
          | BACKTICK
          | PARENTHESIS
          | ANGLE
          | SEMICOLON
          | PIPE
          | AMPERSAND
          | DOLLAR
          | BRACE
          | BRACKET
          | BACKSLASH
          | PERCENT
          | STAR
          | HASH
          | BANG
          | TILDE
          | QUESTION
          | LINE_BREAK
          | CONTROL
          | EQUALS
          | CARET
          | DOUBLE_DOT
          | DOUBLE_MINUS;

  private static final int[] CLASSES = classes();

  private final Lexicon lexicon = Lexicon.words();
  private int signs;
  private int kinds;
  private int words;
  private int plainWords;
  private int flowing;

  /** Looks at a text, up to a length. */
  void look(CharSequence text, int start, int end) {
    signs = 0;
    kinds = 0;
    words = 0;
    plainWords = 0;
    flowing = 0;
    char before = 0;
    int i = start;
    while (i < end) {
      char c = text.charAt(i);
      if (Ascii.word(c)) {
        flowing += before == ' ' && i - start > 1 && Ascii.word(text.charAt(i - 2)) ? 1 : 0;
        i = word(text, i, end);
        before = 'a';
        continue;
      }
      signs |= c < 128 ? CLASSES[c] : HIGH;
      if (c == before) {
        signs |= c == '.' ? DOUBLE_DOT : c == '-' ? DOUBLE_MINUS : 0;
      } else if (c == '/' && before == ':') {
        signs |= SCHEME;
      }
      before = c;
      i++;
    }
  }

  private int word(CharSequence text, int start, int end) {
    int hash = 0;
    int i = start;
    int cases = 0;
    int rises = 0;
    boolean small = false;
    boolean letters = true;
    for (; i < end; i++) {
      char c = text.charAt(i);
      if (!Ascii.word(c)) {
        break;
      }
      char lower = Ascii.lower(c);
      boolean capital = lower != c;
      cases |= capital ? 2 : Ascii.letter(c) ? 1 : Ascii.digit(c) ? 4 : 0;
      rises += capital && small ? 1 : 0;
      small = !capital && c > '9';
      letters &= Ascii.letter(c);
      hash = Lexicon.hash(hash, lower);
      signs |= c == '_' && i > start && text.charAt(i - 1) == '_' ? MIXED_CASE : 0;
    }
    int found = lexicon.kinds(text, start, i, hash);
    kinds |= found;
    words++;
    if (letters && i - start > 1 && (found & ~Kind.PART.bit()) == 0) {
      plainWords++;
    }
    boolean coded = cases == 7 || rises * 4 > i - start;
    if (i - start >= 8 && (cases & 3) == 3 && coded) {
      signs |= MIXED_CASE;
    }
    return i;
  }

  /** Kinds whose words rarely stand in sentences. */
  static final int STRONG =
      Kind.set(Kind.SQL_NAME, Kind.UNIX, Kind.POWERSHELL, Kind.PHP_NAME, Kind.GADGET, Kind.SESSION);

  int signs() {
    return signs;
  }

  int kinds() {
    return kinds;
  }

  /** Returns the number of words. */
  int words() {
    return words;
  }

  /** Returns the number of words of letters that are no interpreter's own. */
  int plainWords() {
    return plainWords;
  }

  /** Returns whether it reads like a sentence: words one space apart, many of them plain. */
  boolean prose() {
    return plainWords >= 4 && flowing * 3 >= words * 2;
  }

  /** Returns whether it is as long and as wordy as what people write to be read. */
  boolean document() {
    return words >= 40 && plainWords >= 25 && flowing * 10 >= words;
  }

  /** Returns whether the text deserves more than this glance. */
  boolean remarkable() {
    return (signs & (ODD | MIXED_CASE | SCHEME | HIGH)) != 0
        || (kinds
                & (STRONG
                    | Kind.set(Kind.SCRIPT, Kind.JAVA, Kind.SQL_FUNCTION, Kind.HOST, Kind.PART)))
            != 0
        || (kinds != 0 && (signs & (SPACE | SLASH | AT)) != 0);
  }

  private static int[] classes() {
    int[] classes = new int[128];
    String signs = "'\"`(<;|&${[\\%*#!~?=@/ ^";
    int[] bits = {
      QUOTE,
      DOUBLE_QUOTE,
      BACKTICK,
      PARENTHESIS,
      ANGLE,
      SEMICOLON,
      PIPE,
      AMPERSAND,
      DOLLAR,
      BRACE,
      BRACKET,
      BACKSLASH,
      PERCENT,
      STAR,
      HASH,
      BANG,
      TILDE,
      QUESTION,
      EQUALS,
      AT,
      SLASH,
      SPACE,
      CARET
    };
    for (int i = 0; i < 32; i++) {
      classes[i] = CONTROL;
    }
    classes['\t'] = SPACE;
    classes['\n'] = LINE_BREAK;
    classes['\r'] = LINE_BREAK;
    classes[127] = CONTROL;
    for (int i = 0; i < signs.length(); i++) {
      classes[signs.charAt(i)] = bits[i];
    }
    classes[')'] = PARENTHESIS;
    classes['>'] = ANGLE;
    classes['}'] = BRACE;
    classes[']'] = BRACKET;
    return classes;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static dev.sallyport.detection.attack.TriggerWords.NEXT;

import dev.sallyport.detection.attack.Sample.Role;

/**
 * The signs that {@link Harmless} knows: where each may stand so that no rule of a detector can
 * mean it, and what is to be asked at the end because it stood there. Confined to one thread.
 */
final class HarmlessSigns {
  static final long AT = 1L << NEXT;
  static final long SLASH = 1L << (NEXT + 1);
  static final long DOT = 1L << (NEXT + 2);
  static final long COMMENT = 1L << (NEXT + 3);
  static final long OPTION = 1L << (NEXT + 4);
  static final long MINUS = 1L << (NEXT + 5);
  static final long SPACE = 1L << (NEXT + 6);
  static final long BEYOND = 1L << (NEXT + 7);
  static final long QUOTE = 1L << (NEXT + 8);
  static final long STAR = 1L << (NEXT + 9);
  static final long END = 1L << (NEXT + 10);
  static final long EQUALS = 1L << (NEXT + 11);
  static final long LINE = 1L << (NEXT + 12);
  static final long PLUS = 1L << (NEXT + 13);
  static final long OTHER = 1L << (NEXT + 14);

  /** The first bit that is free for others. */
  static final int BITS = NEXT + 15;

  /** Endings behind an apostrophe inside of a word. */
  private static final String ENDINGS = " s t re ll ve d m ";

  /**
   * Letters and digits of words beside which a hyphen, full stop or slash is quiet, one bit for
   * each sign: those are left out with which a word begins or ends that is asked for.
   */
  private static final byte[] BEFORE = besides("etp", "gmt", "nvpy");

  private static final byte[] BEHIND = besides("m", "edw", "");

  private static byte[] besides(String notHyphen, String notDot, String notSlash) {
    byte[] signs = new byte[256];
    for (char c = 0; c < 128; c++) {
      char lower = Ascii.lower(c);
      if (Ascii.word(c)) {
        signs[c] |= (byte) (notHyphen.indexOf(lower) < 0 ? 1 : 0);
        signs[c] |= (byte) (notDot.indexOf(lower) < 0 ? 1 << 1 : 0);
        signs[c] |= (byte) (notSlash.indexOf(lower) < 0 ? 1 << 2 : 0);
      }
    }
    return signs;
  }

  private final Around text;
  private final FirstWord firstWord;
  private final HarmlessLink link;
  private byte[] bytes = new byte[0];
  private int start;
  private int end;
  private boolean argument;

  /** Whether an address at the beginning is one that a server may open. */
  private boolean fetched;

  private boolean value;
  private long seen;

  HarmlessSigns(Around text, FirstWord firstWord) {
    this.text = text;
    this.firstWord = firstWord;
    this.link = new HarmlessLink(text);
  }

  void of(byte[] holder, int from, int to, Channel channel, Role role) {
    bytes = holder;
    start = from;
    end = to;
    argument = channel == Channel.ARGUMENT || channel == Channel.PATH;
    fetched = argument || channel == Channel.HEADER;
    value = role == Role.VALUE;
    seen = 0;
  }

  /** Returns the signs seen, as bits. */
  long seen() {
    return seen;
  }

  /**
   * Looks at a sign; returns the index behind it, -1 if it is enough to look closer.
   *
   * @param word bits of the word before
   */
  int sign(int i, long word) {
    byte b = bytes[i];
    if (b < 0) {
      seen |= BEYOND;
      int length = beyond(i);
      return length == 0 ? -1 : i + length;
    }
    return ordinary(b, i) || (argument ? queried(b, i) : rare(b, i, word)) ? i + 1 : -1;
  }

  private boolean ordinary(byte b, int i) {
    if (quiet(b, i)) {
      return true;
    }
    if (i > start && i + 1 < end && digit(bytes[i - 1]) && digit(bytes[i + 1])) {
      // As in numbers, times and identifiers: none of the questions below means these.
      if (b == '-' || b == '.' || b == ':') {
        seen |= b == '-' ? MINUS : b == '.' ? DOT : 0;
        return true;
      }
    }
    return switch (b) {
      case ' ', '\t' -> {
        seen |= SPACE;
        yield true;
      }
      case ',' -> true;
      case '.' -> dot(i);
      case ':' -> colon(i);
      case '/' -> slash(i);
      case '@' -> at(i);
      case '+' -> {
        seen |= PLUS;
        yield !text.follows(i + 1, "adw");
      }
      case '-' -> minus(i);
      default -> false;
    };
  }

  /** Returns whether a sign joins words of which none ends or begins as those asked for below. */
  private boolean quiet(byte b, int i) {
    long sign = b == '.' ? DOT : b == '/' && !argument ? SLASH : b == '-' ? MINUS : 0;
    if (sign == 0 || i == start || i + 1 >= end) {
      return false;
    }
    int bit = b - '-';
    boolean quiet = (BEFORE[bytes[i - 1] & 0xff] & BEHIND[bytes[i + 1] & 0xff] & 1 << bit) != 0;
    if (!quiet || b == '-' && (seen & MINUS) == 0 && !digit(bytes[i - 1])) {
      return false;
    }
    seen |= sign;
    return true;
  }

  private static boolean digit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** Signs of the query of an address, which alone may stand where values are short. */
  private boolean queried(byte b, int i) {
    seen |= OTHER;
    return switch (b) {
      case '?' -> {
        int from = text.stretch(i);
        yield from == start
            && unbroken()
            && text.holds(from, i, "://")
            && !text.holds(from, i, "?")
            && Ascii.letter(text.at(i + 1));
      }
      case '&' -> unbroken() && link.inQuery(i) && link.parameter(i);
      case '=' -> {
        seen |= EQUALS;
        yield unbroken() && link.inQuery(i) && text.at(i + 1) != '=' && link.ordinaryName(i);
      }
      default -> false;
    };
  }

  /** Returns whether nothing follows an address behind a space, where a command might. */
  private boolean unbroken() {
    return text.stretch(end) == start;
  }

  /** Signs of sentences and addresses, which mean more where values are short. */
  private boolean rare(byte b, int i, long word) {
    seen |= OTHER;
    return switch (b) {
      case '\'' -> apostrophe(i, word);
      case '?' -> question(i);
      case '!' -> Ascii.word(text.at(i - 1)) && "!r".indexOf(text.at(i + 1)) < 0;
      case '%' -> {
        char next = Ascii.lower(text.at(i + 1));
        yield Ascii.hex(next) < 0 && next != 'u';
      }
      case '#' -> {
        seen |= COMMENT;
        yield true;
      }
      case '*' -> {
        seen |= STAR;
        yield text.at(i - 1) != '/' && text.at(i + 1) != '/';
      }
      case ';' -> {
        seen |= END;
        yield (text.at(i + 1) == ' ' || i + 1 == end) && !text.precedes(i, "cookie") && next(i + 1);
      }
      case '&' ->
          text.at(i + 1) == ' '
              ? text.at(i - 1) == ' ' && !text.closelyFollows(i + 1, "if") && next(i + 1)
              : text.stretch(end) <= i && link.inQuery(i) && link.parameter(i);
      case '=' -> {
        seen |= EQUALS;
        yield link.inQuery(i) && text.at(i + 1) != '=' && link.ordinaryName(i);
      }
      case '\n', '\r' -> {
        seen |= LINE | SPACE;
        yield value && line(i);
      }
      default -> false;
    };
  }

  private boolean dot(int i) {
    seen |= DOT;
    char next = text.at(i + 1);
    if (next == '.'
        || text.follows(i + 1, "exe")
        || text.follows(i + 1, "download")
        || text.follows(i + 1, "webcl")
        || text.precedes(i, "org")
        || text.precedes(i, "com")) {
      return false;
    }
    if (text.at(i - 1) == '1' && (next | 0x20) == 'e') {
      return false;
    }
    return !(text.closelyPrecedes(i, "ript") && text.closelyFollows(i + 1, "enc"));
  }

  private boolean colon(int i) {
    char next = text.at(i + 1);
    if (next == '/') {
      return link.harmless(i, start, end, fetched);
    }
    boolean web = Ascii.digit(next) && (text.precedes(i, "http") || text.precedes(i, "https"));
    boolean style = text.closelyFollows(i + 1, "url");
    return next != ':'
        && !web
        && !text.closelyPrecedes(i, "ript")
        && !text.closelyPrecedes(i, "mocha")
        && !text.closelyPrecedes(i, "data")
        && !(style && (text.closelyPrecedes(i, "vior") || text.closelyPrecedes(i, "viour")))
        && !text.precedes(i, "cookie");
  }

  private boolean slash(int i) {
    seen |= SLASH;
    if (text.precedes(i, "bin")
        || text.precedes(i, "dev")
        || text.precedes(i, "http")
        || text.precedes(i, "py")) {
      return false;
    }
    return !argument || link.hostAlone(i, start);
  }

  private boolean at(int i) {
    seen |= AT;
    boolean joins = Ascii.word(text.at(i - 1)) && Ascii.word(text.at(i + 1));
    return joins && !text.follows(i + 1, "imp");
  }

  private boolean minus(int i) {
    char next = text.at(i + 1);
    seen |= next == '-' ? COMMENT : 0;
    boolean option = i == start || bytes[i - 1] == ' ';
    seen |= option && "ecnw".indexOf(next | 0x20) >= 0 ? OPTION : 0;
    boolean first = (seen & MINUS) == 0;
    seen |= MINUS;
    if (Ascii.letter(next)
        && (text.precedes(i, "invoke") || text.precedes(i, "start"))
        && "ewp".indexOf(next | 0x20) >= 0) {
      return false;
    }
    return !(first && cmdlet(i))
        && !(text.closelyPrecedes(i, "http") && text.closelyFollows(i + 1, "equiv"))
        && !text.closelyFollows(i + 1, "moz");
  }

  private boolean cmdlet(int i) {
    int from = i;
    while (from > start && Ascii.letter(text.at(from - 1))) {
      from--;
    }
    int to = text.wordEnd(i + 1);
    TriggerWords words = TriggerWords.all();
    return from < i
        && to > i + 1
        && (words.bits(bytes, from, i) & TriggerWords.CMDLET_VERB) != 0
        && (words.bits(bytes, i + 1, to) & TriggerWords.CMDLET_NOUN) != 0;
  }

  /**
   * An apostrophe inside of a word that means nothing to databases, as in {@code don't}, and not in
   * the first word, where a shell would take it out.
   */
  private boolean apostrophe(int i, long word) {
    seen |= QUOTE;
    int stretch = text.stretch(i);
    char left = text.at(stretch - 2);
    return word == 0
        && Ascii.letter(text.at(i - 1))
        && text.at(stretch - 1) == ' '
        && (Ascii.word(left) || ",.:".indexOf(left) >= 0)
        && ending(i + 1);
  }

  private boolean ending(int from) {
    int to = text.wordEnd(from);
    if (to == from || to - from > 2 || text.at(to) == '\'') {
      return false;
    }
    int at = ENDINGS.indexOf(Ascii.lower(text.at(from)));
    while (at > 0) {
      boolean same =
          ENDINGS.charAt(at - 1) == ' '
              && at + to - from < ENDINGS.length()
              && ENDINGS.charAt(at + to - from) == ' '
              && (to - from == 1 || ENDINGS.charAt(at + 1) == Ascii.lower(text.at(from + 1)));
      if (same) {
        return true;
      }
      at = ENDINGS.indexOf(Ascii.lower(text.at(from)), at + 1);
    }
    return false;
  }

  /**
   * A question mark that is no wildcard in the name of a file, and ends no address to be opened.
   */
  private boolean question(int i) {
    if (fetched && text.at(i + 1) <= ' ') {
      return false;
    }
    int from = text.stretch(i);
    return !text.holds(from, i, "/") || text.holds(from, i, "://");
  }

  /** Returns whether what stands behind a sign that ends a command or statement starts no other. */
  private boolean next(int from) {
    int word = from;
    while (word < end && bytes[word] == ' ') {
      word++;
    }
    int to = text.wordEnd(word);
    return !firstWord.startsStatement(bytes, word, to) && !firstWord.runsAtAll(bytes, word, end);
  }

  /** Looks at what stands behind the end of a line. */
  private boolean line(int i) {
    int from = i + 1;
    while (from < end && (bytes[from] == '\n' || bytes[from] == '\r')) {
      from++;
    }
    if (from == end) {
      return true;
    }
    int to = from;
    while (to < end && bytes[to] != '\n' && bytes[to] != '\r') {
      to++;
    }
    if (text.follows(from, "system") || text.precedes(i, "builtin__")) {
      return false;
    }
    return !LineDetector.maySuspect(text, from, to) && !firstWord.runsAsLine(bytes, from, to);
  }

  /** Returns the length of a letter beyond ASCII that looks like none of it, 0 for others. */
  private int beyond(int i) {
    int first = bytes[i] & 0xff;
    int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    boolean plain =
        first >= 0xc3 && first <= 0xdf && first != 0xca && first != 0xcb
            || first == 0xe1
            || first >= 0xe4 && first <= 0xed
            || first == 0xf0 && i + 1 < end && (bytes[i + 1] & 0xff) >= 0x90;
    if (!plain || i + more >= end) {
      return 0;
    }
    for (int k = 1; k <= more; k++) {
      if ((bytes[i + k] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return more + 1;
  }
}

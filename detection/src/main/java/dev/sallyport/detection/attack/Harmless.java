// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static dev.sallyport.detection.attack.TriggerWords.NEXT;

import dev.sallyport.detection.attack.Sample.Role;

/**
 * Tells from the bytes of an argument, in one pass and without an object, that no detector can
 * suspect it, so that nearly all of ordinary traffic never gets to them. It must never be wrong in
 * that direction: what it does not know it does not call harmless. So it only speaks of text of
 * words, numbers, letters beyond ASCII and the signs {@code . , : / @ + -}, which no coding but
 * Base64 hides anything in, and asks for each rule of each detector whether the words and signs are
 * there without which the rule cannot speak. Confined to one thread.
 */
final class Harmless {
  private static final long DIGIT = 1L << NEXT;
  private static final long LOGIC_NUMBER = 1L << (NEXT + 1);
  private static final long NUMBER_AS = 1L << (NEXT + 2);
  private static final long AT = 1L << (NEXT + 3);
  private static final long SLASH = 1L << (NEXT + 4);
  private static final long DOT = 1L << (NEXT + 5);
  private static final long COMMENT = 1L << (NEXT + 6);
  private static final long OPTION = 1L << (NEXT + 7);
  private static final long MINUS = 1L << (NEXT + 8);
  private static final long SPACE = 1L << (NEXT + 9);
  private static final long BEYOND = 1L << (NEXT + 10);
  private static final long LOOK_CLOSER = 1L << (NEXT + 11);

  /** What can matter at the end; all else has been judged where it stands. */
  private static final long ASKED =
      ~(DIGIT | AT | SPACE | BEYOND | MINUS | TriggerWords.MATCH | TriggerWords.SESSION)
          & ~(TriggerWords.CMDLET_NOUN | TriggerWords.CMDLET_VERB);

  /** Words between which a choice of SQL may stand, its one operand written in several words. */
  private static final int CHOICE_WORDS = 8;

  /** Longest text that is copied to be looked at. */
  private static final int COPY_MAX = 2048;

  private static final byte[] WORD = new byte[256];

  static {
    for (int c = 0; c < 128; c++) {
      WORD[c] = (byte) (Ascii.word((char) c) ? Ascii.lower((char) c) : 0);
    }
  }

  private final TriggerWords triggers = TriggerWords.all();
  private final KnownNames names = new KnownNames();
  private final FirstWord firstWord = new FirstWord();
  private final FileNames files = FileNames.known();
  private final byte[] copy = new byte[COPY_MAX];
  private byte[] bytes = new byte[0];
  private int start;
  private int end;
  private boolean argument;
  private long seen;
  private long before;
  private int words;
  private int lastWhen;
  private boolean afterLogic;
  private boolean afterNumber;

  /**
   * Returns whether nothing can be suspected.
   *
   * @param channel where the text stands
   * @param role {@link Role#VALUE}, {@link Role#NAME} or {@link Role#HEADER}; of others it knows
   *     nothing
   */
  boolean is(byte[] text, int from, int to, Channel channel, Role role) {
    boolean name = role == Role.NAME && channel == Channel.ARGUMENT;
    if (name && names.holds(text, from, to)) {
      return true;
    }
    boolean harmless = judge(text, from, to, channel, role);
    if (name && harmless) {
      names.add(text, from, to);
    }
    return harmless;
  }

  private boolean judge(byte[] text, int from, int to, Channel channel, Role role) {
    bytes = text;
    start = from;
    end = to;
    argument = channel == Channel.ARGUMENT || channel == Channel.PATH;
    seen = 0;
    words = 0;
    lastWhen = -CHOICE_WORDS;
    before = 0;
    afterLogic = false;
    afterNumber = false;
    for (int i = start; i < end; ) {
      i = WORD[bytes[i] & 0xff] != 0 ? word(i) : sign(i);
      if (i < 0) {
        return false;
      }
    }
    return !(argument && (words == 0 || stopsPrograms()))
        && ((seen & ASKED) == 0 || !asked())
        && (role != Role.NAME || !HarmlessName.doubtful(bytes, start, end, seen))
        && !runs(role)
        && !((seen & (SLASH | DOT)) != 0 && files.mayName(bytes, start, end))
        && !hidden();
  }

  /** The same for text of which each character is one byte; what is longer is not looked at. */
  boolean is(CharSequence text, int from, int to, Channel channel, Role role) {
    if (to - from > copy.length) {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c > 0xff) {
        return false;
      }
      copy[i - from] = (byte) c;
    }
    return is(copy, 0, to - from, channel, role);
  }

  /** Reads a word; returns the index behind it, -1 if it is enough to look closer. */
  private int word(int from) {
    int hash = 0;
    int capitals = 0;
    int i = from;
    for (; i < end; i++) {
      byte b = bytes[i];
      byte lower = WORD[b & 0xff];
      if (lower == 0) {
        break;
      }
      hash = hash * 31 + lower;
      capitals |= b ^ lower;
    }
    words++;
    long bits = triggers.bits(bytes, from, i, hash);
    boolean number = bytes[from] <= '9';
    if (bits != 0) {
      trigger(bits);
    }
    if (number) {
      seen |= afterLogic ? DIGIT | LOGIC_NUMBER : DIGIT;
    } else {
      boolean logic = (bits & TriggerWords.LOGIC) != 0;
      afterLogic = logic || afterLogic && (bits & TriggerWords.NOT) != 0;
    }
    afterNumber = number;
    before = bits;
    if (number && bytes[from] == '0' && follows(from, "0x2e")
        || capitals != 0 && HarmlessName.encoded(bytes, from, i)
        || i - from > 3 && bytes[from + 2] == '_' && procedure(from)
        || (seen & TriggerWords.ALONE) != 0) {
      return -1;
    }
    return i;
  }

  private void trigger(long bits) {
    seen |= bits;
    if ((bits & (TriggerWords.WHEN | TriggerWords.THEN)) != 0) {
      seen |= words - lastWhen <= CHOICE_WORDS ? LOOK_CLOSER : 0;
      seen |= (before & TriggerWords.CASE) != 0 ? LOOK_CLOSER : 0;
      lastWhen = (bits & TriggerWords.WHEN) != 0 ? words : lastWhen;
    }
    seen |= afterNumber && (bits & TriggerWords.AS) != 0 ? NUMBER_AS : 0;
    seen |= afterNumber && (bits & TriggerWords.NOT) != 0 ? LOOK_CLOSER : 0;
  }

  /** Names of procedures that come with one database: {@code xp_} and {@code sp_}. */
  private boolean procedure(int from) {
    int first = bytes[from] | 0x20;
    return (bytes[from + 1] | 0x20) == 'p' && (first == 'x' || first == 's');
  }

  /** Looks at a sign; returns the index behind it, -1 if it is enough to look closer. */
  private int sign(int i) {
    byte b = bytes[i];
    boolean fine =
        switch (b) {
          case ' ', '\t' -> {
            seen |= SPACE;
            yield true;
          }
          case ',' -> true;
          case '.' -> dot(i);
          case ':' -> colon(i);
          case '/' -> slash(i);
          case '@' -> at(i);
          case '+' -> !follows(i + 1, "adw");
          case '-' -> minus(i);
          default -> b < 0 && beyond(i) > 0;
        };
    return !fine ? -1 : b < 0 ? i + beyond(i) : i + 1;
  }

  private boolean dot(int i) {
    seen |= DOT;
    char next = sign(i + 1, end);
    if (next == '.'
        || follows(i + 1, "exe")
        || follows(i + 1, "download")
        || follows(i + 1, "webcl")
        || precedes(i, "org")
        || precedes(i, "com")) {
      return false;
    }
    char last = sign(i - 1, end);
    if (last == '1' && (next | 0x20) == 'e') {
      return false;
    }
    return !(closely(i, "ript") && closelyFollows(i + 1, "enc"));
  }

  private boolean colon(int i) {
    char next = sign(i + 1, end);
    if (next == '/') {
      return link(i);
    }
    boolean web = Ascii.digit(next) && (precedes(i, "http") || precedes(i, "https"));
    return next != ':'
        && !web
        && !(closely(i, "ript") || closely(i, "mocha") || closely(i, "data"))
        && !(closelyFollows(i + 1, "url") && (closely(i, "vior") || closely(i, "viour")))
        && !precedes(i, "cookie");
  }

  private boolean slash(int i) {
    seen |= SLASH;
    if (precedes(i, "bin") || precedes(i, "dev") || precedes(i, " http") || precedes(i, "py")) {
      return false;
    }
    if (!argument) {
      return true;
    }
    // A host without a scheme, where nothing stands before it.
    if (i == start) {
      return sign(i + 1, end) != '/';
    }
    for (int k = start; k < i; k++) {
      if (bytes[k] == '/' || bytes[k] == ' ') {
        return true;
      }
    }
    return bytes[i - 1] == ':' || Hosts.ordinary(bytes, start, i) || smallNumber(start, i);
  }

  private boolean smallNumber(int from, int to) {
    for (int k = from; k < to; k++) {
      if (!Ascii.digit((char) (bytes[k] & 0xff))) {
        return false;
      }
    }
    return to - from <= 4;
  }

  private boolean at(int i) {
    seen |= AT;
    boolean joins = i > start && WORD[bytes[i - 1] & 0xff] != 0 && Ascii.word(sign(i + 1, end));
    return joins && !follows(i + 1, "imp");
  }

  private boolean minus(int i) {
    char next = sign(i + 1, end);
    if (next == '-') {
      seen |= COMMENT;
    }
    boolean option = i == start || bytes[i - 1] == ' ';
    seen |= option && "ecnw".indexOf(next | 0x20) >= 0 ? OPTION : 0;
    boolean first = (seen & MINUS) == 0;
    seen |= MINUS;
    if (Ascii.letter(next)
        && (precedes(i, "invoke") || precedes(i, "start"))
        && "ewp".indexOf(next | 0x20) >= 0) {
      return false;
    }
    return !(first && cmdlet(i))
        && !(closely(i, "http") && closelyFollows(i + 1, "equiv"))
        && !closelyFollows(i + 1, "moz");
  }

  private boolean cmdlet(int i) {
    int from = i;
    while (from > start && Ascii.letter((char) (bytes[from - 1] & 0xff))) {
      from--;
    }
    int to = i + 1;
    while (to < end && WORD[bytes[to] & 0xff] != 0) {
      to++;
    }
    return from < i
        && to > i + 1
        && (triggers.bits(bytes, from, i) & TriggerWords.CMDLET_VERB) != 0
        && (triggers.bits(bytes, i + 1, to) & TriggerWords.CMDLET_NOUN) != 0;
  }

  /** Looks at an address; {@code i} is its first colon. */
  private boolean link(int i) {
    int scheme = i;
    while (scheme > start && WORD[bytes[scheme - 1] & 0xff] != 0) {
      scheme--;
    }
    boolean web = i - scheme == 4 && precedes(i, "http") || i - scheme == 5 && precedes(i, "https");
    char left = scheme > start ? (char) (bytes[scheme - 1] & 0xff) : ' ';
    if (!web || "+-.:".indexOf(left) >= 0 || sign(i + 2, end) != '/') {
      return false;
    }
    int from = i + 3;
    int to = from;
    int port = -1;
    while (to < end && "/, ".indexOf(bytes[to]) < 0) {
      byte b = bytes[to];
      if (b < 0 || b == '@' || b == '\t') {
        return false;
      }
      port = b == ':' && port < 0 ? to : port;
      to++;
    }
    if (argument && scheme == start) {
      for (int k = to; k < end; k++) {
        if (bytes[k] == '.') {
          return false;
        }
      }
      if (port >= 0) {
        return false;
      }
    }
    return Hosts.ordinary(bytes, from, port < 0 ? to : port);
  }

  /** Returns the length of a letter beyond ASCII that looks like none of it, 0 for others. */
  private int beyond(int i) {
    seen |= BEYOND;
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

  /** Asks for each rule that needs several words whether they are all there. */
  private boolean asked() {
    long s = seen;
    if ((s & LOOK_CLOSER) != 0) {
      return true;
    }
    if ((s & TriggerWords.SCRIPT) != 0
        && ((s & DOT) != 0 || HarmlessName.oddForScript(bytes, start, end))) {
      return true;
    }
    return all(s, TriggerWords.UNION | TriggerWords.SELECT)
        || (s & TriggerWords.SELECT) != 0
            && (s & (TriggerWords.FROM | DIGIT | AT | TriggerWords.LOGIC)) != 0
        || all(s, TriggerWords.INSERT | TriggerWords.INTO)
        || all(s, TriggerWords.DELETE | TriggerWords.FROM)
        || all(s, TriggerWords.UPDATE | TriggerWords.SET)
        || (s & TriggerWords.DEFINE) != 0 && (s & (TriggerWords.OBJECT | COMMENT)) != 0
        || all(s, TriggerWords.EXECUTE | AT)
        || all(s, TriggerWords.EXECUTE) && HarmlessName.holds(bytes, start, end, "immediate")
        || all(s, TriggerWords.WAIT | TriggerWords.DELAY)
        || (s & TriggerWords.HAVING) != 0 && (s & (DIGIT | AT)) != 0
        || all(s, TriggerWords.INTO | TriggerWords.FILE)
        || (s & TriggerWords.PREPARE) != 0 && (s & (TriggerWords.FROM | TriggerWords.AS)) != 0
        || all(s, TriggerWords.PROCEDURE | TriggerWords.ANALYSE)
        || all(s, TriggerWords.SET | AT)
        || all(s, LOGIC_NUMBER | TriggerWords.MATCH)
        || all(s, TriggerWords.BETWEEN | TriggerWords.LOGIC)
        || all(s, TriggerWords.SOUNDS | TriggerWords.MATCH)
        || all(s, TriggerWords.IS | TriggerWords.NULL)
        || all(s, TriggerWords.DIVIDE | DIGIT)
        || all(s, TriggerWords.FROM | TriggerWords.LIMIT)
        || all(s, TriggerWords.FROM | NUMBER_AS)
        || all(s, TriggerWords.ORDER | TriggerWords.BY) && (s & (DIGIT | TriggerWords.IF)) != 0
        || words == 1 && (s & TriggerWords.OPERATOR) != 0
        || (s & OPTION) != 0 && HarmlessName.namesPowerShell(bytes, start, end);
  }

  /** Returns whether a shell may run it; a word alone counts only where values are short. */
  private boolean runs(Role role) {
    return ((seen & SPACE) != 0 || argument && role != Role.NAME)
        && firstWord.runs(bytes, start, end, argument, role == Role.NAME, (seen & SLASH) != 0);
  }

  /** Numbers that made programs hang. */
  private boolean stopsPrograms() {
    return words == 3 && follows(start, "2.22507385") || words == 1 && follows(start, "1e309");
  }

  private static boolean all(long of, long bits) {
    return (of & bits) == bits;
  }

  /** Returns whether the text may be Base64 of something readable. */
  private boolean hidden() {
    return end - start >= Codings.BASE64_MIN
        && (seen & (SPACE | DOT | AT | BEYOND)) == 0
        && Codings.mayBeBase64(bytes, start, end);
  }

  private char sign(int i, int to) {
    return i >= start && i < to ? (char) (bytes[i] & 0xff) : 0;
  }

  /** Returns whether lower-case text stands at an index, in any case. */
  private boolean follows(int at, String text) {
    if (end - at < text.length()) {
      return false;
    }
    for (int k = 0; k < text.length(); k++) {
      if (Ascii.lower((char) (bytes[at + k] & 0xff)) != text.charAt(k)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether lower-case text ends before an index, in any case. */
  private boolean precedes(int at, String text) {
    return at - start >= text.length() && follows(at - text.length(), text);
  }

  /** The same as {@link #precedes}, white space left out. */
  private boolean closely(int at, String text) {
    int k = text.length() - 1;
    for (int i = at - 1; i >= start && k >= 0; i--) {
      byte b = bytes[i];
      if (b == ' ' || b == '\t') {
        continue;
      }
      if (Ascii.lower((char) (b & 0xff)) != text.charAt(k--)) {
        return false;
      }
    }
    return k < 0;
  }

  /** The same as {@link #follows}, white space left out. */
  private boolean closelyFollows(int at, String text) {
    int k = 0;
    for (int i = at; i < end && k < text.length(); i++) {
      byte b = bytes[i];
      if (b == ' ' || b == '\t') {
        continue;
      }
      if (Ascii.lower((char) (b & 0xff)) != text.charAt(k++)) {
        return false;
      }
    }
    return k == text.length();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static dev.sallyport.detection.attack.HarmlessRules.DIGIT;
import static dev.sallyport.detection.attack.HarmlessRules.LOGIC_NUMBER;
import static dev.sallyport.detection.attack.HarmlessRules.LOOK_CLOSER;
import static dev.sallyport.detection.attack.HarmlessRules.NUMBER_AS;
import static dev.sallyport.detection.attack.HarmlessSigns.AT;
import static dev.sallyport.detection.attack.HarmlessSigns.BEYOND;
import static dev.sallyport.detection.attack.HarmlessSigns.COMMENT;
import static dev.sallyport.detection.attack.HarmlessSigns.DOT;
import static dev.sallyport.detection.attack.HarmlessSigns.EQUALS;
import static dev.sallyport.detection.attack.HarmlessSigns.LINE;
import static dev.sallyport.detection.attack.HarmlessSigns.MINUS;
import static dev.sallyport.detection.attack.HarmlessSigns.OPTION;
import static dev.sallyport.detection.attack.HarmlessSigns.OTHER;
import static dev.sallyport.detection.attack.HarmlessSigns.PLUS;
import static dev.sallyport.detection.attack.HarmlessSigns.QUOTE;
import static dev.sallyport.detection.attack.HarmlessSigns.SLASH;
import static dev.sallyport.detection.attack.HarmlessSigns.SPACE;
import static dev.sallyport.detection.attack.HarmlessSigns.STAR;

import dev.sallyport.detection.attack.Sample.Role;
import dev.sallyport.detection.text.KnownKeys;
import dev.sallyport.detection.text.Outline;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the bytes of an argument, in one pass and without an object, that no detector can
 * suspect it, so that nearly all of ordinary traffic never gets to them. It must never be wrong in
 * that direction: what it does not know it does not call harmless. So it only speaks of text of
 * words, numbers, letters beyond ASCII and some signs, which no coding but Base64 hides anything
 * in, and asks for each rule of each detector whether the words and signs are there without which
 * the rule cannot speak. Confined to one thread.
 */
final class Harmless {
  /** What options, paths and addresses are made of. */
  private static final long TECHNICAL =
      SLASH | DOT | MINUS | AT | PLUS | STAR | EQUALS | COMMENT | OPTION | OTHER;

  /** What can matter at the end; all else has been judged where it stands. */
  private static final long ASKED =
      ~(DIGIT | AT | SPACE | BEYOND | MINUS | PLUS | LINE | OTHER)
          & ~(TriggerWords.MATCH | TriggerWords.SESSION | TriggerWords.TRUTH | DOT)
          & ~(TriggerWords.CMDLET_NOUN | TriggerWords.CMDLET_VERB | TriggerWords.COMMAND)
          & ~TriggerWords.CONDITION;

  /** Words that mean something beside a number. */
  private static final long WITH_NUMBER = TriggerWords.LOGIC | TriggerWords.AS | TriggerWords.NOT;

  /** The same where nothing but spaces and commas stands between. */
  private static final int CHOICE_WORDS_PLAIN = 2;

  /** Words that are enough to look closer, alone or where they come twice. */
  private static final long DECISIVE = TriggerWords.ALONE | TriggerWords.WHEN | TriggerWords.THEN;

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

  /** Names of arguments that were found harmless. */
  private final KnownKeys names = new KnownKeys();

  private final FirstWord firstWord = new FirstWord();
  private final Around around = new Around();
  private final HarmlessSigns signs = new HarmlessSigns(around, firstWord);
  private final HarmlessRange range = new HarmlessRange(around, firstWord);
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
  private int lastWhenEnd;
  private boolean afterLogic;
  private boolean afterNumber;

  /** Where the first word ends that the text begins with, -1 if it begins with a sign. */
  private int firstEnd;

  private boolean firstRuns;

  /**
   * Returns whether nothing can be suspected.
   *
   * @param channel where the text stands
   * @param role {@link Role#VALUE}, {@link Role#NAME} or {@link Role#HEADER}; of others it knows
   *     nothing
   */
  boolean is(byte[] text, int from, int to, Channel channel, Role role) {
    return is(text, from, to, channel, role, null);
  }

  /** The same for text of which there may be an outline, which makes it quicker. */
  boolean is(byte[] text, int from, int to, Channel channel, Role role, @Nullable Outline outline) {
    boolean name = role == Role.NAME && channel == Channel.ARGUMENT;
    if (name && names.find(text, from, to) >= 0) {
      return true;
    }
    Outline known = outline != null && outline.reach(text, from, to) ? outline : null;
    boolean value = role == Role.VALUE && channel == Channel.DOCUMENT;
    boolean harmless =
        value && known != null && HarmlessShape.is(known, text, from, to)
            || judge(text, from, to, channel, role, known);
    if (name && harmless) {
      names.add(text, from, to);
    }
    return harmless;
  }

  private boolean judge(
      byte[] text, int from, int to, Channel channel, Role role, @Nullable Outline outline) {
    bytes = text;
    start = from;
    end = to;
    argument = channel == Channel.ARGUMENT || channel == Channel.PATH;
    around.of(text, from, to);
    signs.of(text, from, to, channel, role);
    forget();
    if (outline == null) {
      return read() && says(role, signs.seen(), null);
    }
    if (!signs(outline)) {
      return false;
    }
    long signsSeen = seen | signs.seen();
    forget();
    if (mayBe(outline) && says(role, signsSeen, outline)) {
      return true;
    }
    forget();
    return words(outline) && says(role, signsSeen, outline);
  }

  private void forget() {
    seen = 0;
    words = 0;
    lastWhen = -CHOICE_WORDS;
    lastWhenEnd = end;
    before = 0;
    afterLogic = false;
    afterNumber = false;
    firstEnd = -1;
  }

  /** Says whether all words and signs together mean nothing. */
  private boolean says(Role role, long signsSeen, @Nullable Outline outline) {
    seen |= signsSeen;
    return !(argument && (words == 0 || stopsPrograms()))
        && ((seen & ASKED) == 0 || !HarmlessRules.asked(seen, words, bytes, start, end))
        && (role != Role.NAME || !HarmlessName.doubtful(bytes, start, end, seen))
        && !runs(role)
        && !((seen & (SLASH | DOT)) != 0 && files.mayName(bytes, start, end, outline))
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

  /** Reads words and signs byte by byte; returns whether that is not enough to look closer. */
  private boolean read() {
    for (int i = start; i < end; ) {
      i = WORD[bytes[i] & 0xff] != 0 ? word(i) : signs.sign(i, before);
      if (i < 0) {
        return false;
      }
    }
    return true;
  }

  /** Reads a word; returns the index behind it, -1 if it is enough to look closer. */
  private int word(int from) {
    int capitals = 0;
    int i = from;
    for (; i < end; i++) {
      byte b = bytes[i];
      byte lower = WORD[b & 0xff];
      if (lower == 0) {
        break;
      }
      capitals |= b ^ lower;
    }
    return word(from, i, capitals != 0) ? i : -1;
  }

  /**
   * Notes more than the words of a text may mean, without asking whether they are what their
   * letters hash to and in which order they stand: so most texts are told harmless without a branch
   * for each word. Returns false where that is not enough.
   */
  private boolean mayBe(Outline outline) {
    if (end + Long.BYTES > bytes.length) {
      return false;
    }
    long may = 0;
    for (int at = start; at < end; ) {
      long all = outline.in(Outline.WORD, at, end);
      long numbers = outline.at(Outline.DIGIT, at);
      long capitals = outline.in(Outline.CAPITAL, at, end);
      long lines = outline.in(Outline.UNDERSCORE, at, end);
      boolean goesOn = end - at > Long.SIZE;
      int next = at + Long.SIZE;
      for (long left = all & ~(all << 1); left != 0; left &= left - 1) {
        int from = Long.numberOfTrailingZeros(left);
        int length = Long.numberOfTrailingZeros(~(all >>> from));
        if (from + length == Long.SIZE && goesOn) {
          next = at + from;
          break;
        }
        words++;
        if (capitals != 0
                && (capitals >>> from & Outline.mask(length)) != 0
                && HarmlessName.encoded(bytes, at + from, at + from + length)
            || lines != 0 && length > 3 && bytes[at + from + 2] == '_' && procedure(at + from)) {
          return false;
        }
        if ((numbers >>> from & 1) == 0) {
          long word = triggers.mayBe(bytes, at + from, length);
          if ((word & DECISIVE) != 0) {
            // Enough to look closer, if it is this word and no other with the same hash.
            word = triggers.bits(bytes, at + from, at + from + length) & ~TriggerWords.COMMAND;
            if (chooses(word, at + from, at + from + length)) {
              return false;
            }
          }
          may |= word;
        } else if (hexadecimal(at + from)) {
          return false;
        } else {
          may |= DIGIT;
        }
      }
      if (next == at) {
        return false;
      }
      at = next;
    }
    boolean chosen = (may & (TriggerWords.WHEN | TriggerWords.THEN)) != 0;
    if ((may & TriggerWords.ALONE) != 0
        || chosen && (may & TriggerWords.CASE) != 0
        || (may & DIGIT) != 0 && (may & WITH_NUMBER) != 0) {
      return false;
    }
    seen |= may;
    begins(outline);
    return true;
  }

  /** Notes a word that chooses; returns whether with one shortly before it may be a choice. */
  private boolean chooses(long word, int from, int to) {
    boolean choice = (word & TriggerWords.THEN) != 0 && words - lastWhen <= operandWords(from);
    if ((word & TriggerWords.WHEN) != 0) {
      lastWhen = words;
      lastWhenEnd = to;
    }
    return choice;
  }

  /** Returns how many words on the other end of a choice may be: signs join words into one. */
  private int operandWords(int then) {
    for (int i = lastWhenEnd; i < then; i++) {
      if (WORD[bytes[i] & 0xff] == 0 && bytes[i] != ' ' && bytes[i] != ',') {
        return CHOICE_WORDS;
      }
    }
    return CHOICE_WORDS_PLAIN;
  }

  /** Looks at the first word as such. */
  private void begins(Outline outline) {
    int to = outline.behind(Outline.WORD, start, end);
    if (to > start) {
      firstEnd = to;
      firstRuns =
          bytes[start] <= '9' || (triggers.bits(bytes, start, to) & TriggerWords.COMMAND) != 0;
    }
  }

  /** Reads all words as an outline has them; returns whether none is enough to look closer. */
  private boolean words(Outline outline) {
    for (int at = start; at < end; ) {
      long words = outline.in(Outline.WORD, at, end);
      long capitals = outline.at(Outline.CAPITAL, at);
      boolean goesOn = end - at > Long.SIZE;
      int next = at + Long.SIZE;
      while (words != 0) {
        int from = Long.numberOfTrailingZeros(words);
        int length = Long.numberOfTrailingZeros(~(words >>> from));
        int behind = from + length;
        if (behind == Long.SIZE && goesOn) {
          next = at + from;
          break;
        }
        boolean capital = (capitals >>> from & Outline.mask(length)) != 0;
        if (!word(at + from, at + behind, capital)) {
          return false;
        }
        words = behind == Long.SIZE ? 0 : words & -1L << behind;
      }
      if (next == at) {
        next = outline.behind(Outline.WORD, at, end);
        if (!word(at, next, outline.any(Outline.CAPITAL, at, next))) {
          return false;
        }
      }
      at = next;
    }
    return true;
  }

  /** Reads all signs as an outline has them; returns whether none is enough to look closer. */
  private boolean signs(Outline outline) {
    seen |= outline.any(Outline.SPACE, start, end) ? SPACE : 0;
    int behind = start;
    for (int at = start; at < end; at += Long.SIZE) {
      for (long left = outline.in(Outline.SIGN, at, end); left != 0; left &= left - 1) {
        int i = at + Long.numberOfTrailingZeros(left);
        if (i >= behind) {
          behind = signs.sign(i, bytes[i] == '\'' ? wordBefore(i) : 0);
          if (behind < 0) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Returns the bits of the word that ends before an index. */
  private long wordBefore(int i) {
    int from = around.wordStart(i);
    boolean number = from < i && bytes[from] <= '9';
    return from == i || number && !hexadecimal(from)
        ? 0
        : triggers.bits(bytes, from, i) & ~TriggerWords.COMMAND;
  }

  /** Reads a word; returns whether it is not enough to look closer. */
  private boolean word(int from, int to, boolean capitals) {
    words++;
    boolean number = bytes[from] <= '9';
    long known = number && !hexadecimal(from) ? 0 : triggers.bits(bytes, from, to);
    if (from == start) {
      firstEnd = to;
      firstRuns = number || (known & TriggerWords.COMMAND) != 0;
    }
    long bits = known & ~TriggerWords.COMMAND;
    if (bits != 0) {
      trigger(
          (bits & TriggerWords.BETWEEN) != 0 && range.noneAt(bytes, to, end) ? 0 : bits, from, to);
    }
    if (number) {
      seen |= afterLogic ? DIGIT | LOGIC_NUMBER : DIGIT;
    } else {
      boolean logic = (bits & TriggerWords.LOGIC) != 0;
      afterLogic = logic || afterLogic && (bits & TriggerWords.NOT) != 0;
    }
    afterNumber = number;
    before = bits;
    return !(number && bytes[from] == '0' && around.follows(from, "0x2e")
        || capitals && HarmlessName.encoded(bytes, from, to)
        || to - from > 3 && bytes[from + 2] == '_' && procedure(from)
        || (seen & TriggerWords.ALONE) != 0);
  }

  private void trigger(long bits, int from, int to) {
    seen |= bits;
    if ((bits & (TriggerWords.WHEN | TriggerWords.THEN)) != 0) {
      seen |= (before & TriggerWords.CASE) != 0 || chooses(bits, from, to) ? LOOK_CLOSER : 0;
    }
    seen |= afterNumber && (bits & TriggerWords.AS) != 0 ? NUMBER_AS : 0;
    seen |= afterNumber && (bits & TriggerWords.NOT) != 0 ? LOOK_CLOSER : 0;
  }

  private boolean hexadecimal(int from) {
    return bytes[from] == '0' && (around.at(from + 1) | 0x20) == 'x';
  }

  /** Names of procedures that come with one database: {@code xp_} and {@code sp_}. */
  private boolean procedure(int from) {
    int first = bytes[from] | 0x20;
    return (bytes[from + 1] | 0x20) == 'p' && (first == 'x' || first == 's');
  }

  /** Returns whether a shell may run it; a word alone counts only where values are short. */
  private boolean runs(Role role) {
    return ((seen & SPACE) != 0 || argument && role != Role.NAME)
        && mayRun()
        && firstWord.runs(
            bytes,
            start,
            (seen & LINE) == 0 ? end : lineEnd(),
            argument,
            role == Role.NAME,
            (seen & TECHNICAL) != 0,
            (seen & SLASH) != 0,
            (seen & QUOTE) != 0,
            (seen & TriggerWords.CONDITION) != 0);
  }

  /**
   * Returns whether the first word, when it stands for itself, is a command. Numbers at its end may
   * be those of a version, and whatever else follows without a space may belong to it.
   */
  private boolean mayRun() {
    if (firstEnd < 0) {
      return true;
    }
    char next = around.at(firstEnd);
    boolean whole = firstEnd == end || next == ' ' || next == '\t' || next == '\n' || next == '\r';
    return firstRuns || !whole || bytes[firstEnd - 1] <= '9';
  }

  private int lineEnd() {
    int i = start;
    while (i < end && bytes[i] != '\n' && bytes[i] != '\r') {
      i++;
    }
    return i;
  }

  /** Numbers that made programs hang. */
  private boolean stopsPrograms() {
    return words == 3 && around.follows(start, "2.22507385")
        || words == 1 && around.follows(start, "1e309");
  }

  /** Returns whether the text may be Base64 of something readable. */
  private boolean hidden() {
    return end - start >= Codings.BASE64_MIN
        && (seen & (SPACE | DOT | AT | BEYOND | OTHER)) == 0
        && Codings.mayBeBase64(bytes, start, end);
  }
}

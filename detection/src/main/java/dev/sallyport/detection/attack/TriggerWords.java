// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The words without which no interpreter would do anything with a text of words and harmless signs,
 * each with bits that say what else must be there. Looked up by their first eight letters.
 * Immutable.
 */
final class TriggerWords {
  /** Enough by itself to look closer. */
  static final long ALONE = 1;

  static final long SCRIPT = 1 << 1;
  static final long UNION = 1 << 2;
  static final long SELECT = 1 << 3;
  static final long INSERT = 1 << 4;
  static final long INTO = 1 << 5;
  static final long DELETE = 1 << 6;
  static final long FROM = 1 << 7;
  static final long UPDATE = 1 << 8;
  static final long SET = 1 << 9;
  static final long DEFINE = 1 << 10;
  static final long OBJECT = 1 << 11;
  static final long EXECUTE = 1 << 12;
  static final long WAIT = 1 << 13;
  static final long DELAY = 1 << 14;
  static final long HAVING = 1 << 15;
  static final long FILE = 1 << 16;
  static final long PREPARE = 1 << 17;
  static final long AS = 1 << 18;
  static final long PROCEDURE = 1 << 19;
  static final long ANALYSE = 1 << 20;
  static final long LOGIC = 1 << 21;
  static final long MATCH = 1 << 22;
  static final long BETWEEN = 1 << 23;
  static final long SOUNDS = 1 << 24;
  static final long IS = 1 << 25;
  static final long NULL = 1 << 26;
  static final long DIVIDE = 1 << 27;
  static final long NOT = 1 << 28;
  static final long LIMIT = 1 << 29;
  static final long ORDER = 1 << 30;
  static final long BY = 1L << 31;
  static final long IF = 1L << 32;
  static final long CASE = 1L << 33;
  static final long WHEN = 1L << 34;
  static final long THEN = 1L << 35;
  static final long OPERATOR = 1L << 36;
  static final long SESSION = 1L << 37;
  static final long CMDLET_NOUN = 1L << 38;
  static final long CMDLET_VERB = 1L << 39;
  static final long TRUTH = 1L << 40;

  /** Something that a shell could run, or that runs others, where it is the first word. */
  static final long COMMAND = 1L << 41;

  /** What the command interpreters of Windows ask behind an {@code if}. */
  static final long CONDITION = 1L << 42;

  /** The first bit that is free for what is no word. */
  static final int NEXT = 43;

  private static final int SLOTS = 1 << 12;
  private static final int PRESENT_BITS = 14;
  private static final long SMALL = 0x2020202020202020L;
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final TriggerWords ALL = new TriggerWords();

  /** One bit for each hash that occurs, so that most words cost one look at it. */
  private final long[] present = new long[1 << PRESENT_BITS - 6];

  private final long[] firsts = new long[SLOTS];
  private final byte[][] words = new byte[SLOTS][];
  private final long[] bits = new long[SLOTS];
  private int longest;

  /** For each hash the set of bits of all words that have it, as an index of {@link #sets}. */
  private final byte[] setOf = new byte[1 << PRESENT_BITS];

  private final long[] sets = new long[256];

  private TriggerWords() {
    Lexicon.words().each(this::known);
    add(ALONE, "isnull notnull collate frombase64string");
    add(UNION, "union except intersect");
    add(SELECT, "select");
    add(INSERT, "insert replace");
    add(INTO, "into");
    add(DELETE, "delete");
    add(FROM, "from");
    add(UPDATE, "update");
    add(SET, "set");
    add(DEFINE, "create alter drop truncate");
    add(
        OBJECT,
        "table database view index procedure function trigger user role schema sequence tablespace"
            + " login aggregate extension assembly character server or temporary temp unique");
    add(EXECUTE, "exec execute call declare");
    add(WAIT, "waitfor");
    add(DELAY, "delay time");
    add(HAVING, "having");
    add(FILE, "outfile dumpfile");
    add(PREPARE, "prepare deallocate");
    add(AS, "as");
    add(PROCEDURE, "procedure");
    add(ANALYSE, "analyse");
    add(BETWEEN, "between");
    add(SOUNDS, "sounds");
    add(IS, "is");
    add(NULL, "null");
    add(TRUTH, "true false");
    add(DIVIDE, "div mod");
    add(NOT, "not");
    add(LIMIT, "limit");
    add(ORDER, "order group");
    add(BY, "by");
    add(IF, "if");
    add(CASE, "case");
    add(WHEN, "when");
    add(THEN, "then");
    add(OPERATOR, "rlike ilike regexp glob similar");
    add(
        SESSION,
        "cfid cftoken cfsid sid zope3 dotnetnuke meteor_login_token jservsession jwsession");
    add(CMDLET_VERB, WindowsShellDetector.CMDLET_VERBS);
    add(CMDLET_NOUN, WindowsShellDetector.CMDLET_NOUNS);
    add(COMMAND, "if");
    add(CONDITION, "exist defined errorlevel cmdextversion equ neq lss leq gtr geq");
    ShellReader.prefixes().each(word -> add(COMMAND, word));
    prepareSets();
  }

  private void prepareSets() {
    long[] all = new long[1 << PRESENT_BITS];
    for (byte[] word : words) {
      if (word != null) {
        long of = bits(word, 0, word.length) & ~(COMMAND | CMDLET_NOUN | CMDLET_VERB);
        all[mixed(beginning(word, 0, word.length), word.length)] |= of;
      }
    }
    int known = 1;
    for (int hash = 0; hash < all.length; hash++) {
      int set = 0;
      while (set < known && sets[set] != all[hash]) {
        set++;
      }
      if (set == known) {
        sets[known++] = all[hash];
      }
      setOf[hash] = (byte) set;
    }
  }

  /**
   * Returns at least the bits of a word, without those of commands, and now and then others: it is
   * told by its length and first eight letters, without a branch.
   *
   * @param start index of its first byte, with seven more behind it
   */
  long mayBe(byte[] bytes, int start, int length) {
    long eight = (long) EIGHT.get(bytes, start) | SMALL;
    int more = Math.max(0, Long.BYTES - length);
    long first = eight << 8 * more >>> 8 * more;
    return sets[setOf[mixed(first, length)] & 0xff];
  }

  static TriggerWords all() {
    return ALL;
  }

  /**
   * Returns the bits of a word of letters, digits and underscores in any case, 0 when it is none of
   * these.
   */
  long bits(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length > longest) {
      return 0;
    }
    long first = beginning(bytes, start, length);
    int mixed = mixed(first, length);
    if ((present[mixed >>> 6] >>> mixed & 1) == 0) {
      return 0;
    }
    for (int slot = mixed & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
      byte[] word = words[slot];
      if (word == null) {
        return 0;
      }
      if (firsts[slot] == first && same(word, bytes, start, end)) {
        return bits[slot];
      }
    }
  }

  /** Returns whether one that means more than a command could be a group of an identifier. */
  boolean anyHexadecimal() {
    boolean any = false;
    for (byte[] word : words) {
      any |= word != null && isGroup(word) && (bits(word, 0, word.length) & ~COMMAND) != 0;
    }
    return any;
  }

  /** Returns whether a word holds a digit and is as long as a group of an identifier. */
  private static boolean isGroup(byte[] word) {
    boolean digit = false;
    for (byte b : word) {
      if (Ascii.hex((char) b) < 0) {
        return false;
      }
      digit |= Ascii.digit((char) b);
    }
    return digit && (word.length == 4 || word.length == 8 || word.length == 12);
  }

  /** Returns up to eight letters as one number, with the bit that tells small letters set. */
  private static long beginning(byte[] bytes, int start, int length) {
    if (start + Long.BYTES <= bytes.length) {
      long eight = (long) EIGHT.get(bytes, start) | SMALL;
      return length >= Long.BYTES ? eight : eight & (1L << 8 * length) - 1;
    }
    long letters = 0;
    for (int i = 0; i < Math.min(length, Long.BYTES); i++) {
      letters |= (long) (bytes[start + i] | 0x20) << 8 * i;
    }
    return letters;
  }

  private void known(String word, int kinds) {
    long of = (kinds & Kind.SCRIPT.bit()) != 0 ? SCRIPT : 0;
    of |= (kinds & Kind.set(Kind.SQL_NAME, Kind.GADGET, Kind.JAVA)) != 0 ? ALONE : 0;
    of |= (kinds & Kind.SQL_LOGIC.bit()) != 0 ? LOGIC : 0;
    of |= (kinds & Kind.SQL_MATCH.bit()) != 0 ? MATCH : 0;
    of |= (kinds & Kind.SESSION.bit()) != 0 ? SESSION : 0;
    of |= (kinds & FirstWord.RUNS) != 0 ? COMMAND : 0;
    if (of != 0) {
      add(of, word);
    }
  }

  private void add(long of, String list) {
    for (String word : list.strip().split(" ", -1)) {
      byte[] letters = word.getBytes(StandardCharsets.US_ASCII);
      long first = beginning(letters, 0, letters.length);
      int mixed = mixed(first, letters.length);
      present[mixed >>> 6] |= 1L << mixed;
      int slot = mixed & (SLOTS - 1);
      longest = Math.max(longest, letters.length);
      while (words[slot] != null && !same(words[slot], letters, 0, letters.length)) {
        slot = (slot + 1) & (SLOTS - 1);
      }
      words[slot] = letters;
      firsts[slot] = first;
      bits[slot] |= of;
    }
  }

  private static boolean same(byte[] word, byte[] bytes, int start, int end) {
    if (word.length != end - start) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (word[i] != Ascii.lower((char) bytes[start + i])) {
        return false;
      }
    }
    return true;
  }

  private static int mixed(long first, int length) {
    return (int) ((first + length) * 0x9E3779B97F4A7C15L >>> 64 - PRESENT_BITS);
  }
}

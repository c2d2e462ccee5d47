// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import java.nio.charset.StandardCharsets;

/**
 * The words without which no interpreter would do anything with a text of words and harmless signs,
 * each with bits that say what else must be there. Looked up by hash while bytes are read.
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

  /** The first bit that is free for what is no word. */
  static final int NEXT = 41;

  private static final TriggerWords ALL = new TriggerWords();
  private static final int SLOTS = 1 << 12;

  private final int[] hashes = new int[SLOTS];
  private final byte[][] words = new byte[SLOTS][];
  private final long[] bits = new long[SLOTS];

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
  }

  static TriggerWords all() {
    return ALL;
  }

  /** Returns the bits of the word at a place, 0 when it is none of these. */
  long bits(byte[] bytes, int start, int end, int hash) {
    for (int slot = slot(hash); ; slot = (slot + 1) & (SLOTS - 1)) {
      byte[] word = words[slot];
      if (word == null) {
        return 0;
      }
      if (hashes[slot] == hash && same(word, bytes, start, end)) {
        return bits[slot];
      }
    }
  }

  /** Returns the bits of a word of letters, digits and underscores in any case. */
  long bits(byte[] bytes, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = Lexicon.hash(hash, Ascii.lower((char) bytes[i]));
    }
    return bits(bytes, start, end, hash);
  }

  private void known(String word, int kinds) {
    long of = (kinds & Kind.SCRIPT.bit()) != 0 ? SCRIPT : 0;
    of |= (kinds & Kind.set(Kind.SQL_NAME, Kind.GADGET, Kind.JAVA)) != 0 ? ALONE : 0;
    of |= (kinds & Kind.SQL_LOGIC.bit()) != 0 ? LOGIC : 0;
    of |= (kinds & Kind.SQL_MATCH.bit()) != 0 ? MATCH : 0;
    of |= (kinds & Kind.SESSION.bit()) != 0 ? SESSION : 0;
    if (of != 0) {
      add(of, word);
    }
  }

  private void add(long of, String list) {
    for (String word : list.strip().split(" ", -1)) {
      byte[] letters = word.getBytes(StandardCharsets.US_ASCII);
      int hash = 0;
      for (byte letter : letters) {
        hash = Lexicon.hash(hash, (char) letter);
      }
      int slot = slot(hash);
      while (words[slot] != null && !same(words[slot], letters, 0, letters.length)) {
        slot = (slot + 1) & (SLOTS - 1);
      }
      words[slot] = letters;
      hashes[slot] = hash;
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

  private static int slot(int hash) {
    return (hash ^ (hash >>> 15)) & (SLOTS - 1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import dev.sallyport.detection.data.Piece;
import dev.sallyport.detection.text.Bytes;
import dev.sallyport.detection.text.KnownKeys;
import dev.sallyport.detection.text.Outline;
import dev.sallyport.model.DataClass;
import org.jspecify.annotations.Nullable;

/**
 * What the words around a value are about: its key, the key above, the text before and behind it.
 * Words are near when they are the key of a value that stands alone, or among the last few before
 * it, or the first behind it. Not safe for use by several threads.
 */
final class Context {
  private static final int BEFORE_BYTES = 72;
  private static final int BEHIND_BYTES = 40;
  private static final int WORDS_MAX = 24;

  /** Most bytes of spaces and signs around a value that still stands alone. */
  private static final int AROUND_MAX = 32;

  private static final int NEAR_WORDS = 4;

  /** Bytes that mostly hold the nearest words before a value. */
  private static final int NEAREST_BYTES = 64;

  private final ContextWords words = ContextWords.STANDARD;
  private final long[] hashes = new long[WORDS_MAX];
  private final long[] scripts = new long[2];

  /** Topics near and far, two longs each. */
  private final long[] topics = new long[4];

  private final KnownKeys known = new KnownKeys();

  /** Topics of the known keys: two longs of their words, two of their letters; the last is free. */
  private final long[] ofKeys = new long[4 * KnownKeys.SLOTS + 4];

  private boolean alone;
  private boolean keyed;
  private int count;
  private int readStart = -1;
  private int readEnd = -1;

  /** Says that another piece is looked at from now on. */
  void begin() {
    readStart = -1;
  }

  /** Reads what is around a value. */
  void read(Piece piece, int start, int end) {
    if (start == readStart && end == readEnd) {
      return;
    }
    readStart = start;
    readEnd = end;
    byte[] bytes = piece.bytes();
    topics[0] = 0;
    topics[1] = 0;
    topics[2] = 0;
    topics[3] = 0;
    alone = alone(piece, start, end);
    keyed = piece.keyEnd() > piece.keyStart() && !piece.isKey();
    if (keyed) {
      key(piece);
      if (alone) {
        return;
      }
    }
    Outline outline = piece.outline();
    int from = wordStart(bytes, Math.max(piece.start(), start - BEFORE_BYTES), piece.start());
    collect(bytes, from, start, outline);
    spread(Math.max(0, count - NEAR_WORDS), count);
    collect(bytes, end, Math.min(piece.end(), end + BEHIND_BYTES), outline);
    spread(0, Math.min(1, count));
  }

  /**
   * Reads only the nearest words before and behind a value of a text without a key; returns false
   * where that cannot be told from all the others.
   */
  boolean readNearest(Piece piece, int start, int end) {
    Outline outline = piece.outline();
    int from = start - NEAREST_BYTES;
    int to = Math.min(piece.end(), end + BEHIND_BYTES);
    if (outline == null
        || from < piece.start()
        || piece.keyEnd() > piece.keyStart()
        || outline.any(Outline.HIGH, from, to)) {
      return false;
    }
    long letters = letters(outline, from, start);
    long starts = starts(letters, outline.in(Outline.CAPITAL, from, start));
    int more = Long.bitCount(starts) - NEAR_WORDS - 2;
    // The first may have lost its beginning; of the second only the pair with the third counts.
    if (more < 0) {
      return false;
    }
    for (; more > 0; more--) {
      starts &= starts - 1;
    }
    clear();
    alone = false;
    keyed = false;
    count = 0;
    hash(piece.bytes(), from, start, letters, starts, 0);
    spread(2, count);
    letters = letters(outline, end, to);
    starts = starts(letters, outline.in(Outline.CAPITAL, end, to));
    count = 0;
    if (starts != 0) {
      int first = Long.numberOfTrailingZeros(starts);
      int behind = Long.numberOfTrailingZeros(~letters >>> first | starts >>> first & ~1L);
      int last = Math.min(to, end + first + behind);
      words.add(WordHash.ofAscii(piece.bytes(), end + first, last), topics, 0);
    }
    return true;
  }

  private void clear() {
    readStart = -1;
    topics[0] = 0;
    topics[1] = 0;
    topics[2] = 0;
    topics[3] = 0;
    scripts[0] = 0;
    scripts[1] = 0;
  }

  /** Reads only the key of a piece and the key above. */
  void readKey(Piece piece) {
    readStart = -1;
    topics[0] = 0;
    topics[1] = 0;
    topics[2] = 0;
    topics[3] = 0;
    alone = true;
    keyed = true;
    key(piece);
  }

  private void key(Piece piece) {
    key(piece.keyBytes(), piece.keyStart(), piece.keyEnd(), alone ? 0 : 2);
    long parent = piece.parentKey();
    if (parent >= 0) {
      key(piece.keyBytes(), (int) (parent >> 32), (int) parent, 2);
    }
  }

  /**
   * Adds the topics of a key to those near or far; letters of some scripts always count as near.
   */
  private void key(byte[] bytes, int from, int to, int at) {
    int slot = known.find(bytes, from, to);
    if (slot < 0) {
      slot = known.add(bytes, from, to);
      slot = slot < 0 ? KnownKeys.SLOTS : slot;
      learn(bytes, from, to, 4 * slot);
    }
    topics[at] |= ofKeys[4 * slot];
    topics[at + 1] |= ofKeys[4 * slot + 1];
    topics[0] |= ofKeys[4 * slot + 2];
    topics[1] |= ofKeys[4 * slot + 3];
  }

  private void learn(byte[] bytes, int from, int to, int row) {
    ofKeys[row] = 0;
    ofKeys[row + 1] = 0;
    collect(bytes, from, to);
    for (int i = 0; i < count; i++) {
      words.add(hashes[i], ofKeys, row);
      if (i > 0) {
        words.add(WordHash.pair(hashes[i - 1], hashes[i]), ofKeys, row);
      }
    }
    ofKeys[row + 2] = scripts[0];
    ofKeys[row + 3] = scripts[1];
  }

  /** Returns whether the value is all there is. */
  boolean alone() {
    return alone;
  }

  /** Returns whether a key says where the value stands. */
  boolean keyed() {
    return keyed;
  }

  /** Returns whether one of a set of topics, two longs, is near. */
  boolean nearAny(long low, long high) {
    return ((topics[0] & low) | (topics[1] & high)) != 0;
  }

  /** Returns whether one of a set of topics, two longs, is near or far. */
  boolean anywhereAny(long low, long high) {
    return (((topics[0] | topics[2]) & low) | ((topics[1] | topics[3]) & high)) != 0;
  }

  boolean near(DataClass dataClass) {
    return near(dataClass.ordinal());
  }

  boolean near(int topic) {
    return (topics[topic >> 6] & 1L << topic) != 0;
  }

  boolean anywhere(DataClass dataClass) {
    return anywhere(dataClass.ordinal());
  }

  boolean anywhere(int topic) {
    return near(topic) || (topics[2 + (topic >> 6)] & 1L << topic) != 0;
  }

  /** Adds the topics of the collected words; those from one index to another are near. */
  private void spread(int nearFrom, int nearTo) {
    for (int i = 0; i < count; i++) {
      int at = i >= nearFrom && i < nearTo ? 0 : 2;
      words.add(hashes[i], topics, at);
      if (i > 0) {
        words.add(WordHash.pair(hashes[i - 1], hashes[i]), topics, at);
      }
    }
    topics[0] |= scripts[0];
    topics[1] |= scripts[1];
  }

  /** Collects the words in a range; when there are too many, the last ones. */
  private void collect(byte[] bytes, int from, int to) {
    count = 0;
    scripts[0] = 0;
    scripts[1] = 0;
    int i = from;
    while (i < to) {
      if (!isWordByte(bytes[i])) {
        i++;
        continue;
      }
      i = word(bytes, i, to);
    }
  }

  /** The same for a range that an outline covers. */
  private void collect(byte[] bytes, int from, int to, @Nullable Outline outline) {
    if (outline == null || outline.any(Outline.HIGH, from, to)) {
      collect(bytes, from, to);
      return;
    }
    count = 0;
    scripts[0] = 0;
    scripts[1] = 0;
    int at = from;
    while (at < to) {
      at = words(bytes, at, to, outline);
    }
  }

  /** Collects the words of at most 64 bytes; returns where to go on. */
  private int words(byte[] bytes, int at, int to, Outline outline) {
    long letters = letters(outline, at, to);
    long starts = starts(letters, outline.in(Outline.CAPITAL, at, to));
    int last = Long.SIZE - 1 - Long.numberOfLeadingZeros(starts);
    boolean cut = to - at > Long.SIZE && starts != 0 && letters >>> last == -1L >>> last;
    if (cut && last == 0) {
      return word(bytes, at, to);
    }
    // What goes on behind is read from its beginning.
    hash(bytes, at, to, letters, starts, cut ? 1L << last : 0);
    return cut ? at + last : at + Long.SIZE;
  }

  private static long letters(Outline outline, int at, int to) {
    return outline.in(Outline.WORD, at, to)
        & ~(outline.at(Outline.DIGIT, at) | outline.at(Outline.UNDERSCORE, at));
  }

  /** Returns where words begin: behind what is no letter, and with a capital behind a small one. */
  private static long starts(long letters, long capitals) {
    return letters & ~(letters << 1) | capitals & ((letters & ~capitals) << 1);
  }

  /** Adds the words that begin at some bits, up to one where it stops. */
  private void hash(byte[] bytes, int at, int to, long letters, long starts, long stop) {
    for (long left = starts; left != stop; ) {
      int first = Long.numberOfTrailingZeros(left);
      left &= left - 1;
      int length = Long.numberOfTrailingZeros((~letters | left) >>> first);
      add(WordHash.ofAscii(bytes, at + first, Math.min(to, at + first + length)));
    }
  }

  private int word(byte[] bytes, int from, int to) {
    boolean small = false;
    boolean ascii = true;
    int i = from;
    for (; i < to && isWordByte(bytes[i]); i++) {
      int b = bytes[i];
      if (b >= 'A' && b <= 'Z' && small) {
        break;
      }
      small |= b >= 'a' && b <= 'z';
      ascii &= b >= 0;
    }
    add(ascii ? WordHash.ofAscii(bytes, from, i) : beyond(bytes, from, i));
    return i;
  }

  private void add(long hash) {
    if (count == WORDS_MAX) {
      System.arraycopy(hashes, 1, hashes, 0, --count);
    }
    hashes[count++] = hash;
  }

  /** Returns the hash of a word that is not all of ASCII, and adds the topics of its beginnings. */
  private long beyond(byte[] bytes, int from, int to) {
    long hash = WordHash.begin();
    boolean script = (bytes[from] & 0xFF) >= 0xE0;
    for (int i = from; i < to; i++) {
      hash = WordHash.with(hash, lowered(bytes, i, from));
      if (script && (i + 1 - from) % 3 == 0) {
        words.add(hash, scripts, 0);
      }
    }
    return hash;
  }

  private static int lowered(byte[] bytes, int at, int from) {
    int b = bytes[at];
    if (b >= 'A' && b <= 'Z') {
      return b + 32;
    }
    boolean latin = at > from && bytes[at - 1] == (byte) 0xC3;
    return latin && (b & 0xFF) >= 0x80 && (b & 0xFF) <= 0x9E ? b + 0x20 : b;
  }

  private static boolean isWordByte(byte b) {
    return Bytes.isLetter(b) || b < 0;
  }

  /** Moves back to the start of the word that a range begins in. */
  private static int wordStart(byte[] bytes, int at, int least) {
    int start = at;
    while (start > least && at - start < 16 && isWordByte(bytes[start - 1])) {
      start--;
    }
    return start;
  }

  private static boolean alone(Piece piece, int start, int end) {
    return start - piece.start() <= AROUND_MAX
        && piece.end() - end <= AROUND_MAX
        && blank(piece.bytes(), piece.start(), start)
        && blank(piece.bytes(), end, piece.end());
  }

  private static boolean blank(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Bytes.isWord(bytes[i])) {
        return false;
      }
    }
    return true;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import dev.sallyport.detection.data.Piece;
import dev.sallyport.detection.text.Bytes;
import dev.sallyport.model.DataClass;

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

  private final ContextWords words = ContextWords.STANDARD;
  private final long[] hashes = new long[WORDS_MAX];
  private final long[] scripts = new long[2];

  /** Topics near and far, two longs each. */
  private final long[] topics = new long[4];

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
    int from = wordStart(bytes, Math.max(piece.start(), start - BEFORE_BYTES), piece.start());
    collect(bytes, from, start);
    spread(Math.max(0, count - NEAR_WORDS), count);
    collect(bytes, end, Math.min(piece.end(), end + BEHIND_BYTES));
    spread(0, Math.min(1, count));
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
    collect(piece.keyBytes(), piece.keyStart(), piece.keyEnd());
    spread(alone ? 0 : count, count);
    long parent = piece.parentKey();
    if (parent >= 0) {
      collect(piece.keyBytes(), (int) (parent >> 32), (int) parent);
      spread(count, count);
    }
  }

  /** Returns whether the value is all there is. */
  boolean alone() {
    return alone;
  }

  /** Returns whether a key says where the value stands. */
  boolean keyed() {
    return keyed;
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
        words.add(ContextWords.pair(hashes[i - 1], hashes[i]), topics, at);
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

  private int word(byte[] bytes, int from, int to) {
    long hash = ContextWords.begin();
    boolean small = false;
    boolean script = (bytes[from] & 0xFF) >= 0xE0;
    int i = from;
    while (i < to && isWordByte(bytes[i])) {
      int b = bytes[i];
      boolean capital = b >= 'A' && b <= 'Z';
      if (capital && small) {
        break;
      }
      small |= b >= 'a' && b <= 'z';
      hash = ContextWords.with(hash, lowered(bytes, i, from, capital));
      i++;
      if (script && (i - from) % 3 == 0) {
        words.add(hash, scripts, 0);
      }
    }
    if (count == WORDS_MAX) {
      System.arraycopy(hashes, 1, hashes, 0, --count);
    }
    hashes[count++] = hash;
    return i;
  }

  private static int lowered(byte[] bytes, int at, int from, boolean capital) {
    int b = bytes[at];
    if (capital) {
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

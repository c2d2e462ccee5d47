// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

/**
 * Which kinds of bytes stand where in a text: one bit for each byte and kind, made in one pass,
 * with vectors where there are any. Whoever reads values afterwards asks for the next quote, the
 * digits of a value or its words by counting bits instead of going byte by byte; whoever finds a
 * text not {@link #covers covered} goes byte by byte and finds the same.
 *
 * <p>It covers a window of the text at a time and moves along with {@link #reach}. Not safe for use
 * by several threads.
 */
public final class Outline {
  /** Letters and digits of ASCII, and the underscore. */
  public static final int WORD = 0;

  /** Digits of ASCII. */
  public static final int DIGIT = 1;

  /** A to Z. */
  public static final int CAPITAL = 2;

  /** Bytes beyond ASCII. */
  public static final int HIGH = 3;

  /** What ends or escapes a string of JSON. */
  public static final int QUOTE = 4;

  /** Spaces. */
  public static final int SPACE = 5;

  /** Whatever is neither of a word nor a space nor a comma. */
  public static final int SIGN = 6;

  /** At signs and colons. */
  public static final int AT_OR_COLON = 7;

  /** Full stops. */
  public static final int DOT = 8;

  /** Ends of lines. */
  public static final int LINE = 9;

  /** Brackets that open a tag. */
  public static final int LESS = 10;

  /** Ampersands. */
  public static final int AMPERSAND = 11;

  /** Beginnings of characters that may look like one of ASCII. */
  public static final int FOLDABLE = 12;

  /** Underscores. */
  public static final int UNDERSCORE = 13;

  /** What a value needs one of so that it is worth a look: see {@link Signs#worth}. */
  public static final int WORTH = 14;

  /** What a key needs one of. */
  public static final int KEY_WORTH = 15;

  static final int KINDS = 16;
  static final int BLOCK = 64;

  /** Bytes that are covered at a time. */
  private static final int WINDOW = 1 << 16;

  /** Blocks of nothing behind the last. */
  static final int BEHIND = 2;

  private static final boolean VECTORS =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  private static final byte[] NONE = new byte[0];

  private final boolean made;
  private byte[] bytes = NONE;
  private final byte[] last = new byte[BLOCK];
  private long[] bits = new long[BEHIND * KINDS];
  private int from;
  private int to;
  private int limit;

  /** Makes one that covers what it can. */
  public Outline() {
    this(true);
  }

  /**
   * Makes one that may cover nothing at all, so that all is read byte by byte.
   *
   * @param wanted whether it covers what it can
   */
  public Outline(boolean wanted) {
    made = wanted;
  }

  /** Begins another text; its bytes must not change while the outline is in use. */
  public void of(byte[] text, int start, int end) {
    bytes = text;
    limit = end;
    cover(start);
  }

  /** Forgets the text. */
  public void clear() {
    bytes = NONE;
    from = 0;
    to = 0;
    limit = 0;
  }

  private void cover(int start) {
    from = start;
    to = start;
    if (!made) {
      return;
    }
    int end = Math.min(limit, start + WINDOW);
    int blocks = (end - start + BLOCK - 1) / BLOCK;
    if (bits.length < (blocks + BEHIND) * KINDS) {
      int room = Math.max(64, Integer.highestOneBit(2 * blocks));
      bits = new long[(Math.min(room, WINDOW / BLOCK) + BEHIND) * KINDS];
    }
    if (VECTORS) {
      VectorOutline.fill(bytes, start, end, bits, last);
    } else {
      TableOutline.fill(bytes, start, end, bits, last);
    }
    to = end;
  }

  /** Returns whether all of a range of some bytes is known. */
  public boolean covers(byte[] text, int start, int end) {
    return text == bytes && start >= from && end <= to;
  }

  /** Returns the index behind the last byte that is known. */
  public int end() {
    return to;
  }

  /** Moves on so that a range is known; returns whether it is, which only long ones are not. */
  public boolean reach(byte[] text, int start, int end) {
    if (covers(text, start, end)) {
      return true;
    }
    if (text != bytes || start < from || end > limit || end - start > WINDOW || !made) {
      return false;
    }
    cover(start);
    return true;
  }

  /**
   * Moves on so that it knows as much as it can behind an index; returns whether there was more.
   */
  public boolean move(byte[] text, int start) {
    if (text != bytes || to >= limit || start <= from || start > limit) {
      return false;
    }
    cover(start);
    return true;
  }

  /** Returns the 64 bits of a kind from an index on; those behind the end are 0. */
  public long at(int kind, int index) {
    int i = index - from;
    int slot = (i >>> 6) * KINDS + kind;
    long low = bits[slot] >>> i;
    return low | bits[slot + KINDS] << 1 << ~i;
  }

  /** The same for a range of at most 64. */
  public long in(int kind, int start, int end) {
    return at(kind, start) & mask(end - start);
  }

  /** Returns so many bits, at most 64. */
  public static long mask(int length) {
    return length >= 64 ? -1L : (1L << length) - 1;
  }

  /** Returns whether a kind occurs in a range. */
  public boolean any(int kind, int start, int end) {
    for (int i = start; i < end; i += 64) {
      if (in(kind, i, end) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Returns how often a kind occurs in a range. */
  public int count(int kind, int start, int end) {
    int count = 0;
    for (int i = start; i < end; i += 64) {
      count += Long.bitCount(in(kind, i, end));
    }
    return count;
  }

  /** Returns the index of the next byte of a kind, or the end of the range. */
  public int next(int kind, int start, int end) {
    for (int i = start; i < end; i += 64) {
      long found = at(kind, i);
      if (found != 0) {
        return Math.min(end, i + Long.numberOfTrailingZeros(found));
      }
    }
    return end;
  }

  /** Returns the index of the next byte that is not of a kind, or the end of the range. */
  public int behind(int kind, int start, int end) {
    for (int i = start; i < end; i += 64) {
      long others = ~at(kind, i);
      if (others != 0) {
        return Math.min(end, i + Long.numberOfTrailingZeros(others));
      }
    }
    return end;
  }

  /** Returns what {@link Signs#of} says of a range. */
  public int signs(int start, int end) {
    if (end - start <= Long.SIZE) {
      return fewSigns(start, end);
    }
    int signs = 0;
    signs |= any(DIGIT, start, end) ? Signs.DIGIT : 0;
    signs |= any(SPACE, start, end) ? Signs.SPACE : 0;
    signs |= any(LINE, start, end) ? Signs.LINE : 0;
    signs |= any(AT_OR_COLON, start, end) ? Signs.AT_OR_COLON : 0;
    signs |= any(FOLDABLE, start, end) ? Signs.FOLDABLE : 0;
    signs |= any(DOT, start, end) || holdsColon(start, end, signs) ? Signs.STOP : 0;
    signs |= any(CAPITAL, start, end) || any(HIGH, start, end) ? Signs.CAPITAL : 0;
    return signs;
  }

  /** The same for a range of at most 64, all of whose kinds lie in two blocks. */
  private int fewSigns(int start, int end) {
    long[] all = bits;
    int i = start - from;
    int slot = (i >>> 6) * KINDS;
    long known = mask(end - start);
    int signs = 0;
    signs |= few(all, slot + DIGIT, i, known) ? Signs.DIGIT : 0;
    signs |= few(all, slot + SPACE, i, known) ? Signs.SPACE : 0;
    signs |= few(all, slot + LINE, i, known) ? Signs.LINE : 0;
    signs |= few(all, slot + AT_OR_COLON, i, known) ? Signs.AT_OR_COLON : 0;
    signs |= few(all, slot + FOLDABLE, i, known) ? Signs.FOLDABLE : 0;
    signs |= few(all, slot + DOT, i, known) || holdsColon(start, end, signs) ? Signs.STOP : 0;
    boolean capital = few(all, slot + CAPITAL, i, known) || few(all, slot + HIGH, i, known);
    return capital ? signs | Signs.CAPITAL : signs;
  }

  private static boolean few(long[] all, int slot, int i, long known) {
    return ((all[slot] >>> i | all[slot + KINDS] << 1 << ~i) & known) != 0;
  }

  private boolean holdsColon(int start, int end, int signs) {
    if ((signs & Signs.AT_OR_COLON) != 0) {
      for (int i = next(AT_OR_COLON, start, end); i < end; i = next(AT_OR_COLON, i + 1, end)) {
        if (bytes[i] == ':') {
          return true;
        }
      }
    }
    return false;
  }
}

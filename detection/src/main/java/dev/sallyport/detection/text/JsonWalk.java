// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

import dev.sallyport.model.Place;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A walk over JSON, key by key and value by value, without building anything: after {@link #start},
 * each {@link #next} moves to the next key, string, number or word and the accessors say what and
 * where it is. It takes one document, several after another (NDJSON), and what is cut off or
 * broken: a string that does not end ends with the input, stray characters are passed over.
 *
 * <p>It does not recurse and holds a few integers for each open object, at most {@link
 * TextLimits#depth()} of them. Not safe for use by several threads.
 */
public final class JsonWalk {

  /** What the walk stands on. */
  public enum Token {
    KEY,
    STRING,
    NUMBER,
    /** A bare word: <code>true</code>, <code>false</code>, <code>null</code> or what should be. */
    WORD
  }

  private static final int NO_KEY = -1;

  private final int[] keyStarts;
  private final int[] keyEnds;
  private final int[] opened;
  private final boolean[] objects;
  private final int siblingsMax;
  private final int siblingBytesMax;
  private byte[] bytes = new byte[0];
  private int offset;
  private int limit;
  private int at;

  /** Open containers, also those beyond the ones remembered. */
  private int depth;

  private Token token = Token.WORD;
  private int start;
  private int end;
  private boolean escaped;
  private int signs;
  private boolean keyExpected;
  private boolean tooDeep;
  private boolean malformed;
  private boolean truncated;
  private @Nullable Outline outline;

  /**
   * @param limits bounds the depth
   */
  public JsonWalk(TextLimits limits) {
    int levels = limits.depth() + 1;
    this.keyStarts = new int[levels];
    this.keyEnds = new int[levels];
    this.opened = new int[levels];
    this.objects = new boolean[levels];
    this.siblingsMax = limits.siblings();
    this.siblingBytesMax = limits.siblingBytes();
  }

  /** Begins a walk; the bytes must not change until it is over. */
  public void start(byte[] json, int from, int length) {
    start(json, from, length, null);
  }

  /** Begins a walk that is told by an outline of the bytes where its strings end. */
  public void start(byte[] json, int from, int length, @Nullable Outline by) {
    outline = by;
    bytes = json;
    offset = from;
    at = from;
    limit = from + length;
    depth = 0;
    keyStarts[0] = NO_KEY;
    objects[0] = false;
    keyExpected = false;
    tooDeep = false;
    malformed = false;
    truncated = false;
  }

  /** Moves on; returns false at the end of the input. */
  public boolean next() {
    while (at < limit) {
      byte b = bytes[at];
      switch (b) {
        case ' ', '\t', '\n', '\r', 0x1E -> at++;
        case ',' -> {
          at++;
          keyExpected = inObject();
        }
        case ':' -> {
          at++;
          keyExpected = false;
        }
        case '{', '[' -> open(b == '{');
        case '}', ']' -> close(b == '}');
        case '"' -> {
          string();
          return true;
        }
        default -> {
          if (bare()) {
            return true;
          }
        }
      }
    }
    truncated |= depth > 0;
    return false;
  }

  /** Returns what the walk stands on. */
  public Token token() {
    return token;
  }

  /** Returns the index of its first byte, without quotes. */
  public int start() {
    return start;
  }

  /** Returns the index behind its last byte, without quotes. */
  public int end() {
    return end;
  }

  /** Returns whether it holds a backslash, so that it does not read as it is written. */
  public boolean escaped() {
    return escaped;
  }

  /**
   * Returns the kinds of signs in it, bits of {@link Signs}; not to be asked for what is escaped.
   */
  public int signs() {
    if (signs >= 0) {
      return signs;
    }
    return outline != null && outline.covers(bytes, start, end)
        ? outline.signs(start, end)
        : Signs.of(bytes, start, end);
  }

  /** Returns the number of open objects and arrays. */
  public int depth() {
    return depth;
  }

  /**
   * Returns the index of the first byte of the nearest key above, or -1 if there is none: for an
   * element of a list the key of the list. On a key it is the key itself.
   */
  public int keyStart() {
    int level = keyLevel();
    return level < 0 ? NO_KEY : keyStarts[level];
  }

  /** Returns the index behind the nearest key above, or -1 if there is none. */
  public int keyEnd() {
    int level = keyLevel();
    return level < 0 ? NO_KEY : keyEnds[level];
  }

  /** Returns whether the walk stands directly on the value of an object, not in a list. */
  public boolean inObject() {
    return depth > 0 && depth < objects.length && objects[depth];
  }

  /** Returns where the nearest object or list began, which tells it from all others. */
  public int opened() {
    return depth == 0 ? offset : opened[remembered()];
  }

  /**
   * Returns whether the walk stands in an object at a level, the outermost being 1, with a key read
   * there; false for lists and deeper than keys are remembered.
   */
  public boolean hasKeyAt(int level) {
    return level > 0 && level <= remembered() && objects[level] && keyStarts[level] >= 0;
  }

  /** Returns whether the walk stands in a list at a level. */
  public boolean inListAt(int level) {
    return level > 0 && level <= remembered() && !objects[level];
  }

  /** Returns the index of the first byte of the key at a level that has one. */
  public int keyStartAt(int level) {
    return keyStarts[level];
  }

  /** Returns the index behind the key at a level that has one. */
  public int keyEndAt(int level) {
    return keyEnds[level];
  }

  /** Returns the key above the nearest key as a range packed into a long, or -1. */
  public long parentKey() {
    int level = keyLevel();
    for (int above = level - 1; above > 0; above--) {
      if (objects[above] && keyStarts[above] >= 0) {
        return (long) keyStarts[above] << 32 | keyEnds[above];
      }
    }
    return -1;
  }

  /** Returns whether values lay deeper than keys are remembered. */
  public boolean tooDeep() {
    return tooDeep;
  }

  /** Returns whether something was passed over that JSON does not allow. */
  public boolean malformed() {
    return malformed;
  }

  /** Returns whether the input ended inside a string, object or array. */
  public boolean truncated() {
    return truncated;
  }

  /** Returns where the walk stands, as a JSON path. */
  public Place place() {
    return place(Place.Part.JSON);
  }

  /** Returns where the walk stands, as a JSON path inside a part. */
  public Place place(Place.Part part) {
    StringBuilder path = new StringBuilder("$");
    for (int level = 1; level <= remembered() && path.length() < Place.NAME_MAX; level++) {
      if (!objects[level]) {
        path.append("[*]");
      } else if (keyStarts[level] >= 0) {
        Keys.step(path, bytes, keyStarts[level], keyEnds[level]);
      }
    }
    return new Place(part, path.toString());
  }

  /**
   * Moves until the walk stands on the key or value that holds a byte, or behind it.
   *
   * @param index of the byte; not before where the walk stands
   * @return whether it stands on what holds the byte
   */
  public boolean seek(int index) {
    while (end <= index || start > end) {
      if (!next()) {
        return false;
      }
    }
    return start <= index;
  }

  /**
   * Finds the keys of the object the walk stands in, itself included.
   *
   * @param ranges receives start and end of each key, two entries each
   * @return the number of keys
   */
  public int siblings(int[] ranges) {
    if (!inObject() || keyStarts[depth] < 0) {
      return 0;
    }
    int most = Math.min(siblingsMax, ranges.length / 2);
    int stop = Math.min(limit, end + siblingBytesMax);
    boolean near = start - opened[depth] <= siblingBytesMax;
    int from = near ? opened[depth] + 1 : keyStarts[depth] - 1;
    int found = 0;
    int nested = 0;
    boolean key = true;
    for (int i = from; i < stop && found < most && nested >= 0; i++) {
      byte b = bytes[i];
      if (b == '"') {
        int close = closing(bytes, i + 1, stop);
        if (nested == 0 && key) {
          ranges[2 * found] = i + 1;
          ranges[2 * found + 1] = close;
          found++;
        }
        i = close;
        key = false;
      } else if (b == '{' || b == '[') {
        nested++;
      } else if (b == '}' || b == ']') {
        nested--;
      } else if (b == ',' && nested == 0) {
        key = true;
      }
    }
    return found;
  }

  private int keyLevel() {
    for (int level = remembered(); level > 0; level--) {
      if (objects[level] && keyStarts[level] >= 0) {
        return level;
      }
    }
    return -1;
  }

  private int remembered() {
    return Math.min(depth, objects.length - 1);
  }

  private void open(boolean object) {
    depth++;
    if (depth < objects.length) {
      objects[depth] = object;
      keyStarts[depth] = NO_KEY;
      opened[depth] = at;
      keyExpected = object;
    } else {
      tooDeep = true;
      keyExpected = false;
    }
    at++;
  }

  private void close(boolean object) {
    if (depth > 0) {
      malformed |= depth < objects.length && objects[depth] != object;
      depth--;
    } else {
      malformed = true;
    }
    keyExpected = false;
    at++;
  }

  private void string() {
    start = at + 1;
    escaped = false;
    if (outline != null && outlined(outline)) {
      return;
    }
    byte[] json = bytes;
    int stop = limit;
    int seen = 0;
    int i = start;
    while (i < stop) {
      int kind = Signs.KIND[json[i] & 0xFF];
      seen |= kind;
      if (kind < 0) {
        if (json[i] == '"') {
          break;
        }
        escaped = true;
        i++;
      }
      i++;
    }
    signs = seen & Signs.ALL;
    end = Math.min(i, stop);
    at = Math.min(limit, end + 1);
    truncated |= end == limit;
    name(Token.STRING);
  }

  /** Reads a string that ends within what an outline knows; returns whether it does. */
  private boolean outlined(Outline known) {
    int quote = quote(known);
    if (quote < 0 && known.move(bytes, start)) {
      quote = quote(known);
    }
    if (quote < 0) {
      escaped = false;
      return false;
    }
    signs = -1;
    end = quote;
    at = quote + 1;
    name(Token.STRING);
    return true;
  }

  /** Returns the index of the quote that ends the string, -1 if none is known. */
  private int quote(Outline known) {
    int stop = Math.min(limit, known.end());
    if (!known.covers(bytes, start, stop)) {
      return -1;
    }
    int i = known.next(Outline.QUOTE, start, stop);
    while (i < stop && bytes[i] == '\\') {
      escaped = true;
      i = i + 2 < stop ? known.next(Outline.QUOTE, i + 2, stop) : stop;
    }
    return i < stop ? i : -1;
  }

  /** Returns the index of the quote that ends a string, or the stop. */
  private static int closing(byte[] json, int from, int stop) {
    int i = from;
    while (i < stop && json[i] != '"') {
      i += json[i] == '\\' ? 2 : 1;
    }
    return Math.min(i, stop);
  }

  /** Takes the token for a key where one is expected. */
  private void name(Token otherwise) {
    if (keyExpected) {
      token = Token.KEY;
      keyStarts[depth] = start;
      keyEnds[depth] = end;
      keyExpected = false;
    } else {
      token = otherwise;
    }
  }

  /** Reads a number or a word; passes over what is neither. */
  private boolean bare() {
    start = at;
    while (at < limit && isBare(bytes[at])) {
      at++;
    }
    end = at;
    escaped = false;
    signs = -1;
    if (start == end) {
      malformed = true;
      at++;
      return false;
    }
    byte first = bytes[start];
    name(first == '-' || Bytes.isDigit(first) ? Token.NUMBER : Token.WORD);
    malformed |= token == Token.KEY;
    return true;
  }

  private static boolean isBare(byte b) {
    return Bytes.isWord(b) || b == '-' || b == '+' || b == '.' || b == '_' || b == '$';
  }

  /** Says whether text begins like a JSON object or array; looks at a few bytes only. */
  public static boolean looksLikeJson(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && Bytes.isSpace(bytes[i])) {
      i++;
    }
    if (i + 1 >= to || bytes[i] != '{' && bytes[i] != '[') {
      return false;
    }
    boolean object = bytes[i] == '{';
    do {
      i++;
    } while (i < to && Bytes.isSpace(bytes[i]));
    if (i == to) {
      return false;
    }
    byte b = bytes[i];
    if (object) {
      return b == '"' || b == '}';
    }
    boolean number = b == '-' || Bytes.isDigit(b);
    return b == '"' || b == '{' || b == '[' || b == ']' || number && numberEnds(bytes, i + 1, to);
  }

  /** Tells a list of numbers from an address in brackets. */
  private static boolean numberEnds(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && (Bytes.isDigit(bytes[i]) || bytes[i] == '.')) {
      i++;
    }
    return i == to || bytes[i] == ',' || bytes[i] == ']' || Bytes.isSpace(bytes[i]);
  }

  @Override
  public String toString() {
    return token
        + " at "
        + (start - offset)
        + " depth "
        + depth
        + " keys "
        + Arrays.toString(Arrays.copyOf(keyStarts, remembered() + 1));
  }
}

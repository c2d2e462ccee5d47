// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

import java.util.Arrays;

/**
 * A walk over a table in text whose first line names the columns, with comma, semicolon, tab or bar
 * between cells: after {@link #start}, each {@link #next} moves to the next cell. Not safe for use
 * by several threads.
 */
public final class TableWalk {
  /** Most columns whose names are kept; cells beyond have none. */
  private static final int COLUMNS_MAX = 64;

  private static final int HEADER_MAX = 2048;

  private final int[] names = new int[2 * COLUMNS_MAX];
  private byte[] bytes = new byte[0];
  private byte delimiter;
  private int columns;
  private int at;
  private int limit;
  private int column;
  private int start;
  private int end;

  /** Begins a walk; returns false when the text is no such table. */
  public boolean start(byte[] text, int from, int length) {
    bytes = text;
    limit = from + length;
    columns = 0;
    column = 0;
    int stop = Math.min(limit, from + HEADER_MAX);
    int lineEnd = from;
    while (lineEnd < stop && bytes[lineEnd] != '\n') {
      lineEnd++;
    }
    if (lineEnd == stop) {
      return false;
    }
    at = lineEnd + 1;
    delimiter = delimiter(from, lineEnd);
    return delimiter != 0 && header(from, trimmedEnd(from, lineEnd));
  }

  private byte delimiter(int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == ',' || b == ';' || b == '\t' || b == '|') {
        return b;
      }
    }
    return 0;
  }

  /** Reads the names of the columns; all must read like names. */
  private boolean header(int from, int to) {
    Arrays.fill(names, 0);
    int nameStart = from;
    for (int i = from; i <= to; i++) {
      if (i < to && bytes[i] != delimiter) {
        continue;
      }
      if (!isName(nameStart, i)) {
        return false;
      }
      if (columns < COLUMNS_MAX) {
        boolean quoted = bytes[nameStart] == '"';
        names[2 * columns] = quoted ? nameStart + 1 : nameStart;
        names[2 * columns + 1] = quoted ? i - 1 : i;
        columns++;
      }
      nameStart = i + 1;
    }
    return columns >= 2;
  }

  private boolean isName(int from, int to) {
    int letters = 0;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      boolean edge = b == '"' && (i == from || i == to - 1);
      if (Bytes.isLetter(b)) {
        letters++;
      } else if (!(Bytes.isWord(b) || b == '_' || b == '-' || b == '.' || edge || b == ' ')) {
        return false;
      }
    }
    return letters >= 1 && to - from <= 40 && !(spaces(from, to) > 3);
  }

  private int spaces(int from, int to) {
    int spaces = 0;
    for (int i = from; i < to; i++) {
      spaces += bytes[i] == ' ' ? 1 : 0;
    }
    return spaces;
  }

  /** Moves to the next cell; returns false behind the last. */
  public boolean next() {
    if (at >= limit) {
      return false;
    }
    start = at;
    boolean quoted = bytes[at] == '"';
    if (quoted) {
      start++;
      at++;
      while (at < limit && bytes[at] != '"') {
        at++;
      }
      end = at;
    }
    while (at < limit && bytes[at] != delimiter && bytes[at] != '\n') {
      at++;
    }
    if (!quoted) {
      end = trimmedEnd(start, at);
    }
    current = column;
    column = at < limit && bytes[at] == '\n' ? 0 : column + 1;
    at++;
    return true;
  }

  private int current;

  /** Returns the index of the first byte of the cell. */
  public int start() {
    return start;
  }

  /** Returns the index behind the cell. */
  public int end() {
    return end;
  }

  /** Returns the index of the name of its column; equal to {@link #nameEnd()} if it has none. */
  public int nameStart() {
    return current < columns ? names[2 * current] : 0;
  }

  /** Returns the index behind that name. */
  public int nameEnd() {
    return current < columns ? names[2 * current + 1] : 0;
  }

  private int trimmedEnd(int from, int to) {
    int last = to;
    while (last > from && (bytes[last - 1] == '\r' || bytes[last - 1] == ' ')) {
      last--;
    }
    return last;
  }
}

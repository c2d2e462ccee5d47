// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

import java.util.Arrays;

/**
 * Text with its escapes taken off, and the way back: for each of its bytes the index it came from.
 * Meant to be filled again and again; not safe for use by several threads.
 */
public final class Decoded {
  private final int bytesMax;
  private byte[] bytes = new byte[256];
  private int length;
  private boolean cut;
  private boolean changed;

  /** Where copying went on after an escape: index in here, index in the source. */
  private int[] runs = new int[64];

  private int runCount;

  /**
   * @param limits bounds how much is kept
   */
  public Decoded(TextLimits limits) {
    this.bytesMax = limits.decodedBytes();
  }

  /** Returns what holds the text; only the first {@link #length()} bytes count. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the number of bytes. */
  public int length() {
    return length;
  }

  /** Returns whether a bound cut the text. */
  public boolean cut() {
    return cut;
  }

  /** Returns whether anything was decoded: false when the text equals its source. */
  public boolean changed() {
    return changed;
  }

  /**
   * Returns the index in the source from which a byte came; for {@link #length()} and beyond, the
   * index behind the last one.
   *
   * @param at index in this text
   */
  public int source(int at) {
    if (runCount == 0) {
      return at;
    }
    int low = 0;
    int high = runCount - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (runs[2 * middle] <= at) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return runs[2 * low + 1] + Math.max(0, at - runs[2 * low]);
  }

  void clear() {
    length = 0;
    runCount = 0;
    cut = false;
    changed = false;
  }

  /** Returns false when there is no more room. */
  boolean add(int value, int from) {
    if (!room(1)) {
      return false;
    }
    mark(from);
    bytes[length++] = (byte) value;
    return true;
  }

  boolean addCodePoint(int codePoint, int from) {
    if (codePoint < 0x80) {
      return add(codePoint, from);
    }
    if (!room(4)) {
      return false;
    }
    mark(from);
    if (codePoint < 0x800) {
      bytes[length++] = (byte) (0xC0 | codePoint >> 6);
    } else {
      if (codePoint < 0x10000) {
        bytes[length++] = (byte) (0xE0 | codePoint >> 12);
      } else {
        bytes[length++] = (byte) (0xF0 | codePoint >> 18);
        bytes[length++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
      }
      bytes[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
    }
    bytes[length++] = (byte) (0x80 | codePoint & 0x3F);
    return true;
  }

  boolean addAll(byte[] source, int start, int end) {
    int count = Math.min(end - start, bytesMax - length);
    if (count > 0) {
      room(count);
      mark(start);
      System.arraycopy(source, start, bytes, length, count);
      length += count;
    }
    cut |= count < end - start;
    return !cut;
  }

  /** Says that the source goes on at an index behind the last byte. */
  void end(int from) {
    mark(from);
  }

  void markChanged() {
    changed = true;
  }

  private boolean room(int count) {
    if (length + count > bytesMax) {
      cut = true;
      return false;
    }
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(bytesMax, Math.max(length + count, 2 * length)));
    }
    return true;
  }

  private void mark(int from) {
    if (runCount > 0 && runs[2 * runCount - 1] + (length - runs[2 * runCount - 2]) == from) {
      return;
    }
    if (2 * runCount + 2 > runs.length) {
      runs = Arrays.copyOf(runs, 2 * runs.length);
    }
    runs[2 * runCount] = length;
    runs[2 * runCount + 1] = from;
    runCount++;
  }
}

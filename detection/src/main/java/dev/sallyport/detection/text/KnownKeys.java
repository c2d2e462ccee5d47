// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Keys that were seen before, each with a number, so that what was found out about a key is told by
 * one comparison when it comes again: the same API says the same keys with each call. It holds so
 * many, forgets the one whose place a new one takes, and never keeps what looks like a value. Not
 * safe for use by several threads.
 */
public final class KnownKeys {
  /** How many keys are held; numbers are below it. */
  public static final int SLOTS = 1 << 10;

  /** Longest key that is held. */
  private static final int LENGTH_MAX = 40;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** All keys one behind the other, so that a new one takes no new memory. */
  private final byte[] held = new byte[SLOTS * LENGTH_MAX];

  private final byte[] lengths = new byte[SLOTS];
  private final long[] firsts = new long[SLOTS];
  private final long[] lasts = new long[SLOTS];

  /** Returns the number of a key, -1 if it is not known. */
  public int find(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length > LENGTH_MAX || length == 0) {
      return -1;
    }
    long first = first(bytes, start, length);
    long last = last(bytes, end, length);
    int slot = slot(first, last, length);
    boolean same = lengths[slot] == length && firsts[slot] == first && lasts[slot] == last;
    return same && (length <= 2 * Long.BYTES || rest(slot, bytes, start, end)) ? slot : -1;
  }

  private boolean rest(int slot, byte[] bytes, int start, int end) {
    int at = slot * LENGTH_MAX;
    return Arrays.equals(held, at, at + end - start, bytes, start, end);
  }

  /** Remembers a key and returns its number; -1 for what is too long or holds a digit. */
  public int add(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length > LENGTH_MAX || length == 0) {
      return -1;
    }
    for (int i = start; i < end; i++) {
      if (Bytes.isDigit(bytes[i])) {
        return -1;
      }
    }
    long first = first(bytes, start, length);
    long last = last(bytes, end, length);
    int slot = slot(first, last, length);
    System.arraycopy(bytes, start, held, slot * LENGTH_MAX, length);
    lengths[slot] = (byte) length;
    firsts[slot] = first;
    lasts[slot] = last;
    return slot;
  }

  /** Returns the first eight bytes, or all of fewer. */
  private static long first(byte[] bytes, int start, int length) {
    if (start + Long.BYTES <= bytes.length) {
      long eight = (long) LONG.get(bytes, start);
      return length >= Long.BYTES ? eight : eight & (1L << 8 * length) - 1;
    }
    long all = 0;
    for (int i = 0; i < Math.min(length, Long.BYTES); i++) {
      all |= (bytes[start + i] & 0xFFL) << 8 * i;
    }
    return all;
  }

  /** Returns the last eight bytes, 0 where there are fewer. */
  private static long last(byte[] bytes, int end, int length) {
    return length >= Long.BYTES ? (long) LONG.get(bytes, end - Long.BYTES) : 0;
  }

  /** The length and the first and last eight bytes tell nearly all keys apart. */
  private static int slot(long first, long last, int length) {
    long mixed = (first * 31 + last + length) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 54) & (SLOTS - 1);
  }
}

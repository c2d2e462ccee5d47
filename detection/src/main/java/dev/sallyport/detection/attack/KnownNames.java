// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Names of arguments that were found harmless, so that the same keys of the same API are told by
 * one comparison. Holds so many, and forgets the one whose place a new one takes. Confined to one
 * thread.
 */
final class KnownNames {
  private static final int SLOTS = 1 << 11;
  private static final int LENGTH_MAX = 40;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] @Nullable [] names = new byte[SLOTS][];
  private final long[] firsts = new long[SLOTS];
  private final long[] lasts = new long[SLOTS];

  boolean holds(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length > LENGTH_MAX) {
      return false;
    }
    long first = first(bytes, start, end);
    long last = last(bytes, start, end);
    int slot = slot(first, last, length);
    byte[] name = names[slot];
    return name != null
        && name.length == length
        && firsts[slot] == first
        && lasts[slot] == last
        && (length <= 2 * Long.BYTES || Arrays.equals(name, 0, length, bytes, start, end));
  }

  /** Remembers a name; those that look like values are not worth it. */
  void add(byte[] bytes, int start, int end) {
    if (end - start > LENGTH_MAX) {
      return;
    }
    for (int i = start; i < end; i++) {
      if (Ascii.digit((char) (bytes[i] & 0xff))) {
        return;
      }
    }
    long first = first(bytes, start, end);
    long last = last(bytes, start, end);
    int slot = slot(first, last, end - start);
    names[slot] = Arrays.copyOfRange(bytes, start, end);
    firsts[slot] = first;
    lasts[slot] = last;
  }

  /** Returns the first eight bytes, or all of fewer. */
  private static long first(byte[] bytes, int start, int end) {
    if (end - start >= Long.BYTES) {
      return (long) LONG.get(bytes, start);
    }
    long all = 0;
    for (int i = start; i < end; i++) {
      all = all << 8 | bytes[i] & 0xff;
    }
    return all;
  }

  /** Returns the last eight bytes, 0 where there are fewer. */
  private static long last(byte[] bytes, int start, int end) {
    return end - start >= Long.BYTES ? (long) LONG.get(bytes, end - Long.BYTES) : 0;
  }

  /** The length and the first and last eight bytes tell nearly all keys apart. */
  private static int slot(long first, long last, int length) {
    long mixed = (first * 31 + last + length) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 53) & (SLOTS - 1);
  }
}

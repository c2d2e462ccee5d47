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

  boolean holds(byte[] bytes, int start, int end) {
    if (end - start > LENGTH_MAX) {
      return false;
    }
    byte[] name = names[slot(bytes, start, end)];
    return name != null && Arrays.equals(name, 0, name.length, bytes, start, end);
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
    names[slot(bytes, start, end)] = Arrays.copyOfRange(bytes, start, end);
  }

  /** From the length and the first and last eight bytes, which tells nearly all keys apart. */
  private static int slot(byte[] bytes, int start, int end) {
    int length = end - start;
    long first;
    long last;
    if (length >= Long.BYTES) {
      first = (long) LONG.get(bytes, start);
      last = (long) LONG.get(bytes, end - Long.BYTES);
    } else {
      first = 0;
      for (int i = start; i < end; i++) {
        first = first << 8 | bytes[i];
      }
      last = 0;
    }
    long mixed = (first * 31 + last + length) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 53) & (SLOTS - 1);
  }
}

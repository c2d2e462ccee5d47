// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The numbers by which words are known. Words of ASCII are taken eight letters at a time; others
 * byte by byte, since in some scripts each beginning of a run of letters may be a word.
 */
final class WordHash {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long SMALL = 0x2020202020202020L;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;
  private static final long SEED = 0xCBF29CE484222325L;

  private WordHash() {}

  /** Returns the hash of a word of letters of ASCII in any case. */
  static long ofAscii(byte[] bytes, int start, int end) {
    long hash = SEED;
    int at = start;
    for (; end - at > Long.BYTES; at += Long.BYTES) {
      hash = mixed(hash, (long) EIGHT.get(bytes, at) | SMALL);
    }
    return mixed(hash, last(bytes, at, end));
  }

  /** Returns at most eight letters as small ones, and nothing behind them. */
  private static long last(byte[] bytes, int at, int end) {
    int more = Long.BYTES - (end - at);
    if (at + Long.BYTES <= bytes.length) {
      return ((long) EIGHT.get(bytes, at) | SMALL) << 8 * more >>> 8 * more;
    }
    long letters = 0;
    for (int i = at; i < end; i++) {
      letters |= (long) (bytes[i] | 0x20) << 8 * (i - at);
    }
    return letters;
  }

  private static long mixed(long hash, long letters) {
    long product = (hash ^ letters) * SPREAD;
    return product ^ product >>> 29;
  }

  /** Begins the hash of a word with letters beyond ASCII. */
  static long begin() {
    return SEED;
  }

  /** Adds a byte in small letters to the hash of such a word. */
  static long with(long hash, int b) {
    return (hash ^ (b & 0xFF)) * 0x100000001B3L;
  }

  /** Returns the hash of two words that follow each other. */
  static long pair(long first, long second) {
    return first * 31 + Long.rotateLeft(second, 17) | 1;
  }
}

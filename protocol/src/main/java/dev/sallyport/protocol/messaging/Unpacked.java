// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

/** An array of fixed size that codecs write to, and copy from what they wrote before. */
final class Unpacked {
  private final byte[] bytes;
  private int size;

  Unpacked(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** Takes bytes that were written directly behind the last one. */
  void wrote(int length) {
    size += length;
  }

  /** Adds bytes; returns whether all of them fit. */
  boolean add(byte[] from, int index, int length) {
    int taken = Math.min(length, bytes.length - size);
    System.arraycopy(from, index, bytes, size, taken);
    size += taken;
    return taken == length;
  }

  /**
   * Repeats bytes that were written {@code distance} ago, perhaps those that it writes itself;
   * returns false when nothing was written there (not before {@code start}), or not all fits.
   */
  boolean repeat(int start, int distance, int length) {
    if (distance <= 0 || distance > size - start) {
      return false;
    }
    int taken = Math.min(length, bytes.length - size);
    if (distance >= taken) {
      System.arraycopy(bytes, size - distance, bytes, size, taken);
    } else {
      for (int i = size; i < size + taken; i++) {
        bytes[i] = bytes[i - distance];
      }
    }
    size += taken;
    return taken == length;
  }
}

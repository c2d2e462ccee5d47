// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Holds a head, or a trailer section, that did not come in one piece. */
final class HeadBytes {
  private static final byte[] NOTHING = new byte[0];

  private final int bytesMax;
  private final Head head = new Head();
  private byte[] octets = NOTHING;
  private int size;

  HeadBytes(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  Head head() {
    return head;
  }

  byte[] octets() {
    return octets;
  }

  int size() {
    return size;
  }

  /** Returns whether the limit is reached. */
  boolean full() {
    return size == bytesMax;
  }

  /** Takes bytes, as far as the limit allows; they may reach beyond the end of the section. */
  void add(ByteBuf bytes, int index, int length) {
    int taken = Math.min(length, bytesMax - size);
    if (octets.length - size < taken) {
      int capacity = Math.max(256, Math.max(size + taken, Math.min(bytesMax, octets.length * 2)));
      octets = Arrays.copyOf(octets, capacity);
    }
    bytes.getBytes(index, octets, size, taken);
    size += taken;
  }
}

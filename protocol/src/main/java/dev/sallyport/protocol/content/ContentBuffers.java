// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The arrays in which content is gathered, shared by the connections of one event loop and confined
 * to it. Gives out a bounded number of bytes and keeps a few arrays for the next message.
 */
public final class ContentBuffers {
  static final byte[] NOTHING = new byte[0];

  private static final int SMALLEST_BITS = 10;
  private static final int CLASSES = 17;
  private static final int KEPT_BYTES_MAX = 1 << 20;

  private final int bytesMax;
  private final Deque<byte[]>[] free;
  private final Expander expander = new Expander();
  private long heldBytes;
  private int keptBytes;

  /** Makes the arrays of one event loop, which holds at most {@link ContentLimits#heldBytes()}. */
  public ContentBuffers(ContentLimits limits) {
    this.bytesMax = limits.heldBytes();
    this.free = classes();
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Deque<byte[]>[] classes() {
    Deque<byte[]>[] classes = new Deque[CLASSES];
    for (int i = 0; i < CLASSES; i++) {
      classes[i] = new ArrayDeque<>(2);
    }
    return classes;
  }

  /** Returns how many bytes are given out. */
  public long heldBytes() {
    return heldBytes;
  }

  Expander expander() {
    return expander;
  }

  /** Returns an array of at least that size, or null when too much is given out already. */
  byte @Nullable [] take(int least) {
    int place = place(least);
    int size = 1 << (place + SMALLEST_BITS);
    if (heldBytes + size > bytesMax) {
      return null;
    }
    heldBytes += size;
    byte[] kept = free[place].pollLast();
    if (kept == null) {
      return new byte[size];
    }
    keptBytes -= size;
    return kept;
  }

  void giveBack(byte[] octets) {
    if (octets.length == 0) {
      return;
    }
    heldBytes -= octets.length;
    if (keptBytes + octets.length <= KEPT_BYTES_MAX) {
      keptBytes += octets.length;
      free[place(octets.length)].addLast(octets);
    }
  }

  /** Counts bytes that are held elsewhere; false when too much is given out already. */
  boolean reserve(int bytes) {
    if (heldBytes + bytes > bytesMax) {
      return false;
    }
    heldBytes += bytes;
    return true;
  }

  void unreserve(int bytes) {
    heldBytes -= bytes;
  }

  /** Returns the size of the array that a request for so many bytes gets. */
  static int sizeFor(int least) {
    return 1 << (place(least) + SMALLEST_BITS);
  }

  private static int place(int least) {
    int bits = 32 - Integer.numberOfLeadingZeros(Math.max(1, least) - 1);
    return Math.max(0, bits - SMALLEST_BITS);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.checkpoint;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Follows the frames of one direction of a protocol that writes their length ahead, and tells of
 * each as soon as as much of it is there as is wanted.
 */
final class FrameHeads {
  private static final int ROOM_AT_FIRST = 64;
  private static final int ROOM_KEPT = 16 << 10;
  private static final int HEAD_MAX = 32;

  /** Knows the protocol. */
  interface Owner {
    /**
     * Returns the length of the frame that begins so, its head included; 0 while too few bytes of
     * it are there; -1 when no frame begins so.
     */
    long length(byte[] start, int size);

    /** Returns how many bytes of the frame that begins so are to be there before it is told of. */
    int wanted(byte[] start, int size, long length);

    /** A frame begins; it ends at {@code end}. */
    void frame(byte[] start, int held, long length, long end);

    void malformed();

    boolean finished();
  }

  private final Owner owner;
  private byte[] start = new byte[ROOM_AT_FIRST];
  private int held;
  private long length;
  private int wanted;
  private long frameLeft;
  private long position;

  FrameHeads(Owner owner) {
    this.owner = owner;
  }

  /** Reads on, and stops where the owner is finished. */
  void read(ByteBuf bytes, int index, int size) {
    int i = index;
    int end = index + size;
    while (i < end && !owner.finished()) {
      if (frameLeft > 0) {
        int skipped = (int) Math.min(frameLeft, end - i);
        frameLeft -= skipped;
        position += skipped;
        i += skipped;
      } else if (length == 0) {
        room(held + 1);
        start[held++] = bytes.getByte(i++);
        position++;
        measure();
      } else {
        int taken = Math.min(wanted - held, end - i);
        room(held + taken);
        bytes.getBytes(i, start, held, taken);
        held += taken;
        position += taken;
        i += taken;
        tell();
      }
    }
  }

  private void measure() {
    length = owner.length(start, held);
    if (length < 0 || length == 0 && held == HEAD_MAX) {
      owner.malformed();
    } else if (length > 0) {
      wanted = (int) Math.min(length, Math.max(held, owner.wanted(start, held, length)));
      tell();
    }
  }

  private void tell() {
    if (held < wanted) {
      return;
    }
    long whole = length;
    int there = held;
    frameLeft = length - held;
    length = 0;
    held = 0;
    byte[] content = start;
    if (start.length > ROOM_KEPT) {
      start = new byte[ROOM_AT_FIRST];
    }
    owner.frame(content, there, whole, position + frameLeft);
  }

  private void room(int needed) {
    if (needed > start.length) {
      start = Arrays.copyOf(start, Math.max(needed, start.length * 2));
    }
  }
}

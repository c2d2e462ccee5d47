// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import static java.util.Objects.requireNonNull;

import dev.sallyport.protocol.value.LargeArrays;
import io.netty.buffer.ByteBuf;

/**
 * Follows the frames of one direction of a protocol that writes their length ahead. Holds only the
 * start of each, in an array that grows to what is needed and is used again.
 */
public final class FrameReader {
  private static final int ROOM_AT_FIRST = 64;

  /** A larger array is not kept for the next frame: few are large, and connections many. */
  private static final int ROOM_KEPT = 16 << 10;

  /** How the protocol writes the length of a frame. */
  public interface Shape {
    /**
     * Returns the length of the frame that begins so, its head included; 0 while too few bytes of
     * it are there; -1 when no frame begins so.
     */
    long length(byte[] start, int size);
  }

  /** Receives frames in order. */
  public interface Owner {
    /**
     * A frame was read.
     *
     * @param start its first bytes, head included; valid only during the call
     * @param held how many bytes of it are in {@code start}
     * @param length its whole length
     * @param offset bytes of this direction up to its end
     */
    void frame(byte[] start, int held, long length, long offset);

    /** What came is no frame. */
    void malformed();

    /** Returns whether nothing more shall be read. */
    boolean finished();
  }

  private final Shape shape;
  private final int heldMax;
  private final Owner owner;
  private byte[] start = new byte[ROOM_AT_FIRST];
  private int held;
  private boolean full;
  private long length;
  private long seen;
  private long position;
  private long begin;

  /**
   * Makes the reader of one direction.
   *
   * @param shape how long frames are
   * @param heldMax most bytes of a frame that are held; at least as long as any head
   * @param owner receives frames
   */
  public FrameReader(Shape shape, int heldMax, Owner owner) {
    this.shape = requireNonNull(shape, "shape");
    this.heldMax = heldMax;
    this.owner = requireNonNull(owner, "owner");
  }

  /**
   * Returns how many bytes of the direction lie before the frame that is being read or reported.
   */
  public long boundary() {
    return begin;
  }

  /** Reads on, and stops where the owner is finished; returns the index there. */
  public int read(ByteBuf bytes, int index, int size) {
    int i = index;
    int end = index + size;
    while (i < end && !owner.finished()) {
      if (length == 0) {
        room(held + 1);
        start[held++] = bytes.getByte(i++);
        seen++;
        position++;
        measure();
      } else {
        i += rest(bytes, i, end - i);
      }
    }
    return i;
  }

  private void measure() {
    length = shape.length(start, held);
    if (length < 0 || length == 0 && held == heldMax) {
      owner.malformed();
    } else if (length > 0 && seen >= length) {
      end();
    }
  }

  private int rest(ByteBuf bytes, int index, int available) {
    int taken = (int) Math.min(length - seen, available);
    int wanted = Math.min(taken, heldMax - held);
    int kept = wanted;
    if (kept > 0 && !full) {
      room(held + kept);
      kept = Math.min(kept, start.length - held);
      full = kept < wanted;
      bytes.getBytes(index, start, held, kept);
      held += kept;
    }
    seen += taken;
    position += taken;
    if (seen == length) {
      end();
    }
    return taken;
  }

  private void room(int needed) {
    start = LargeArrays.grown(start, needed, heldMax);
  }

  private void end() {
    long whole = length;
    int kept = held;
    length = 0;
    held = 0;
    seen = 0;
    full = false;
    owner.frame(start, kept, whole, position);
    begin = position;
    if (start.length > ROOM_KEPT) {
      LargeArrays.done(start);
      start = new byte[ROOM_AT_FIRST];
    }
  }
}

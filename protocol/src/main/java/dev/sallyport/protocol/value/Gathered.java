// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.value;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Parts of a message, one behind the other, gathered from reads that may cut them anywhere. Holds a
 * bounded number of bytes and says when something did not fit; an array that grew large is given up
 * with the message.
 */
public final class Gathered {
  private static final int BYTES_MAX = 1 << 20;
  private static final int FULL_AT = 24 << 10;
  private static final int PARTS_MAX = 2048;
  private static final int KEPT_MAX = 1024;
  private static final int ROOM_AT_FIRST = 64;
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int[] ends = new int[4];
  private int size;
  private int count;
  private boolean cut;

  /** Returns what holds the parts. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns how many parts ended. */
  public int count() {
    return count;
  }

  /** Returns the index of the first byte of a part. */
  public int start(int part) {
    return part == 0 ? 0 : ends[part - 1];
  }

  /** Returns the index behind the last byte of a part. */
  public int end(int part) {
    return ends[part];
  }

  /** Returns a part as text, one character for each byte. */
  public String text(int part) {
    return new String(bytes, start(part), end(part) - start(part), StandardCharsets.ISO_8859_1);
  }

  /** Returns whether something did not fit. */
  public boolean isCut() {
    return cut;
  }

  /** Returns whether it is time to look at what there is. */
  public boolean isFull() {
    return size > FULL_AT || count == PARTS_MAX;
  }

  /** Adds to the part that is being read. */
  public void add(ByteBuf from, int index, int length) {
    int taken = cut ? 0 : room(length);
    cut |= taken < length;
    from.getBytes(index, bytes, size, taken);
    size += taken;
  }

  /** Adds a byte to the part that is being read. */
  public void add(byte octet) {
    if (cut || room(1) == 0) {
      cut = true;
      return;
    }
    bytes[size++] = octet;
  }

  /** Ends the part that is being read. */
  public void end() {
    if (count == PARTS_MAX) {
      cut = true;
      return;
    }
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    ends[count++] = size;
  }

  /** Forgets all parts. */
  public void clear() {
    if (bytes.length > KEPT_MAX) {
      LargeArrays.done(bytes);
      bytes = NOTHING;
    }
    if (ends.length > KEPT_MAX / 4) {
      ends = new int[4];
    }
    size = 0;
    count = 0;
    cut = false;
  }

  /** Returns for how many more bytes there is room. */
  private int room(int more) {
    int wanted = Math.min(more, BYTES_MAX - size);
    bytes = LargeArrays.grown(bytes, Math.max(ROOM_AT_FIRST, size + wanted), BYTES_MAX);
    return Math.min(wanted, bytes.length - size);
  }
}

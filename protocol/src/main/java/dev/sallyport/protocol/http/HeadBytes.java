// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Holds a head, or a trailer section, that did not come in one piece, until its empty line is
 * there. Looks at every byte once, however small the pieces.
 */
final class HeadBytes {
  private static final byte[] NOTHING = new byte[0];

  private final int bytesMax;
  private byte[] octets = NOTHING;
  private int size;
  private int lineBytes;

  HeadBytes(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  byte[] octets() {
    return octets;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Returns whether the limit is reached without an end. */
  boolean full() {
    return size >= bytesMax;
  }

  /**
   * Takes bytes up to the empty line that ends the section.
   *
   * @param started whether a line with content must come first, as in a head
   * @return the index behind the last byte taken; {@link #complete} says whether that is the end
   */
  int take(ByteBuf bytes, int index, int end, boolean started) {
    int last = Math.min(end, index + Math.min(bytesMax - size, end - index));
    complete = false;
    int i = index;
    while (i < last && !complete) {
      int feed = bytes.indexOf(i, last, (byte) '\n');
      int stop = feed < 0 ? last : feed + 1;
      append(bytes, i, stop - i);
      lineBytes += stop - i;
      i = stop;
      if (feed >= 0) {
        boolean empty = lineBytes == 1 || (lineBytes == 2 && octets[size - 2] == '\r');
        content |= !empty;
        complete = empty && (content || !started);
        lineBytes = 0;
      }
    }
    return i;
  }

  private boolean complete;
  private boolean content;

  /** Returns whether the last call of {@link #take} found the end. */
  boolean complete() {
    return complete;
  }

  void release() {
    octets = NOTHING;
    size = 0;
    lineBytes = 0;
    content = false;
    complete = false;
  }

  private void append(ByteBuf bytes, int index, int length) {
    if (octets.length - size < length) {
      int capacity = Math.max(256, Math.max(size + length, Math.min(bytesMax, octets.length * 2)));
      octets = Arrays.copyOf(octets, capacity);
    }
    bytes.getBytes(index, octets, size, length);
    size += length;
  }
}

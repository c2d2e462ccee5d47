// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Iterator;

/** The bytes of one direction that wait at a gate, in order, with the count of all before them. */
public final class Lane {
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(2);
  private long gone;
  private long held;

  /** Makes an empty lane of a direction of which so many bytes went by before. */
  public Lane(long gone) {
    this.gone = gone;
  }

  /** Takes over bytes. */
  public void add(ByteBuf bytes) {
    if (bytes.isReadable()) {
      held += bytes.readableBytes();
      waiting.add(bytes);
    } else {
      bytes.release();
    }
  }

  /** Counts bytes that go by without waiting here; none may wait. */
  public void skip(int bytes) {
    gone += bytes;
  }

  /** Returns how many bytes left, passed or dropped. */
  public long gone() {
    return gone;
  }

  /** Returns how many bytes wait. */
  public long held() {
    return held;
  }

  /** Returns how many bytes came. */
  public long taken() {
    return gone + held;
  }

  /** Removes the next bytes, at most up to an offset, and only from one piece; there is one. */
  public ByteBuf next(long to) {
    ByteBuf first = waiting.element();
    int wanted = (int) Math.min(first.readableBytes(), to - gone);
    ByteBuf part;
    if (wanted == first.readableBytes()) {
      part = waiting.remove();
    } else {
      part = first.readRetainedSlice(wanted);
    }
    gone += wanted;
    held -= wanted;
    return part;
  }

  /** Drops what waits up to an offset. */
  public void drop(long to) {
    while (gone < to && held > 0) {
      next(to).release();
    }
  }

  /** Returns the byte so many behind the first one that waits; it must be there. */
  public int peek(int ahead) {
    int left = ahead;
    for (ByteBuf each : waiting) {
      if (left < each.readableBytes()) {
        return each.getUnsignedByte(each.readerIndex() + left);
      }
      left -= each.readableBytes();
    }
    throw new IndexOutOfBoundsException("ahead: " + ahead + " (expected: below " + held + ")");
  }

  /** Removes so many bytes, which must be there, as one buffer. */
  public ByteBuf take(int length) {
    ByteBuf first = next(gone + length);
    if (first.readableBytes() == length) {
      return first;
    }
    ByteBuf whole = Unpooled.buffer(length).writeBytes(first);
    first.release();
    while (whole.readableBytes() < length) {
      ByteBuf part = next(gone + length - whole.readableBytes());
      whole.writeBytes(part);
      part.release();
    }
    return whole;
  }

  /** Returns what waits up to an offset, to be read only and released. */
  public ByteBuf view(long to) {
    int length = (int) Math.min(held, to - gone);
    ByteBuf[] parts = new ByteBuf[waiting.size()];
    int count = 0;
    for (Iterator<ByteBuf> each = waiting.iterator(); each.hasNext(); ) {
      parts[count++] = each.next().retainedDuplicate();
    }
    ByteBuf all = Unpooled.wrappedUnmodifiableBuffer(parts);
    return all.slice(0, length);
  }

  /** Drops all that waits. */
  public void close() {
    waiting.forEach(ByteBuf::release);
    waiting.clear();
    gone += held;
    held = 0;
  }
}

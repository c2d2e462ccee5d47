// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Iterator;

/** The bytes of one direction that wait at a gate, in order, with the count of all before them. */
final class Lane {
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(2);
  private long gone;
  private long held;

  /** Makes an empty lane of a direction of which so many bytes went by before. */
  Lane(long gone) {
    this.gone = gone;
  }

  /** Takes over bytes. */
  void add(ByteBuf bytes) {
    if (bytes.isReadable()) {
      held += bytes.readableBytes();
      waiting.add(bytes);
    } else {
      bytes.release();
    }
  }

  /** Counts bytes that go by without waiting here; none may wait. */
  void skip(int bytes) {
    gone += bytes;
  }

  /** Returns how many bytes left, passed or dropped. */
  long gone() {
    return gone;
  }

  long held() {
    return held;
  }

  /** Returns how many bytes came. */
  long taken() {
    return gone + held;
  }

  /** Removes the next bytes, at most up to an offset, and only from one piece; there is one. */
  ByteBuf next(long to) {
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
  void drop(long to) {
    while (gone < to && held > 0) {
      next(to).release();
    }
  }

  /** Returns what waits up to an offset, to be read only and released. */
  ByteBuf view(long to) {
    int length = (int) Math.min(held, to - gone);
    ByteBuf[] parts = new ByteBuf[waiting.size()];
    int count = 0;
    for (Iterator<ByteBuf> each = waiting.iterator(); each.hasNext(); ) {
      parts[count++] = each.next().retainedDuplicate();
    }
    ByteBuf all = Unpooled.wrappedUnmodifiableBuffer(parts);
    return all.slice(0, length);
  }

  void close() {
    waiting.forEach(ByteBuf::release);
    waiting.clear();
    gone += held;
    held = 0;
  }
}

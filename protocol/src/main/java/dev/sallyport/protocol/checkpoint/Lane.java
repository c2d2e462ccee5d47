// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.checkpoint;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.gate.Editor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection as a row of stretches that pass, wait, or are exchanged for other
 * bytes. What lies behind the last stretch waits. Offsets count the bytes that were added.
 */
final class Lane {
  private final Direction direction;
  private final Passage passage;
  private final ArrayDeque<ByteBuf> held = new ArrayDeque<>(4);
  private final ArrayDeque<Stretch> stretches = new ArrayDeque<>(4);
  private final Editor.Out out;
  private long added;
  private long left;
  private long marked;
  private boolean open;

  Lane(Direction direction, Passage passage) {
    this.direction = direction;
    this.passage = passage;
    this.out = bytes -> passage.pass(direction, bytes);
  }

  long added() {
    return added;
  }

  long marked() {
    return marked;
  }

  long heldBytes() {
    return added - left;
  }

  void add(ByteBuf bytes) {
    added += bytes.readableBytes();
    held.add(bytes);
  }

  /** Makes a stretch of what lies between the last one and {@code end}; it waits. */
  Stretch mark(long end, @Nullable Stretch leader) {
    Stretch stretch = new Stretch(end, leader);
    stretches.add(stretch);
    marked = end;
    return stretch;
  }

  /** Makes a stretch of which the end is not known yet; to be ended by {@link #grow}. */
  Stretch markGrowing(long end) {
    Stretch stretch = mark(end, null);
    stretch.grows = true;
    return stretch;
  }

  /** The last stretch is that long now. */
  void grow(Stretch last, long end, boolean ends) {
    last.end = end;
    last.grows = !ends;
    marked = end;
  }

  /** All between the last stretch and {@code end} passes. */
  void passTo(long end) {
    Stretch last = stretches.peekLast();
    boolean passes = last != null && last.fate() == Stretch.Fate.PASSES;
    if (last != null && passes && !last.grows && last.editor() == null) {
      last.end = end;
      marked = end;
    } else {
      mark(end, null).pass();
    }
  }

  /** From now on everything passes. */
  void open() {
    open = true;
  }

  /** Passes on what may pass. */
  void flush() {
    while (!open && !stretches.isEmpty()) {
      Stretch first = stretches.element();
      Stretch.Fate fate = first.fate();
      if (fate == Stretch.Fate.WAITS) {
        return;
      }
      long size = Math.min(first.end, added) - left;
      if (fate == Stretch.Fate.EXCHANGED) {
        take(size, false);
        byte[] instead = first.takeInstead();
        if (instead.length > 0) {
          passage.pass(direction, Unpooled.wrappedBuffer(instead));
        }
      } else {
        take(size, true, first.editor());
      }
      if (left < first.end || first.grows) {
        return;
      }
      ended(stretches.remove());
    }
    if (open) {
      flushAll();
    }
  }

  /** What was exchanged stays so, since the server may answer it; everything else passes. */
  private void flushAll() {
    for (Stretch each = stretches.poll(); each != null; each = stretches.poll()) {
      long size = Math.min(each.end, added) - left;
      boolean exchanged = each.fate() == Stretch.Fate.EXCHANGED;
      take(size, !exchanged, each.editor());
      ended(each);
      byte[] instead = each.takeInstead();
      if (exchanged && instead.length > 0) {
        passage.pass(direction, Unpooled.wrappedBuffer(instead));
      }
      if (exchanged && left < each.end) {
        stretches.addFirst(each);
        return;
      }
    }
    take(added - left, true);
  }

  private void take(long size, boolean pass) {
    take(size, pass, null);
  }

  private void ended(Stretch stretch) {
    Editor editor = stretch.editor();
    if (editor != null) {
      editor.end(out);
    }
  }

  private void take(long size, boolean pass, @Nullable Editor editor) {
    long wanted = size;
    while (wanted > 0) {
      ByteBuf first = held.element();
      int here = (int) Math.min(wanted, first.readableBytes());
      boolean last = here == first.readableBytes();
      ByteBuf taken = last ? held.remove() : first.readRetainedSlice(here);
      wanted -= here;
      left += here;
      if (pass && editor == null) {
        passage.pass(direction, taken);
      } else {
        try {
          if (pass && editor != null) {
            editor.edit(taken, out);
          }
        } finally {
          taken.release();
        }
      }
    }
  }

  void close() {
    for (Stretch each : stretches) {
      Editor editor = each.editor();
      if (editor != null) {
        editor.abandon();
      }
    }
    for (ByteBuf each = held.poll(); each != null; each = held.poll()) {
      left += each.readableBytes();
      each.release();
    }
    stretches.clear();
  }
}

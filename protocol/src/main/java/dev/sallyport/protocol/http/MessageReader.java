// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import dev.sallyport.protocol.ProtocolLimits;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Follows the messages of one direction: head, body, head, … What a head means for the body is
 * decided by its {@link Owner}.
 */
final class MessageReader {

  /** What {@link Owner#head} says about what follows a head. */
  enum Body {
    /** Nothing; the next message follows. */
    NONE,
    /** As many bytes as the head says. */
    LENGTH,
    /** Chunks and a trailer section. */
    CHUNKED,
    /** All until the connection ends. */
    UNTIL_CLOSE,
    /** Nothing, and this was not the message itself but an interim one. */
    INTERIM,
    /** Bytes that are not HTTP any more. */
    TUNNEL
  }

  /** Pairs the directions. */
  interface Owner {
    /** Parses with {@code parser}. */
    int parse(HeadParser parser, byte[] octets, int from, int to, Head head);

    /**
     * A head was read whole.
     *
     * @param start bytes of this direction before the message
     * @param offset bytes of this direction up to the end of the head
     */
    Body head(Head head, long start, long offset, long firstAtNanos, long nowNanos);

    /** Part of the body, without framing. */
    void body(ByteBuf bytes, int index, int length);

    /** The message ended. */
    void end(long start, long offset, long nowNanos);

    /** The bytes are not understood. */
    void refuse(Refusal why);
  }

  private enum State {
    HEAD,
    LENGTH,
    CHUNKED,
    TRAILER,
    UNTIL_CLOSE,
    /** Nothing may come until the other side has answered. */
    HELD,
    /** Nothing may come any more. */
    LAST,
    TUNNEL,
    REFUSED
  }

  /** Heads up to this size that come in one piece are parsed where all connections parse theirs. */
  private static final int SCRATCH_BYTES = 4096;

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private static final class Scratch {
    final byte[] octets = new byte[SCRATCH_BYTES];
    final Head head = new Head();
  }

  private final Owner owner;
  private final ProtocolLimits limits;
  private final HeadParser parser;
  private @Nullable HeadBytes held;
  private @Nullable ChunkFraming chunks;
  private State state = State.HEAD;
  private long position;
  private long messageStart;
  private long firstAtNanos;
  private long left;

  /** The bytes of interim answers count for the one that follows. */
  private boolean interim;

  MessageReader(Owner owner, ProtocolLimits limits) {
    this.owner = owner;
    this.limits = limits;
    this.parser = new HeadParser(limits.headers());
  }

  /** Returns whether some bytes of a head were read but not all. */
  boolean inHead() {
    return held != null && state == State.HEAD;
  }

  boolean refused() {
    return state == State.REFUSED;
  }

  /** Lets nothing come before {@link #resume}; to be called when a message ends. */
  void hold() {
    state = State.HELD;
  }

  /** Returns whether {@link #hold} is in force. */
  boolean isHeld() {
    return state == State.HELD;
  }

  /** Takes back {@link #hold}: the next message may come, or none when that was the last. */
  void resume(boolean last) {
    if (state == State.HELD) {
      state = last ? State.LAST : State.HEAD;
    }
  }

  /** Lets nothing come any more; to be called when a message ends. */
  void last() {
    state = State.LAST;
  }

  /** All that follows is not HTTP. */
  void tunnel() {
    state = State.TUNNEL;
  }

  void read(ByteBuf bytes, int index, int length, long nowNanos) {
    int end = index + length;
    int i = index;
    while (i < end && state != State.REFUSED && state != State.TUNNEL) {
      i = step(bytes, i, end, nowNanos);
    }
    position += end - i;
  }

  private int step(ByteBuf bytes, int i, int end, long nowNanos) {
    return switch (state) {
      case HEAD -> head(bytes, i, end, nowNanos);
      case LENGTH -> length(bytes, i, end, nowNanos);
      case CHUNKED -> chunked(bytes, i, end);
      case TRAILER -> trailer(bytes, i, end, nowNanos);
      case UNTIL_CLOSE -> {
        owner.body(bytes, i, end - i);
        yield advance(i, end);
      }
      case HELD -> refuse(Refusal.BEFORE_UPGRADE, i);
      case LAST -> refuse(Refusal.AFTER_CLOSE, i);
      case TUNNEL, REFUSED -> end;
    };
  }

  /** The direction ended in order. */
  void closed(long nowNanos) {
    if (state == State.UNTIL_CLOSE) {
      state = State.LAST;
      owner.end(messageStart, position, nowNanos);
    } else if (state == State.HEAD && held != null) {
      // What stands there may be refused already; without this the pieces would decide.
      parseHeld(held, nowNanos);
    }
  }

  private int advance(int from, int to) {
    position += to - from;
    return to;
  }

  private int refuse(Refusal why, int i) {
    state = State.REFUSED;
    held = null;
    owner.refuse(why);
    return i;
  }

  private int head(ByteBuf bytes, int i, int end, long nowNanos) {
    HeadBytes split = held;
    if (split == null) {
      if (!interim) {
        messageStart = position;
      }
      firstAtNanos = nowNanos;
      Scratch scratch = SCRATCH.get();
      int available = Math.min(Math.min(end - i, SCRATCH_BYTES), limits.headBytes());
      bytes.getBytes(i, scratch.octets, 0, available);
      int size = owner.parse(parser, scratch.octets, 0, available, scratch.head);
      if (size >= 0) {
        int next = advance(i, i + size);
        headDone(scratch.head, nowNanos);
        return next;
      }
      if (size == HeadParser.REFUSED) {
        return refuse(parser.refusal(), i);
      }
      split = new HeadBytes(limits.headBytes());
      held = split;
    }
    int next = advance(i, split.take(bytes, i, end, true));
    if (split.complete() || split.full()) {
      parseHeld(split, nowNanos);
    }
    return next;
  }

  private void parseHeld(HeadBytes split, long nowNanos) {
    Head head = SCRATCH.get().head;
    int size = owner.parse(parser, split.octets(), 0, split.size(), head);
    if (size == HeadParser.REFUSED) {
      refuse(parser.refusal(), 0);
    } else if (size == HeadParser.INCOMPLETE) {
      if (split.full()) {
        refuse(Refusal.HEAD_BYTES, 0);
      } else if (split.complete()) {
        refuse(Refusal.BARE_LF, 0);
      }
    } else {
      held = null;
      headDone(head, nowNanos);
    }
  }

  private void headDone(Head head, long nowNanos) {
    interim = false;
    switch (owner.head(head, messageStart, position, firstAtNanos, nowNanos)) {
      case NONE -> end(nowNanos);
      case LENGTH -> {
        left = head.length;
        if (left == 0) {
          end(nowNanos);
        } else if (state != State.REFUSED) {
          state = State.LENGTH;
        }
      }
      case CHUNKED -> {
        ChunkFraming framing = chunks;
        if (framing == null) {
          framing = new ChunkFraming(limits.chunkLineBytes());
          chunks = framing;
        }
        framing.restart();
        state = State.CHUNKED;
      }
      case UNTIL_CLOSE -> state = State.UNTIL_CLOSE;
      case INTERIM -> interim = true;
      case TUNNEL -> {
        state = State.TUNNEL;
        owner.end(messageStart, position, nowNanos);
      }
    }
  }

  private int length(ByteBuf bytes, int i, int end, long nowNanos) {
    int length = (int) Math.min(left, end - i);
    owner.body(bytes, i, length);
    left -= length;
    int next = advance(i, i + length);
    if (left == 0) {
      end(nowNanos);
    }
    return next;
  }

  private int chunked(ByteBuf bytes, int i, int end) {
    ChunkFraming framing = chunks;
    if (framing == null) {
      throw new IllegalStateException("chunked body without framing");
    }
    int data = (int) Math.min(framing.dataLeft(), end - i);
    if (data > 0) {
      owner.body(bytes, i, data);
      framing.data(data);
      return advance(i, i + data);
    }
    int next = advance(i, framing.read(bytes, i, end));
    Refusal refusal = framing.refusal();
    if (refusal != null) {
      return refuse(refusal, next);
    }
    if (framing.last()) {
      state = State.TRAILER;
    }
    return next;
  }

  private int trailer(ByteBuf bytes, int i, int end, long nowNanos) {
    HeadBytes section = held;
    if (section == null) {
      section = new HeadBytes(limits.trailerBytes());
      held = section;
    }
    int next = advance(i, section.take(bytes, i, end, false));
    if (!section.complete() && !section.full()) {
      return next;
    }
    Head head = SCRATCH.get().head;
    int size = parser.trailer(section.octets(), 0, section.size(), head);
    if (size == HeadParser.REFUSED) {
      return refuse(parser.refusal(), next);
    }
    if (size == HeadParser.INCOMPLETE) {
      return refuse(section.complete() ? Refusal.BARE_LF : Refusal.TRAILER_BYTES, next);
    }
    if (head.framing()) {
      return refuse(Refusal.TRAILER, next);
    }
    held = null;
    end(nowNanos);
    return next;
  }

  private void end(long nowNanos) {
    if (state != State.REFUSED) {
      state = State.HEAD;
      owner.end(messageStart, position, nowNanos);
    }
  }
}

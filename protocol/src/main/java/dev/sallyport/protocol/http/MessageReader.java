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
  private @Nullable HeadParser trailerParser;
  private @Nullable HeadBytes held;
  private @Nullable ChunkFraming chunks;
  private State state = State.HEAD;
  private long position;
  private long messageStart;
  private long headStart;
  private boolean headOpen;
  private long firstAtNanos;
  private long left;

  /** The bytes of interim answers count for the one that follows. */
  private boolean interim;

  MessageReader(Owner owner, HeadParser.Kind kind, ProtocolLimits limits) {
    this.owner = owner;
    this.limits = limits;
    this.parser = new HeadParser(kind, limits.headers());
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

  /** Reads, and returns the index at which what follows is not HTTP any more, or the end. */
  int read(ByteBuf bytes, int index, int length, long nowNanos) {
    int end = index + length;
    int i = index;
    while (i < end && state != State.REFUSED && state != State.TUNNEL) {
      i = step(bytes, i, end, nowNanos);
    }
    return i;
  }

  /** Returns how many bytes of the direction were read as HTTP. */
  long position() {
    return position;
  }

  /** Returns where the head that is being read or reported begins, else all that was read. */
  long boundary() {
    return headOpen ? headStart : position;
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
    if (held != null) {
      return splitHead(held, bytes, i, end, nowNanos);
    }
    if (!interim) {
      messageStart = position;
    }
    headStart = position;
    headOpen = true;
    firstAtNanos = nowNanos;
    Scratch scratch = SCRATCH.get();
    int available = Math.min(Math.min(end - i, SCRATCH_BYTES), limits.headBytes());
    bytes.getBytes(i, scratch.octets, 0, available);
    parser.restart(scratch.head, scratch.octets);
    int size = parser.parse(scratch.octets, available, scratch.head);
    if (size == HeadParser.REFUSED) {
      return refuse(parser.refusal(), i);
    }
    if (size == HeadParser.INCOMPLETE) {
      HeadBytes split = new HeadBytes(limits.headBytes());
      held = split;
      parser.restart(split.head(), split.octets());
      return splitHead(split, bytes, i, end, nowNanos);
    }
    int next = advance(i, i + size);
    headDone(scratch.head, nowNanos);
    return next;
  }

  private int splitHead(HeadBytes split, ByteBuf bytes, int i, int end, long nowNanos) {
    int before = split.size();
    split.add(bytes, i, end - i);
    int size = parser.parse(split.octets(), split.size(), split.head());
    if (size == HeadParser.REFUSED) {
      return refuse(parser.refusal(), i);
    }
    if (size == HeadParser.INCOMPLETE) {
      return split.full() ? refuse(Refusal.HEAD_BYTES, i) : advance(i, end);
    }
    held = null;
    int next = advance(i, i + size - before);
    headDone(split.head(), nowNanos);
    return next;
  }

  private void headDone(Head head, long nowNanos) {
    interim = false;
    switchTo(head, nowNanos);
    headOpen = state == State.REFUSED;
  }

  private void switchTo(Head head, long nowNanos) {
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
          framing = new ChunkFraming();
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
    HeadParser fields = trailerParser;
    if (section == null || fields == null) {
      section = new HeadBytes(limits.trailerBytes());
      held = section;
      fields = new HeadParser(HeadParser.Kind.TRAILER, limits.headers());
      trailerParser = fields;
      fields.restart(section.head(), section.octets());
    }
    int before = section.size();
    section.add(bytes, i, end - i);
    int size = fields.parse(section.octets(), section.size(), section.head());
    if (size == HeadParser.REFUSED) {
      return refuse(fields.refusal(), i);
    }
    if (size == HeadParser.INCOMPLETE) {
      return section.full() ? refuse(Refusal.TRAILER_BYTES, i) : advance(i, end);
    }
    if (section.head().framing()) {
      return refuse(Refusal.TRAILER, i);
    }
    held = null;
    int next = advance(i, i + size - before);
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

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.gate.Lane;
import dev.sallyport.protocol.http.Http2Passing.Fate;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One direction of a gate of HTTP/2: tells frames apart and says where each goes. */
final class Http2Way {
  private static final int PRIORITY_FRAME = 2;
  private static final int INITIAL_WINDOW_SIZE = 4;

  final Lane lane = new Lane(0);
  private final Http2Session session;
  private final Http2Flow flow;
  private final Http2Outlet out;
  private final Direction direction;
  private long dropping;
  private int blockStream;
  private int blockPromised = -1;
  private boolean blockEnds;

  Http2Way(Http2Session session, Http2Flow flow, Direction direction) {
    this.session = session;
    this.flow = flow;
    this.out = session.out(direction);
    this.direction = direction;
  }

  void passRaw() {
    while (lane.held() > 0) {
      out.pass(lane.next(Long.MAX_VALUE));
    }
  }

  void advance() {
    while (!session.over && lane.held() > 0) {
      if (out.underWay() > 0) {
        out.part(lane.next(lane.gone() + out.underWay()));
      } else if (dropping > 0) {
        ByteBuf part = lane.next(lane.gone() + dropping);
        dropping -= part.readableBytes();
        part.release();
      } else {
        out.putBetween();
        if (lane.held() < Http2Frames.HEADER_BYTES || !frame()) {
          return;
        }
      }
    }
    out.putBetween();
  }

  /** Deals with the next frame; returns false when more of it must come first. */
  private boolean frame() {
    out.spoke();
    int length = lane.peek(0) << 16 | lane.peek(1) << 8 | lane.peek(2);
    int type = lane.peek(3);
    int flags = lane.peek(4);
    int id = (lane.peek(5) & 0x7f) << 24 | lane.peek(6) << 16 | lane.peek(7) << 8 | lane.peek(8);
    Http2Passing stream = id == 0 ? null : session.streams.get(id);
    boolean whole = lane.held() >= Http2Frames.HEADER_BYTES + length;
    return switch (type) {
      case Http2Frames.HEADERS, Http2Frames.PUSH_PROMISE, Http2Frames.CONTINUATION -> {
        if (whole) {
          block(lane.take(Http2Frames.HEADER_BYTES + length), type, flags, id);
        }
        yield whole;
      }
      case Http2Frames.DATA -> data(stream, id, flags, length, whole);
      case Http2Frames.SETTINGS -> {
        if (whole && direction == Direction.FROM_SERVER && (flags & Http2Frames.ACK) == 0) {
          settings(length);
        }
        yield whole && raw(length);
      }
      case Http2Session.WINDOW_UPDATE -> whole && window(stream, id, flags, length);
      case Http2Frames.RST_STREAM, PRIORITY_FRAME ->
          whole && aside(stream, id, type, flags, length);
      default -> raw(length);
    };
  }

  /** A client's frame about a stream that is over, or was refused: its server need not know. */
  private boolean unknown(int id, int length, boolean data) {
    if (direction == Direction.FROM_SERVER || id <= session.adopted) {
      return raw(length);
    }
    if (data) {
      session.giveBack(direction, 0, length);
    }
    return drop(length);
  }

  private boolean raw(int length) {
    out.begin(Http2Frames.HEADER_BYTES + (long) length);
    return true;
  }

  private boolean drop(int length) {
    dropping = Http2Frames.HEADER_BYTES + length;
    return true;
  }

  /** The client's windows for streams that come are the server's to say. */
  private void settings(int length) {
    for (int i = Http2Frames.HEADER_BYTES; i + 6 <= Http2Frames.HEADER_BYTES + length; i += 6) {
      if ((lane.peek(i) << 8 | lane.peek(i + 1)) == INITIAL_WINDOW_SIZE) {
        session.clientWindow =
            (lane.peek(i + 2) & 0x7f) << 24
                | lane.peek(i + 3) << 16
                | lane.peek(i + 4) << 8
                | lane.peek(i + 5);
      }
    }
  }

  private void block(ByteBuf frame, int type, int flags, int id) {
    if (type != Http2Frames.CONTINUATION) {
      blockStream = id;
      blockEnds = type == Http2Frames.HEADERS && (flags & Http2Frames.END_STREAM) != 0;
      int at =
          frame.readerIndex()
              + Http2Frames.HEADER_BYTES
              + ((flags & Http2Frames.PADDED) != 0 ? 1 : 0);
      blockPromised = type == Http2Frames.PUSH_PROMISE ? frame.getInt(at) & Integer.MAX_VALUE : -1;
    }
    frame.release();
    if ((flags & Http2Frames.END_HEADERS) == 0) {
      return;
    }
    Http2Headers headers = session.block(direction);
    if (headers == null) {
      // The reader did not follow, so nobody knows what this is.
      session.hangUp();
    } else if (blockPromised >= 0) {
      out.put(out.writer.promise(blockStream, blockPromised, headers));
    } else {
      headers(blockStream, headers, blockEnds);
    }
  }

  private void headers(int id, Http2Headers headers, boolean endStream) {
    Http2Passing stream = session.streams.get(id);
    if (stream == null) {
      if (direction == Direction.FROM_CLIENT && id > session.lastStream) {
        session.hangUp();
      } else if (direction == Direction.FROM_SERVER || id <= session.adopted) {
        // A pushed stream, one that is over for us, or the trailers of one that we never held.
        out.put(out.writer.headers(id, headers, endStream));
      }
      return;
    }
    Http2Passing.Side side = stream.side(direction);
    if (direction == Direction.FROM_CLIENT && !side.headPassed && side.waiting.isEmpty()) {
      stream.seen = true;
      stream.accept = text(headers, "accept");
      stream.contentType = text(headers, "content-type");
    }
    side.endedHere |= endStream;
    if (side.fate == Fate.DROPPED) {
      side.ended |= endStream;
    } else {
      side.waiting.add(new Http2Passing.Block(headers, endStream));
      flow.flush(stream);
    }
  }

  private boolean data(
      @Nullable Http2Passing stream, int id, int flags, int length, boolean whole) {
    if (stream == null) {
      return unknown(id, length, true);
    }
    Http2Passing.Side side = stream.side(direction);
    boolean ends = (flags & Http2Frames.END_STREAM) != 0;
    if (side.fate == Fate.PASSES && side.editor == null && side.waiting.isEmpty()) {
      side.ended |= ends;
      side.endedHere |= ends;
      return raw(length);
    }
    if (side.fate == Fate.DROPPED) {
      side.ended |= ends;
      side.endedHere |= ends;
      session.giveBack(direction, 0, length);
      return drop(length);
    }
    if (whole) {
      side.endedHere |= ends;
      side.heldBytes += length;
      side.waiting.add(
          new Http2Passing.Frame(
              Http2Frames.DATA, flags, lane.take(Http2Frames.HEADER_BYTES + length)));
      flow.flush(stream);
    }
    return whole;
  }

  /** A frame about a stream that is not part of its data. */
  private boolean aside(@Nullable Http2Passing stream, int id, int type, int flags, int length) {
    if (stream == null) {
      boolean ours = (lane.peek(8) & 1) == 1 && type != PRIORITY_FRAME;
      return ours ? unknown(id, length, false) : raw(length);
    }
    Http2Passing.Side side = stream.side(direction);
    if (type == Http2Frames.RST_STREAM) {
      return reset(stream, length);
    }
    if (stream.request.fate == Fate.DROPPED) {
      return drop(length);
    }
    if (direction == Direction.FROM_CLIENT && !side.headPassed) {
      side.waiting.add(
          new Http2Passing.Frame(type, flags, lane.take(Http2Frames.HEADER_BYTES + length)));
      return true;
    }
    return raw(length);
  }

  private boolean reset(Http2Passing stream, int length) {
    boolean known = stream.request.headPassed;
    boolean refused = stream.answer.fate == Fate.DROPPED;
    session.giveBackHeld(direction, stream);
    stream.request.release();
    stream.answer.release();
    session.streams.remove(stream.id);
    // A server that never heard of the stream must not hear of its end either.
    boolean quiet = direction == Direction.FROM_CLIENT ? !known : refused;
    return quiet ? drop(length) : raw(length);
  }

  private boolean window(@Nullable Http2Passing stream, int id, int flags, int length) {
    if (id == 0 && session.back(direction).owing() && length == 4) {
      int more =
          (lane.peek(9) & 0x7f) << 24 | lane.peek(10) << 16 | lane.peek(11) << 8 | lane.peek(12);
      long kept = session.back(direction).repaid(more);
      lane.take(Http2Frames.HEADER_BYTES + length).release();
      if (more > kept) {
        out.put(Http2Writer.number(Http2Session.WINDOW_UPDATE, 0, (int) (more - kept)));
      }
      return true;
    }
    return id == 0 ? raw(length) : aside(stream, id, Http2Session.WINDOW_UPDATE, flags, length);
  }

  private static String text(Http2Headers headers, String name) {
    CharSequence value = headers.get(name);
    return value == null ? "" : value.toString().toLowerCase(Locale.ROOT);
  }
}

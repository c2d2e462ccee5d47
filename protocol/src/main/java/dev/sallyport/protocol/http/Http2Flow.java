// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.gate.BodyEditor;
import dev.sallyport.protocol.gate.Editing;
import dev.sallyport.protocol.http.Http2Passing.Fate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;

/** What waits of streams in one direction and passes once it may, edited where it is to be. */
final class Http2Flow {
  private final Http2Session session;
  private final Direction direction;
  private final Http2Outlet out;

  Http2Flow(Http2Session session, Direction direction) {
    this.session = session;
    this.direction = direction;
    this.out = session.out(direction);
  }

  /** Lets pass what waits of a stream, as far as it may. */
  void flush(Http2Passing stream) {
    Http2Passing.Side side = stream.side(direction);
    if (side.fate == Fate.DROPPED) {
      session.giveBackHeld(direction, stream);
      boolean ended = side.endedHere;
      side.release();
      side.ended |= ended;
      return;
    }
    // Interim answers pass before the answer itself is decided.
    while (!side.waiting.isEmpty()
        && (side.fate == Fate.PASSES || isInterim(side.waiting.element()))
        && out.underWay() == 0) {
      switch (side.waiting.remove()) {
        case Http2Passing.Block block -> pass(stream, side, block);
        case Http2Passing.Frame frame -> pass(stream, side, frame);
      }
    }
  }

  private boolean isInterim(Http2Passing.Item item) {
    return direction == Direction.FROM_SERVER
        && item instanceof Http2Passing.Block block
        && Http2Names.status(block.headers().status()) < 200;
  }

  private void pass(Http2Passing stream, Http2Passing.Side side, Http2Passing.Block block) {
    Http2Headers headers = block.headers();
    BodyEditor editor = side.editor;
    if (editor != null && block.endStream()) {
      // Trailers: the body is over.
      side.editor = null;
      List<ByteBuf> last = new ArrayList<>();
      editor.end(last::add);
      last.forEach(each -> session.data(direction, stream.id, each, false));
    } else if (!isInterim(block) && !side.headPassed) {
      ask(stream, headers);
      if (!block.endStream()) {
        edit(stream, side, headers);
      }
    }
    side.headPassed = side.headPassed || !isInterim(block);
    side.ended |= block.endStream();
    out.put(out.writer.headers(stream.id, headers, block.endStream()));
  }

  /** An answer that is to be edited must not be a part of itself, nor packed. */
  private void ask(Http2Passing stream, Http2Headers headers) {
    boolean edited =
        direction == Direction.FROM_CLIENT
            && stream.editing instanceof Editing.Bodies bodies
            && bodies.editors().editsAnswers();
    if (edited) {
      headers.remove("range");
      headers.remove("if-range");
      headers.set("accept-encoding", "identity");
      if (headers.contains("grpc-accept-encoding")) {
        headers.set("grpc-accept-encoding", "identity");
      }
    }
  }

  private void edit(Http2Passing stream, Http2Passing.Side side, Http2Headers headers) {
    if (stream.editing instanceof Editing.Bodies bodies) {
      int status = direction == Direction.FROM_SERVER ? Http2Names.status(headers.status()) : 0;
      BodyEditor editor =
          bodies.editors().editor(direction, new Http2HeadView(headers, status)).orElse(null);
      if (editor != null) {
        side.editor = editor;
        for (String untrue : List.of("content-md5", "digest", "content-digest", "repr-digest")) {
          headers.remove(untrue);
        }
        if (!editor.keepsLength()) {
          headers.remove("content-length");
        }
      }
    }
  }

  private void pass(Http2Passing stream, Http2Passing.Side side, Http2Passing.Frame frame) {
    ByteBuf bytes = frame.bytes();
    if (frame.type() != Http2Frames.DATA) {
      out.pass(bytes);
      return;
    }
    int length = bytes.readableBytes() - Http2Frames.HEADER_BYTES;
    side.heldBytes -= length;
    boolean ends = (frame.flags() & Http2Frames.END_STREAM) != 0;
    BodyEditor editor = side.editor;
    if (editor == null) {
      side.ended |= ends;
      out.pass(bytes);
      return;
    }
    boolean padded = (frame.flags() & Http2Frames.PADDED) != 0;
    int start = bytes.readerIndex() + Http2Frames.HEADER_BYTES + (padded ? 1 : 0);
    int padding = padded ? 1 + bytes.getUnsignedByte(start - 1) : 0;
    List<ByteBuf> pieces = new ArrayList<>(2);
    editor.edit(bytes.slice(start, length - padding), pieces::add);
    if (ends) {
      side.editor = null;
      editor.end(pieces::add);
    }
    bytes.release();
    ByteBuf all = Unpooled.wrappedBuffer(pieces.toArray(new ByteBuf[0]));
    long more = all.readableBytes() - (long) length;
    if (more < 0) {
      session.giveBack(direction, 0, (int) -more);
      if (!ends) {
        session.giveBack(direction, stream.id, (int) -more);
      }
    } else {
      out.owes(more);
    }
    side.ended |= ends;
    session.data(direction, stream.id, all, ends);
  }
}

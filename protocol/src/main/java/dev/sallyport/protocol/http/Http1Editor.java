// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.ProtocolLimits;
import dev.sallyport.protocol.gate.BodyEditor;
import dev.sallyport.protocol.gate.Editing;
import dev.sallyport.protocol.gate.Editor;
import dev.sallyport.protocol.gate.UneditableException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One side of one exchange of HTTP/1.1 while its body is changed. A body that keeps its length
 * keeps its framing to the byte; another one is sent in chunks of its own. Of the head only those
 * fields change that would be wrong afterwards.
 */
public final class Http1Editor implements Editor {
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE_END = "\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Direction direction;
  private final String method;
  private final Editing.BodyEditors editors;
  private final MessageReader reader;
  private final ByteBuf head = Unpooled.buffer(0);

  /** Framing, and between it the places of the body: a number of bytes without content. */
  private final ArrayDeque<Object> queue = new ArrayDeque<>(4);

  private ByteBuf edited = Unpooled.EMPTY_BUFFER;
  private @Nullable BodyEditor editor;
  private @Nullable Out out;
  private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
  private int cursor;
  private long before;
  private int first;
  private boolean reframed;
  private boolean chunks;
  private boolean websocket;

  /**
   * Makes one.
   *
   * @param direction which side
   * @param method of the request
   * @param editors says what is changed
   * @param limits bounds of heads
   */
  public Http1Editor(
      Direction direction, String method, Editing.BodyEditors editors, ProtocolLimits limits) {
    this.direction = requireNonNull(direction, "direction");
    this.method = requireNonNull(method, "method");
    this.editors = requireNonNull(editors, "editors");
    boolean request = direction == Direction.FROM_CLIENT;
    this.reader =
        new MessageReader(
            request ? new Requests() : new Answers(),
            request ? HeadParser.Kind.REQUEST : HeadParser.Kind.ANSWER,
            limits);
  }

  @Override
  public void edit(ByteBuf piece, Out to) {
    out = to;
    bytes = piece;
    first = piece.readerIndex();
    cursor = first;
    before = reader.position();
    int end = piece.writerIndex();
    reader.read(piece, first, end - first, 0);
    if (reader.inHead()) {
      head.writeBytes(piece, cursor, end - cursor);
    } else {
      framing(end);
    }
    pump();
  }

  @Override
  public void end(Out to) {
    out = to;
    bytes = Unpooled.EMPTY_BUFFER;
    if (head.isReadable()) {
      queue.add(head.readBytes(head.readableBytes()));
    }
    finish();
    pump();
  }

  @Override
  public void idle(Out to) {
    out = to;
    if (editor != null) {
      editor.idle(this::edited);
      pump();
    }
  }

  @Override
  public Optional<Editor> onward() {
    return websocket ? editors.messages(direction) : Optional.empty();
  }

  @Override
  public void abandon() {
    head.release();
    for (Object each : queue) {
      if (each instanceof ByteBuf framing) {
        framing.release();
      }
    }
    queue.clear();
    edited.release();
    edited = Unpooled.EMPTY_BUFFER;
    if (editor != null) {
      editor.abandon();
      editor = null;
    }
  }

  /** What lies before {@code to} is framing. */
  private void framing(int to) {
    if (to > cursor) {
      if (!reframed) {
        queue.add(bytes.retainedSlice(cursor, to - cursor));
      }
      cursor = to;
    }
  }

  private MessageReader.Body begin(Head read, long offset, MessageReader.Body body) {
    int end = first + (int) (offset - before);
    head.writeBytes(bytes, cursor, end - cursor);
    cursor = end;
    boolean carries =
        switch (body) {
          case LENGTH -> read.length > 0;
          case CHUNKED, UNTIL_CLOSE -> true;
          case NONE, INTERIM, TUNNEL -> false;
        };
    editor = carries ? editors.editor(direction, read).orElse(null) : null;
    reframed = editor != null && !editor.keepsLength();
    chunks = reframed && body != MessageReader.Body.UNTIL_CLOSE;
    if (chunks && read.http10) {
      throw new UneditableException("a message of HTTP/1.0 cannot be sent in chunks");
    }
    boolean request = direction == Direction.FROM_CLIENT;
    websocket = read.websocket && (request || read.status == 101);
    boolean asks = request && (editors.editsAnswers() || websocket);
    byte[] raw = new byte[head.readableBytes()];
    head.readBytes(raw).clear();
    byte[] written =
        editor == null && !asks
            ? raw
            : EditedHead.write(raw, new EditedHead.Change(editor != null, reframed, chunks, asks));
    queue.add(Unpooled.wrappedBuffer(written));
    return body;
  }

  private void body(int index, int length) {
    framing(index);
    cursor = index + length;
    BodyEditor by = editor;
    if (by == null) {
      queue.add(bytes.retainedSlice(index, length));
      return;
    }
    if (!reframed) {
      queue.add(length);
    }
    by.edit(bytes.slice(index, length), this::edited);
  }

  private void edited(ByteBuf body) {
    if (!reframed) {
      edited = edited.isReadable() ? Unpooled.wrappedBuffer(edited, body) : replaced(edited, body);
    } else if (!chunks) {
      queue.add(body);
    } else if (body.isReadable()) {
      String size = Integer.toHexString(body.readableBytes()) + "\r\n";
      queue.add(Unpooled.wrappedBuffer(size.getBytes(StandardCharsets.US_ASCII)));
      queue.add(body);
      queue.add(Unpooled.wrappedBuffer(LINE_END));
    } else {
      body.release();
    }
  }

  private static ByteBuf replaced(ByteBuf empty, ByteBuf by) {
    empty.release();
    return by;
  }

  /** The message ended at that offset. */
  private void end(long offset) {
    int end = first + (int) (offset - before);
    framing(end);
    finish();
  }

  private void finish() {
    BodyEditor by = editor;
    if (by != null) {
      editor = null;
      by.end(this::edited);
      if (chunks) {
        queue.add(Unpooled.wrappedBuffer(LAST_CHUNK));
      }
      reframed = false;
      chunks = false;
    }
  }

  private void pump() {
    Out to = requireNonNull(out, "out");
    while (!queue.isEmpty()) {
      if (queue.peek() instanceof ByteBuf framing) {
        queue.remove();
        to.pass(framing);
      } else {
        int place = (Integer) queue.remove();
        int length = Math.min(place, edited.readableBytes());
        if (length > 0) {
          to.pass(edited.readRetainedSlice(length));
        }
        if (length < place) {
          queue.addFirst(place - length);
          return;
        }
      }
    }
  }

  /** What the requests' side means. */
  private final class Requests implements MessageReader.Owner {
    @Override
    public MessageReader.Body head(Head read, long start, long offset, long at, long now) {
      return begin(
          read,
          offset,
          read.codings > 0
              ? MessageReader.Body.CHUNKED
              : read.lengths > 0 ? MessageReader.Body.LENGTH : MessageReader.Body.NONE);
    }

    @Override
    public void body(ByteBuf from, int index, int length) {
      Http1Editor.this.body(index, length);
    }

    @Override
    public void end(long start, long offset, long now) {
      Http1Editor.this.end(offset);
    }

    @Override
    public void refuse(Refusal why) {
      editors.missed(direction);
    }
  }

  /** What the answers' side means. */
  private final class Answers implements MessageReader.Owner {
    @Override
    public MessageReader.Body head(Head read, long start, long offset, long at, long now) {
      return begin(read, offset, follows(read));
    }

    private MessageReader.Body follows(Head read) {
      if (read.status < 200 && read.status != 101) {
        return MessageReader.Body.INTERIM;
      }
      if (read.status == 101 || method.equals("CONNECT") && read.status / 100 == 2) {
        return MessageReader.Body.TUNNEL;
      }
      if (method.equals("HEAD") || read.status == 204 || read.status == 304) {
        return MessageReader.Body.NONE;
      }
      if (read.codings > 0) {
        return MessageReader.Body.CHUNKED;
      }
      return read.lengths > 0 ? MessageReader.Body.LENGTH : MessageReader.Body.UNTIL_CLOSE;
    }

    @Override
    public void body(ByteBuf from, int index, int length) {
      Http1Editor.this.body(index, length);
    }

    @Override
    public void end(long start, long offset, long now) {
      Http1Editor.this.end(offset);
    }

    @Override
    public void refuse(Refusal why) {
      editors.missed(direction);
    }
  }
}

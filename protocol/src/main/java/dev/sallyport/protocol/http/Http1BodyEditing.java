// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.ProtocolLimits;
import dev.sallyport.protocol.gate.BodyEditor;
import dev.sallyport.protocol.gate.Editing;
import dev.sallyport.protocol.gate.Editor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Edits the body of one message of HTTP/1.1. The reader of the connection has checked its framing
 * before; what it does not follow never comes here. A body that changes its length is sent in
 * chunks, or, where the head came in HTTP/1.0, gathered whole so that its length can be told.
 */
final class Http1BodyEditing implements Editor {
  /** Most of a body that is gathered whole. Prevents holding an endless one. */
  private static final int GATHERED_MAX = 4 << 20;

  /** What speaks of bytes that are not the same any more. */
  private static final Set<String> DIGESTS =
      Set.of("content-md5", "digest", "content-digest", "repr-digest");

  private static final byte[] LINE_END = {'\r', '\n'};

  private enum State {
    HEAD,
    LENGTH,
    CHUNKED,
    TRAILER,
    UNTIL_CLOSE,
    RAW
  }

  private final boolean answer;
  private final Direction direction;
  private final boolean bodyless;
  private final Editing.BodyEditors editors;
  private final ProtocolLimits limits;
  private final HeadParser parser;
  private final ChunkFraming chunks = new ChunkFraming();
  private HeadBytes head;
  private State state = State.HEAD;
  private long left;
  private boolean chunksOut;
  private @Nullable BodyEditor editor;
  private @Nullable ByteBuf gathered;
  private byte[] waitingHead = new byte[0];
  private Editor.Out out = bytes -> bytes.release();

  Http1BodyEditing(
      Direction direction, boolean bodyless, Editing.BodyEditors editors, ProtocolLimits limits) {
    this.answer = direction == Direction.FROM_SERVER;
    this.direction = direction;
    this.bodyless = bodyless;
    this.editors = editors;
    this.limits = limits;
    this.parser =
        new HeadParser(answer ? HeadParser.Kind.ANSWER : HeadParser.Kind.REQUEST, limits.headers());
    this.head = new HeadBytes(limits.headBytes());
    parser.restart(head.head(), head.octets());
  }

  @Override
  public void edit(ByteBuf bytes, Editor.Out to) {
    out = to;
    int i = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (i < end) {
      i =
          switch (state) {
            case HEAD -> head(bytes, i, end);
            case LENGTH, UNTIL_CLOSE -> body(bytes, i, (int) Math.min(left, end - i));
            case CHUNKED -> chunked(bytes, i, end);
            case TRAILER, RAW -> {
              to.pass(bytes.retainedSlice(i, end - i));
              yield end;
            }
          };
    }
  }

  @Override
  public void end(Editor.Out to) {
    out = to;
    if (state == State.UNTIL_CLOSE) {
      ended();
    } else if (state == State.HEAD && head.size() > 0) {
      to.pass(Unpooled.wrappedBuffer(head.octets(), 0, head.size()));
    }
    abandon();
  }

  @Override
  public void abandon() {
    BodyEditor unfinished = editor;
    editor = null;
    if (unfinished != null) {
      unfinished.abandon();
    }
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }

  private int head(ByteBuf bytes, int i, int end) {
    int before = head.size();
    head.add(bytes, i, end - i);
    int size = parser.parse(head.octets(), head.size(), head.head());
    if (size == HeadParser.INCOMPLETE && !head.full()) {
      return end;
    }
    if (size < 0) {
      throw new IllegalStateException("a head that was read before cannot be read");
    }
    headDone(head.head(), size);
    return i + size - before;
  }

  private void headDone(Head read, int size) {
    byte[] octets = head.octets();
    boolean interim = answer && read.status < 200 && read.status != 101;
    boolean none =
        bodyless
            || (answer && (read.status == 204 || read.status == 304 || read.status == 101))
            || (read.codings == 0 && (answer ? read.lengths > 0 : true) && read.length <= 0);
    BodyEditor found = interim || none ? null : editors.editor(direction, read).orElse(null);
    if (found == null) {
      out.pass(Unpooled.copiedBuffer(octets, 0, size));
      state = interim ? State.HEAD : State.RAW;
    } else {
      begin(found, read, octets, size);
    }
    head = new HeadBytes(limits.headBytes());
    parser.restart(head.head(), head.octets());
  }

  private void begin(BodyEditor found, Head read, byte[] octets, int size) {
    editor = found;
    left = read.lengths > 0 ? read.length : Long.MAX_VALUE;
    state = read.codings > 0 ? State.CHUNKED : read.lengths > 0 ? State.LENGTH : State.UNTIL_CLOSE;
    boolean reframed = state == State.LENGTH && !found.keepsLength();
    if (reframed && read.http10) {
      gathered = Unpooled.buffer(1024);
      waitingHead = rewritten(octets, size, true, "");
    } else {
      chunksOut = read.codings > 0 || reframed;
      String added = reframed ? "transfer-encoding: chunked\r\n" : "";
      out.pass(Unpooled.wrappedBuffer(rewritten(octets, size, reframed, added)));
    }
  }

  /** Returns the head without what is not true any more. */
  private static byte[] rewritten(byte[] octets, int size, boolean reframed, String added) {
    String text = new String(octets, 0, size, StandardCharsets.ISO_8859_1);
    StringBuilder kept = new StringBuilder(size + added.length());
    for (String line : text.substring(0, text.length() - 2).split("\r\n")) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
      boolean untrue = DIGESTS.contains(name) || (reframed && name.equals("content-length"));
      if (!untrue) {
        kept.append(line).append("\r\n");
      }
    }
    return kept.append(added).append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private int body(ByteBuf bytes, int i, int length) {
    give(bytes, i, length);
    if (state == State.LENGTH) {
      left -= length;
      if (left == 0) {
        ended();
        state = State.RAW;
      }
    }
    return i + length;
  }

  private int chunked(ByteBuf bytes, int i, int end) {
    int data = (int) Math.min(chunks.dataLeft(), end - i);
    if (data > 0) {
      give(bytes, i, data);
      chunks.data(data);
      return i + data;
    }
    int next = chunks.read(bytes, i, end);
    if (chunks.refusal() != null) {
      throw new IllegalStateException("chunks that were read before cannot be read");
    }
    if (chunks.last()) {
      flushLast();
      // The last chunk itself; the trailer section and the empty line come as they are.
      out.pass(Unpooled.wrappedBuffer(new byte[] {'0', '\r', '\n'}));
      state = State.TRAILER;
    }
    return next;
  }

  private void give(ByteBuf bytes, int i, int length) {
    BodyEditor by = editor;
    if (by != null) {
      by.edit(bytes.slice(i, length), this::piece);
    }
  }

  private void flushLast() {
    BodyEditor by = editor;
    if (by != null) {
      editor = null;
      by.end(this::piece);
    }
  }

  private void ended() {
    flushLast();
    ByteBuf whole = gathered;
    if (whole != null) {
      gathered = null;
      String head = new String(waitingHead, StandardCharsets.ISO_8859_1);
      String told =
          head.substring(0, head.length() - 2)
              + "content-length: "
              + whole.readableBytes()
              + "\r\n\r\n";
      out.pass(Unpooled.copiedBuffer(told, StandardCharsets.ISO_8859_1));
      out.pass(whole);
    } else if (chunksOut) {
      out.pass(Unpooled.wrappedBuffer(new byte[] {'0', '\r', '\n', '\r', '\n'}));
    }
  }

  /** Passes what an editor let go. */
  private void piece(ByteBuf bytes) {
    ByteBuf whole = gathered;
    if (!bytes.isReadable()) {
      bytes.release();
    } else if (whole != null) {
      if (whole.readableBytes() + bytes.readableBytes() > GATHERED_MAX) {
        bytes.release();
        throw new IllegalStateException("a body is too large to be gathered");
      }
      whole.writeBytes(bytes);
      bytes.release();
    } else if (chunksOut) {
      byte[] size =
          (Integer.toHexString(bytes.readableBytes()) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      out.pass(Unpooled.wrappedBuffer(size));
      out.pass(bytes);
      out.pass(Unpooled.wrappedBuffer(LINE_END));
    } else {
      out.pass(bytes);
    }
  }
}

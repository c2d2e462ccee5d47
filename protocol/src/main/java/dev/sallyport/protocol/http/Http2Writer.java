// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes frames of HTTP/2 in one direction. Header blocks are written as literals that no table
 * remembers (RFC 7541, 6.2.2): so a block may be left out or put in, and the reader of the others
 * still understands them. The first one says that the table is empty from now on.
 */
final class Http2Writer {
  private static final int FRAME_MAX = 16_384;
  private static final byte EMPTY_TABLE = 0x20;
  private static final byte LITERAL = 0x00;
  private static final byte LITERAL_NEVER_INDEXED = 0x10;
  private boolean tableEmptied;

  /** Returns a header block with its frames. */
  ByteBuf headers(
      int stream, Iterable<Map.Entry<CharSequence, CharSequence>> fields, boolean endStream) {
    return block(Http2Frames.HEADERS, stream, -1, fields, endStream);
  }

  /** Returns the promise of a stream. */
  ByteBuf promise(
      int stream, int promised, Iterable<Map.Entry<CharSequence, CharSequence>> fields) {
    return block(Http2Frames.PUSH_PROMISE, stream, promised, fields, false);
  }

  private ByteBuf block(
      int type,
      int stream,
      int promised,
      Iterable<Map.Entry<CharSequence, CharSequence>> fields,
      boolean endStream) {
    ByteBuf block = Unpooled.buffer(256);
    if (promised >= 0) {
      block.writeInt(promised);
    }
    if (!tableEmptied) {
      tableEmptied = true;
      block.writeByte(EMPTY_TABLE);
    }
    for (Map.Entry<CharSequence, CharSequence> each : fields) {
      field(block, each.getKey(), each.getValue());
    }
    ByteBuf frames = Unpooled.buffer(block.readableBytes() + 9);
    int frameType = type;
    int flags = endStream ? Http2Frames.END_STREAM : 0;
    do {
      int length = Math.min(FRAME_MAX, block.readableBytes());
      boolean last = length == block.readableBytes();
      frame(frames, length, frameType, flags | (last ? Http2Frames.END_HEADERS : 0), stream);
      frames.writeBytes(block, length);
      frameType = Http2Frames.CONTINUATION;
      flags = 0;
    } while (block.isReadable());
    block.release();
    return frames;
  }

  /** Returns data in frames; without any, one empty frame if the stream ends with it. */
  static ByteBuf data(int stream, ByteBuf data, boolean endStream) {
    ByteBuf frames = Unpooled.buffer(data.readableBytes() + 9);
    while (data.isReadable() || endStream && frames.writerIndex() == 0) {
      int length = Math.min(FRAME_MAX, data.readableBytes());
      boolean last = endStream && length == data.readableBytes();
      frame(frames, length, Http2Frames.DATA, last ? Http2Frames.END_STREAM : 0, stream);
      frames.writeBytes(data, length);
    }
    return frames;
  }

  /** Returns a frame whose payload is one number. */
  static ByteBuf number(int type, int stream, int number) {
    ByteBuf frame = Unpooled.buffer(13);
    frame(frame, 4, type, 0, stream);
    return frame.writeInt(number);
  }

  private static void frame(ByteBuf to, int length, int type, int flags, int stream) {
    to.writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
  }

  private static void field(ByteBuf to, CharSequence name, CharSequence value) {
    to.writeByte(isSecret(name) ? LITERAL_NEVER_INDEXED : LITERAL);
    string(to, name);
    string(to, value);
  }

  /** Whether the field was sent so is not known any more; those that matter are few. */
  private static boolean isSecret(CharSequence name) {
    return switch (name.toString()) {
      case "authorization", "cookie", "set-cookie", "proxy-authorization" -> true;
      default -> false;
    };
  }

  private static void string(ByteBuf to, CharSequence text) {
    int left = text.length();
    if (left < 127) {
      to.writeByte(left);
    } else {
      to.writeByte(127);
      left -= 127;
      while (left >= 128) {
        to.writeByte((left & 0x7f) | 0x80);
        left >>>= 7;
      }
      to.writeByte(left);
    }
    to.writeCharSequence(text, StandardCharsets.ISO_8859_1);
  }
}

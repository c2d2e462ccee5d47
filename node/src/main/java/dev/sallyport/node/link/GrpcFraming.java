// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import dev.sallyport.wire.link.LinkLimits;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The length-prefixed messages of gRPC over HTTP/2: one byte that says whether the message is
 * compressed, four that give its length, then the message.
 */
final class GrpcFraming {
  private static final int HEAD = 5;

  /** Below this a message does not get shorter by compression. */
  private static final int COMPRESSED_FROM_BYTES = 256;

  private GrpcFraming() {}

  /** Returns the message with its head, compressed by gzip where that helps. */
  static byte[] frame(byte[] message) {
    if (message.length < COMPRESSED_FROM_BYTES) {
      return headed(0, message);
    }
    ByteArrayOutputStream shorter = new ByteArrayOutputStream(message.length / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(shorter)) {
      gzip.write(message);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return headed(1, shorter.toByteArray());
  }

  private static byte[] headed(int flag, byte[] content) {
    return ByteBuffer.allocate(HEAD + content.length)
        .put((byte) flag)
        .putInt(content.length)
        .put(content)
        .array();
  }

  /**
   * Puts messages together from the pieces in which they come. What is held grows with what came,
   * not with what a head announces. Not thread-safe.
   */
  static final class Reader {
    private final int bytesMax = LinkLimits.DEFAULT.messageBytesMax();
    private byte[] held = new byte[256];
    private int from;
    private int to;

    /** Takes all readable bytes; {@link #next} must be called until it is null after each. */
    void add(ByteBuf piece) {
      int length = piece.readableBytes();
      if (to + length > held.length) {
        int kept = to - from;
        byte[] room =
            kept + length > held.length ? new byte[Math.max(2 * held.length, kept + length)] : held;
        System.arraycopy(held, from, room, 0, kept);
        held = room;
        from = 0;
        to = kept;
      }
      piece.readBytes(held, to, length);
      to += length;
    }

    /**
     * Returns the next whole message, or null when more must come.
     *
     * @throws IOException when the bytes are no such messages, or one is longer than the link
     *     allows
     */
    byte @Nullable [] next() throws IOException {
      if (to - from < HEAD) {
        return null;
      }
      ByteBuffer head = ByteBuffer.wrap(held, from, HEAD);
      int flag = head.get();
      int length = head.getInt();
      if ((flag != 0 && flag != 1) || length < 0 || length > bytesMax) {
        throw new IOException(
            "message with flag "
                + flag
                + " and "
                + length
                + " bytes (expected: at most "
                + bytesMax
                + ")");
      }
      if (to - from - HEAD < length) {
        return null;
      }
      byte[] content = new byte[length];
      System.arraycopy(held, from + HEAD, content, 0, length);
      from += HEAD + length;
      if (from == to) {
        from = 0;
        to = 0;
        held = held.length > 64 << 10 ? new byte[256] : held;
      }
      return flag == 1 ? unpacked(content) : content;
    }

    private byte[] unpacked(byte[] content) throws IOException {
      try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(content))) {
        byte[] message = gzip.readNBytes(bytesMax + 1);
        if (message.length > bytesMax) {
          throw new IOException("message longer than " + bytesMax + " bytes when unpacked");
        }
        return message;
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One direction of HTTP/2 on top of its frames: header blocks are put together and decompressed, in
 * order and without a gap, since each depends on all before.
 */
final class Http2Side implements Http2Frames.Owner {
  private static final int HEADER_TABLE_SIZE = 1;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int UNCONFIRMED_MAX = 16;

  /** Frames of one header block; each costs its sender nine bytes and us a copy of the block. */
  private static final int BLOCK_FRAMES_MAX = 64;

  /** All header blocks kept for whoever changes them on their way. */
  private static final long KEPT_BYTES_MAX = 1 << 20;

  private static final byte[] NOTHING = new byte[0];

  /** Receives what the frames amount to. */
  interface Owner {
    /**
     * A header block was read whole.
     *
     * @param bytes size of its frames
     */
    void headers(int stream, Http2Headers headers, boolean endStream, long bytes, long offset);

    /** Data came, or only its frame began; {@code bytes} counts the framing too. */
    void dataFrame(int stream, long bytes);

    void data(int stream, ByteBuf bytes, int index, int length);

    void endStream(int stream, long offset);

    void reset(int stream);

    /** The side announced how large the table of the other one may become, or nothing about it. */
    void settings(long tableBytes);

    void refuse(Http2Refusal why);

    boolean refused();
  }

  private final Owner owner;
  private final int headBytesMax;
  private final int tableBytesMax;
  private final DefaultHttp2HeadersDecoder decompressor;
  private final Http2Frames frames;
  private final Queue<Long> unconfirmed = new ArrayDeque<>(2);
  private byte[] block = NOTHING;
  private @Nullable Queue<Http2Headers> kept;
  private long keptBytes;
  private long blockFrameBytes;
  private int blockFrames;
  private int blockStream;
  private boolean blockEndsStream;
  private boolean blockPromises;
  private boolean inBlock;
  private long windowBytes = Http2Session.DEFAULT_WINDOW;

  Http2Side(Owner owner, int headBytesMax, int tableBytesMax, int prefaceBytes, long position) {
    this.owner = owner;
    this.headBytesMax = headBytesMax;
    this.tableBytesMax = tableBytesMax;
    this.decompressor = new DefaultHttp2HeadersDecoder(false, headBytesMax);
    this.frames = new Http2Frames(this, headBytesMax, prefaceBytes, position);
  }

  void keepBlocks() {
    if (kept == null) {
      kept = new ArrayDeque<>(4);
    }
  }

  void dropBlocks() {
    kept = null;
    keptBytes = 0;
  }

  Optional<Http2Headers> nextBlock() {
    Optional<Http2Headers> next =
        kept == null ? Optional.empty() : Optional.ofNullable(kept.poll());
    next.ifPresent(headers -> keptBytes -= size(headers));
    return next;
  }

  /** Few bytes of a compressed block may stand for many. */
  private boolean keep(Http2Headers headers) {
    Queue<Http2Headers> all = kept;
    if (all == null) {
      return true;
    }
    keptBytes += size(headers);
    all.add(headers);
    return keptBytes <= KEPT_BYTES_MAX;
  }

  private static long size(Http2Headers headers) {
    long size = 64;
    for (Map.Entry<CharSequence, CharSequence> each : headers) {
      size += each.getKey().length() + each.getValue().length() + 32L;
    }
    return size;
  }

  /**
   * Returns how many bytes of the frame under way are to come; -1 when that is not known yet, or
   * when it is part of a header block.
   */
  int leftOfFrame() {
    return inBlock || frames.inHeaders() ? -1 : frames.left();
  }

  /** Returns how much the other side may send on a stream that begins now. */
  long windowBytes() {
    return windowBytes;
  }

  void read(ByteBuf bytes, int index, int length) {
    frames.read(bytes, index, length);
  }

  /** The other side announced settings; they count once this side confirms them. */
  void announced(long tableBytes) {
    if (unconfirmed.size() == UNCONFIRMED_MAX) {
      refuse(Http2Refusal.SETTINGS);
    } else {
      unconfirmed.add(tableBytes);
    }
  }

  private void confirmed() {
    Long tableBytes = unconfirmed.poll();
    if (tableBytes != null) {
      allow(tableBytes);
    }
  }

  /** From now on the table of this side may have that size; nothing changes when it is negative. */
  void allow(long tableBytes) {
    if (tableBytes >= 0) {
      try {
        decompressor.maxHeaderTableSize(Math.min(tableBytes, tableBytesMax));
      } catch (Http2Exception e) {
        refuse(Http2Refusal.HEADERS);
      }
    }
  }

  @Override
  public void frame(int type, int flags, int stream, byte[] payload, long offset) {
    if (inBlock && (type != Http2Frames.CONTINUATION || stream != blockStream)) {
      refuse(Http2Refusal.ORDER);
      return;
    }
    switch (type) {
      case Http2Frames.HEADERS, Http2Frames.PUSH_PROMISE ->
          startBlock(type, flags, stream, payload, offset);
      case Http2Frames.CONTINUATION -> {
        if (inBlock) {
          addToBlock(payload, 0, payload.length, flags, offset);
        } else {
          refuse(Http2Refusal.ORDER);
        }
      }
      case Http2Frames.SETTINGS -> settings(flags, payload);
      case Http2Frames.RST_STREAM -> owner.reset(stream);
      default -> {}
    }
  }

  private void startBlock(int type, int flags, int stream, byte[] payload, long offset) {
    int start = 0;
    int padding = 0;
    if ((flags & Http2Frames.PADDED) != 0 && payload.length > 0) {
      padding = payload[0] & 0xff;
      start = 1;
    }
    blockPromises = type == Http2Frames.PUSH_PROMISE;
    if (blockPromises) {
      start += 4;
    } else if ((flags & Http2Frames.PRIORITY) != 0) {
      start += 5;
    }
    if (stream == 0 || start + padding > payload.length) {
      refuse(Http2Refusal.FRAME);
      return;
    }
    inBlock = true;
    block = NOTHING;
    blockStream = stream;
    blockEndsStream = !blockPromises && (flags & Http2Frames.END_STREAM) != 0;
    blockFrameBytes = start + padding;
    blockFrames = 0;
    addToBlock(payload, start, payload.length - padding, flags, offset);
  }

  private void addToBlock(byte[] payload, int from, int to, int flags, long offset) {
    int size = block.length;
    if (++blockFrames > BLOCK_FRAMES_MAX) {
      refuse(Http2Refusal.CONTINUATIONS);
      return;
    }
    if (size + to - from > headBytesMax) {
      refuse(Http2Refusal.HEAD_BYTES);
      return;
    }
    if (size == 0 && from == 0 && to == payload.length) {
      block = payload;
    } else {
      block = Arrays.copyOf(block, size + to - from);
      System.arraycopy(payload, from, block, size, to - from);
    }
    blockFrameBytes += 9 + to - from;
    if ((flags & Http2Frames.END_HEADERS) != 0) {
      endBlock(offset);
    }
  }

  private void endBlock(long offset) {
    inBlock = false;
    Http2Headers headers = decompress();
    block = NOTHING;
    if (headers == null) {
      refuse(Http2Refusal.HEADERS);
      return;
    }
    if (!keep(headers)) {
      refuse(Http2Refusal.HEAD_BYTES);
    } else if (!blockPromises) {
      owner.headers(blockStream, headers, blockEndsStream, blockFrameBytes, offset);
    }
  }

  private @Nullable Http2Headers decompress() {
    try {
      return decompressor.decodeHeaders(blockStream, Unpooled.wrappedBuffer(block));
    } catch (Http2Exception e) {
      return null;
    }
  }

  private void settings(int flags, byte[] payload) {
    if ((flags & Http2Frames.ACK) != 0) {
      confirmed();
      return;
    }
    if (payload.length % 6 != 0) {
      refuse(Http2Refusal.FRAME);
      return;
    }
    owner.settings(tableBytes(payload));
    long window = value(payload, INITIAL_WINDOW_SIZE);
    windowBytes = window < 0 ? windowBytes : window;
  }

  /** Returns the size of the table that settings ask for, -1 when they ask for none. */
  static long tableBytes(byte[] settings) {
    return value(settings, HEADER_TABLE_SIZE);
  }

  private static long value(byte[] settings, int of) {
    long value = -1;
    for (int i = 0; i + 6 <= settings.length; i += 6) {
      if (settings[i] == 0 && settings[i + 1] == of) {
        value =
            (settings[i + 2] & 0xffL) << 24
                | (settings[i + 3] & 0xff) << 16
                | (settings[i + 4] & 0xff) << 8
                | (settings[i + 5] & 0xff);
      }
    }
    return value;
  }

  @Override
  public void dataStart(int stream, int length) {
    if (inBlock) {
      refuse(Http2Refusal.ORDER);
    } else {
      owner.dataFrame(stream, 9L + length);
    }
  }

  @Override
  public void data(int stream, ByteBuf bytes, int index, int length) {
    if (!owner.refused()) {
      owner.data(stream, bytes, index, length);
    }
  }

  @Override
  public void dataEnd(int flags, int stream, long offset) {
    if (!owner.refused() && (flags & Http2Frames.END_STREAM) != 0) {
      owner.endStream(stream, offset);
    }
  }

  @Override
  public void refuse(Http2Refusal why) {
    if (!owner.refused()) {
      block = NOTHING;
      owner.refuse(why);
    }
  }

  @Override
  public boolean refused() {
    return owner.refused();
  }
}

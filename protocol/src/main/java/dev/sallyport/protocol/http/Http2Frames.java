// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import io.netty.buffer.ByteBuf;

/**
 * Follows the frames of one direction of HTTP/2 (RFC 9113, 4.1). Holds what must be read whole,
 * hands on data piece by piece, skips the rest.
 */
final class Http2Frames {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int GOAWAY = 7;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;
  static final int PADDED = 8;
  static final int PRIORITY = 0x20;

  static final int HEADER_BYTES = 9;
  private static final byte[] NOTHING = new byte[0];

  /** Receives frames in order. */
  interface Owner {
    /**
     * A frame that is held was read whole.
     *
     * @param offset bytes of this direction up to the end of the frame
     */
    void frame(int type, int flags, int stream, byte[] payload, long offset);

    /** A frame with data starts; {@code length} counts its whole payload. */
    void dataStart(int stream, int length);

    /** Part of the data, without padding. */
    void data(int stream, ByteBuf bytes, int index, int length);

    /** A frame with data ended. */
    void dataEnd(int flags, int stream, long offset);

    void refuse(Http2Refusal why);

    /** Returns whether the connection is not understood any more. */
    boolean refused();
  }

  private final Owner owner;
  private final int heldBytesMax;
  private final byte[] header = new byte[HEADER_BYTES];
  private int skip;
  private int headerSize;
  private int type;
  private int flags;
  private int stream;
  private int left;
  private int padding;
  private boolean paddingUnknown;
  private byte[] payload = NOTHING;
  private int payloadSize;
  private boolean held;
  private long position;

  /**
   * Makes the reader of one direction.
   *
   * @param prefaceBytes bytes before the first frame
   * @param position bytes of the direction that were read before
   */
  Http2Frames(Owner owner, int heldBytesMax, int prefaceBytes, long position) {
    this.position = position;
    this.owner = owner;
    this.heldBytesMax = heldBytesMax;
    this.skip = prefaceBytes;
  }

  void read(ByteBuf bytes, int index, int length) {
    int i = index;
    int end = index + length;
    while (i < end && !owner.refused()) {
      int before = i;
      if (skip > 0) {
        int skipped = Math.min(skip, end - i);
        skip -= skipped;
        i += skipped;
        position += skipped;
      } else if (headerSize < HEADER_BYTES) {
        header[headerSize++] = bytes.getByte(i++);
        position++;
        if (headerSize == HEADER_BYTES) {
          start();
        }
      } else {
        i = payload(bytes, i, end);
        position += i - before;
        if (left == 0) {
          end();
        }
      }
    }
  }

  /** Returns how many bytes of the frame under way are to come, -1 when that is not known yet. */
  int left() {
    boolean known = skip == 0 && position > 0 && (headerSize == 0 || headerSize == HEADER_BYTES);
    return known ? headerSize == 0 ? 0 : left : -1;
  }

  /** Returns whether the frame under way is part of a header block. */
  boolean inHeaders() {
    return headerSize == HEADER_BYTES
        && (type == HEADERS || type == CONTINUATION || type == PUSH_PROMISE);
  }

  private void start() {
    left = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | (header[2] & 0xff);
    type = header[3];
    flags = header[4] & 0xff;
    stream =
        (header[5] & 0x7f) << 24
            | (header[6] & 0xff) << 16
            | (header[7] & 0xff) << 8
            | (header[8] & 0xff);
    held = type == HEADERS || type == CONTINUATION || type == SETTINGS || type == PUSH_PROMISE;
    if (held) {
      if (left > heldBytesMax) {
        refuse(Http2Refusal.HEAD_BYTES);
        return;
      }
      payload = left == 0 ? NOTHING : new byte[left];
      payloadSize = 0;
    } else if (type == DATA) {
      paddingUnknown = (flags & PADDED) != 0;
      padding = 0;
      if (stream == 0 || (paddingUnknown && left == 0)) {
        refuse(Http2Refusal.FRAME);
        return;
      }
      owner.dataStart(stream, left);
    }
    if (left == 0) {
      end();
    }
  }

  private int payload(ByteBuf bytes, int i, int end) {
    int length = Math.min(left, end - i);
    if (held) {
      bytes.getBytes(i, payload, payloadSize, length);
      payloadSize += length;
    } else if (type == DATA) {
      if (paddingUnknown) {
        paddingUnknown = false;
        padding = bytes.getUnsignedByte(i);
        if (padding >= left) {
          refuse(Http2Refusal.FRAME);
          return i;
        }
        length = 1;
      } else {
        int data = Math.min(length, left - padding);
        if (data > 0) {
          owner.data(stream, bytes, i, data);
        }
      }
    }
    left -= length;
    return i + length;
  }

  private void end() {
    headerSize = 0;
    if (owner.refused()) {
      return;
    }
    if (held) {
      byte[] whole = payload;
      payload = NOTHING;
      owner.frame(type, flags, stream, whole, position);
    } else if (type == DATA) {
      owner.dataEnd(flags, stream, position);
    } else if (type == RST_STREAM || type == GOAWAY) {
      owner.frame(type, flags, stream, NOTHING, position);
    }
  }

  private void refuse(Http2Refusal why) {
    owner.refuse(why);
  }
}

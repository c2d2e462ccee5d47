// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Follows the frames of one direction of WebSocket (RFC 6455, 5.2) and puts messages together.
 * Holds nothing but the head of a frame.
 */
final class WebSocketFrames {
  private static final int FIN = 0x80;
  private static final int COMPRESSED = 0x40;
  private static final int RESERVED = 0x30;
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PONG = 10;
  private static final int MASKED = 0x80;
  private static final int CONTROL_BYTES_MAX = 125;
  private static final int SCRATCH_BYTES = 8192;

  private static final ThreadLocal<ByteBuf> SCRATCH =
      ThreadLocal.withInitial(() -> Unpooled.wrappedBuffer(new byte[SCRATCH_BYTES]));

  /** Receives what the frames amount to. */
  interface Owner {
    void start(boolean text, boolean deflated);

    /** Part of a message, unmasked; valid only during the call. */
    void data(ByteBuf bytes, int index, int length);

    void end(long bytes);

    void malformed();

    /** Returns whether somebody looks at the data. */
    boolean wantsData();
  }

  private final Owner owner;
  private final boolean masked;
  private final boolean compression;
  private final byte[] head = new byte[14];
  private int headSize;
  private int headNeeded = 2;
  private long left;
  private int maskAt;
  private boolean inMessage;
  private long messageBytes;
  private boolean over;

  /**
   * Makes the reader of one direction.
   *
   * @param masked whether frames must be masked: those of clients
   * @param compression whether messages may be compressed, as the heads agreed
   */
  WebSocketFrames(Owner owner, boolean masked, boolean compression) {
    this.owner = owner;
    this.masked = masked;
    this.compression = compression;
  }

  void read(ByteBuf bytes, int index, int length) {
    int i = index;
    int end = index + length;
    while (i < end && !over) {
      if (headSize < headNeeded) {
        head[headSize++] = bytes.getByte(i++);
        if (headSize == 2) {
          start();
        }
        if (headSize == headNeeded && !over) {
          headDone();
        }
      } else {
        int taken = (int) Math.min(left, end - i);
        payload(bytes, i, taken);
        left -= taken;
        i += taken;
        if (left == 0) {
          frameEnd();
        }
      }
    }
  }

  private int opcode() {
    return head[0] & 15;
  }

  private boolean control() {
    return opcode() >= CLOSE;
  }

  /** Two bytes say how long the head is, and whether it may be. */
  private void start() {
    int size = head[1] & 0x7f;
    boolean fin = (head[0] & FIN) != 0;
    int reserved =
        compression && !control() && opcode() != CONTINUATION ? RESERVED : RESERVED | COMPRESSED;
    boolean known = opcode() <= BINARY || (control() && opcode() <= PONG);
    boolean placed = control() || (opcode() == CONTINUATION) == inMessage;
    boolean sized = !control() || (fin && size <= CONTROL_BYTES_MAX);
    if ((head[0] & reserved) != 0
        || !known
        || !placed
        || !sized
        || ((head[1] & MASKED) != 0) != masked) {
      malformed();
      return;
    }
    headNeeded = 2 + (size == 126 ? 2 : size == 127 ? 8 : 0) + (masked ? 4 : 0);
  }

  private void headDone() {
    int size = head[1] & 0x7f;
    int bytes = size == 126 ? 2 : size == 127 ? 8 : 0;
    left = bytes == 0 ? size : 0;
    for (int i = 0; i < bytes; i++) {
      left = left << 8 | (head[2 + i] & 0xff);
    }
    if (left < 0) {
      malformed();
      return;
    }
    maskAt = 0;
    if (!control()) {
      if (opcode() != CONTINUATION) {
        inMessage = true;
        messageBytes = 0;
        owner.start(opcode() == TEXT, (head[0] & COMPRESSED) != 0);
      }
      messageBytes += left;
    }
    if (left == 0) {
      frameEnd();
    }
  }

  private void payload(ByteBuf bytes, int index, int length) {
    if (control() || !owner.wantsData()) {
      return;
    }
    if (!masked) {
      owner.data(bytes, index, length);
      return;
    }
    ByteBuf scratch = SCRATCH.get();
    byte[] plain = scratch.array();
    int key = headNeeded - 4;
    for (int from = 0; from < length; from += plain.length) {
      int size = Math.min(plain.length, length - from);
      bytes.getBytes(index + from, plain, 0, size);
      for (int i = 0; i < size; i++) {
        plain[i] ^= head[key + (maskAt++ & 3)];
      }
      owner.data(scratch, 0, size);
    }
  }

  private void frameEnd() {
    boolean ends = (head[0] & FIN) != 0;
    headSize = 0;
    headNeeded = 2;
    if (opcode() == CLOSE) {
      over = true;
    } else if (!control() && ends) {
      inMessage = false;
      owner.end(messageBytes);
    }
  }

  private void malformed() {
    over = true;
    owner.malformed();
  }
}

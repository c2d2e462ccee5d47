// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.protocol.gate.Editor;
import dev.sallyport.protocol.gate.UneditableException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * Replaces values in the messages of a protocol that says their length before them, each as a whole
 * and in place. Messages in which no values stand pass as they come.
 */
abstract class FrameRedactor implements Editor {
  private final Redacting redacting;
  private final int headBytes;
  private final int bytesMax;
  private byte[] held = new byte[512];
  private int size;
  private long left;
  private boolean inMessage;
  private boolean whole;

  /**
   * Makes one.
   *
   * @param headBytes length of the head of each message
   * @param bytesMax longest message that is looked at
   */
  FrameRedactor(Redacting redacting, int headBytes, int bytesMax) {
    this.redacting = redacting;
    this.headBytes = headBytes;
    this.bytesMax = bytesMax;
  }

  /** Returns how many bytes follow a head. */
  abstract long follow(byte[] head);

  /** Returns whether values may stand in the message of that head. */
  abstract boolean wanted(byte[] head);

  /** Replaces values in a message, its head included, in place. */
  abstract void redact(byte[] message, int length);

  @Override
  public void edit(ByteBuf bytes, Out out) {
    ByteBuf passing = Unpooled.buffer(bytes.readableBytes() + size);
    try {
      while (bytes.isReadable()) {
        step(bytes, passing);
      }
      check();
      if (passing.isReadable()) {
        out.pass(passing.retain());
      }
    } finally {
      passing.release();
    }
  }

  private void step(ByteBuf bytes, ByteBuf passing) {
    if (!inMessage) {
      hold(bytes, headBytes - size);
      if (size == headBytes) {
        left = follow(held);
        inMessage = true;
        boolean looks = wanted(held);
        whole = looks && left <= bytesMax;
        if (looks && !whole) {
          redacting.countUnlooked();
        }
      }
    } else if (whole) {
      left -= hold(bytes, (int) left);
    } else {
      pass(passing);
      int length = (int) Math.min(left, bytes.readableBytes());
      passing.writeBytes(bytes, length);
      left -= length;
    }
    if (inMessage && left <= 0) {
      if (whole) {
        redact(held, size);
      }
      pass(passing);
      inMessage = false;
    }
  }

  private void pass(ByteBuf passing) {
    passing.writeBytes(held, 0, size);
    size = 0;
  }

  private int hold(ByteBuf bytes, int most) {
    int length = Math.min(most, bytes.readableBytes());
    if (size + length > held.length) {
      held = Arrays.copyOf(held, Math.max(size + length, 2 * held.length));
    }
    bytes.readBytes(held, size, length);
    size += length;
    return length;
  }

  private void check() {
    if (redacting.failed()) {
      throw new UneditableException("a message cannot be redacted");
    }
  }

  @Override
  public void end(Out out) {
    if (size > 0) {
      out.pass(Unpooled.copiedBuffer(held, 0, size));
      size = 0;
    }
  }

  static int int32(byte[] octets, int at) {
    return (octets[at] & 0xff) << 24
        | (octets[at + 1] & 0xff) << 16
        | (octets[at + 2] & 0xff) << 8
        | (octets[at + 3] & 0xff);
  }

  static int int16(byte[] octets, int at) {
    return (octets[at] & 0xff) << 8 | (octets[at + 1] & 0xff);
  }

  /** Returns the index of the zero that ends a text, {@code to} when there is none. */
  static int textEnd(byte[] octets, int from, int to) {
    int i = from;
    while (i < to && octets[i] != 0) {
      i++;
    }
    return i;
  }
}

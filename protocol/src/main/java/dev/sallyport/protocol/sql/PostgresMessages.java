// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.protocol.value.LargeArrays;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Follows the messages of one direction of the PostgreSQL protocol: a type, a length, a content of
 * which only the start is held and only where it is asked for.
 */
final class PostgresMessages {
  private static final int LENGTH_MAX = 1 << 30;
  private static final int HELD_AT_FIRST = 16 << 10;
  private static final byte[] NOTHING = new byte[0];

  /** Receives messages in order. */
  interface Owner {
    /** Returns how many bytes of the content to hold; -1 when the type is not known. */
    int held(int type);

    /**
     * A message was read.
     *
     * @param type its letter, 0 for one without, at the start of a connection
     * @param content its start, as far as it is held
     * @param offset bytes of this direction up to its end
     */
    void message(int type, byte[] content, long offset);

    void malformed();

    boolean finished();
  }

  private final Owner owner;
  private final byte[] header = new byte[5];
  private boolean typed;
  private int headerSize;
  private int left;
  private byte[] content = NOTHING;
  private int contentSize;
  private int held;
  private boolean whole;
  private long position;

  /** Makes the reader; {@code typed} says whether messages have types from the first one on. */
  PostgresMessages(Owner owner, boolean typed) {
    this.owner = owner;
    this.typed = typed;
  }

  /** Returns whether the message that is being reported was held to its end. */
  boolean whole() {
    return whole;
  }

  /** From now on messages have types. */
  void typed() {
    typed = true;
  }

  /** Reads until the end or until the owner is finished; returns the index there. */
  int read(ByteBuf bytes, int index, int length) {
    int i = index;
    int end = index + length;
    while (i < end && !owner.finished()) {
      int headerBytes = typed ? 5 : 4;
      if (headerSize < headerBytes) {
        header[headerSize++] = bytes.getByte(i++);
        position++;
        if (headerSize == headerBytes) {
          start(headerBytes);
        }
      } else {
        int taken = Math.min(left, end - i);
        hold(bytes, i, Math.min(taken, held - contentSize));
        left -= taken;
        i += taken;
        position += taken;
        if (left == 0) {
          end();
        }
      }
    }
    return i;
  }

  private void start(int headerBytes) {
    int type = typed ? header[0] & 0xff : 0;
    int length =
        (header[headerBytes - 4] & 0xff) << 24
            | (header[headerBytes - 3] & 0xff) << 16
            | (header[headerBytes - 2] & 0xff) << 8
            | (header[headerBytes - 1] & 0xff);
    int asked = owner.held(type);
    if (length < 4 || length > LENGTH_MAX || asked < 0) {
      owner.malformed();
      return;
    }
    left = length - 4;
    held = Math.min(asked, left);
    whole = held == left;
    content = held == 0 ? NOTHING : new byte[Math.min(held, HELD_AT_FIRST)];
    contentSize = 0;
    if (left == 0) {
      end();
    }
  }

  private void end() {
    int type = typed ? header[0] & 0xff : 0;
    byte[] message = contentSize == content.length ? content : Arrays.copyOf(content, contentSize);
    LargeArrays.done(content);
    content = NOTHING;
    headerSize = 0;
    owner.message(type, message, position);
  }

  private void hold(ByteBuf bytes, int index, int wanted) {
    if (wanted > 0) {
      content = LargeArrays.grown(content, contentSize + wanted, held);
      int kept = Math.min(wanted, content.length - contentSize);
      bytes.getBytes(index, content, contentSize, kept);
      contentSize += kept;
      if (kept < wanted) {
        held = contentSize;
        whole = false;
      }
    }
  }
}

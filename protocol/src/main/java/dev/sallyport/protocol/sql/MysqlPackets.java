// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.protocol.value.LargeArrays;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Follows the packets of one direction of the MySQL protocol: a length of three bytes, a sequence
 * number, a content of which only the start is held. A packet of the largest length goes on in the
 * next one.
 */
final class MysqlPackets {
  private static final int LENGTH_MAX = 0xffffff;
  private static final int HELD_AT_FIRST = 16 << 10;
  private static final byte[] NOTHING = new byte[0];

  /** Receives packets in order. */
  interface Owner {
    /** Returns how many bytes of the content to hold. */
    int held();

    /**
     * A packet was read.
     *
     * @param sequence its number, 0 for the first of a command
     * @param content its start, as far as it is held
     * @param length its length, that of what it goes on in included
     * @param offset bytes of this direction up to its end
     */
    void packet(int sequence, byte[] content, long length, long offset);

    boolean finished();
  }

  private final Owner owner;
  private final byte[] header = new byte[4];
  private int headerSize;
  private int left;
  private boolean goesOn;
  private int sequence;
  private long length;
  private byte[] content = NOTHING;
  private int contentSize;
  private int held;
  private long position;

  MysqlPackets(Owner owner) {
    this.owner = owner;
  }

  /** Reads until the end or until the owner is finished; returns the index there. */
  int read(ByteBuf bytes, int index, int size) {
    int i = index;
    int end = index + size;
    while (i < end && !owner.finished()) {
      if (headerSize < 4) {
        header[headerSize++] = bytes.getByte(i++);
        position++;
        if (headerSize == 4) {
          start();
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

  private void start() {
    left = (header[0] & 0xff) | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16;
    if (!goesOn) {
      sequence = header[3] & 0xff;
      length = 0;
      held = Math.min(owner.held(), left);
      content = held == 0 ? NOTHING : new byte[Math.min(held, HELD_AT_FIRST)];
      contentSize = 0;
    }
    length += left;
    goesOn = left == LENGTH_MAX;
    if (left == 0) {
      end();
    }
  }

  private void end() {
    headerSize = 0;
    if (!goesOn) {
      byte[] held = contentSize == content.length ? content : Arrays.copyOf(content, contentSize);
      LargeArrays.done(content);
      content = NOTHING;
      owner.packet(sequence, held, length, position);
    }
  }

  private void hold(ByteBuf bytes, int index, int wanted) {
    if (wanted > 0) {
      content = LargeArrays.grown(content, contentSize + wanted, held);
      int kept = Math.min(wanted, content.length - contentSize);
      bytes.getBytes(index, content, contentSize, kept);
      contentSize += kept;
      held = kept < wanted ? contentSize : held;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import io.netty.buffer.ByteBuf;

/**
 * Follows the packets of one direction of the MySQL protocol: a length of three bytes, a sequence
 * number, a content of which only the start is held. A packet of the largest length goes on in the
 * next one.
 */
final class MysqlPackets {
  private static final int LENGTH_MAX = 0xffffff;
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
        int kept = Math.min(taken, content.length - contentSize);
        if (kept > 0) {
          bytes.getBytes(i, content, contentSize, kept);
          contentSize += kept;
        }
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
      content = left == 0 ? NOTHING : new byte[Math.min(owner.held(), left)];
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
      byte[] whole = content;
      content = NOTHING;
      owner.packet(sequence, whole, length, position);
    }
  }
}

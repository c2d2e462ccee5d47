// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.protocol.checkpoint.RefusalText;
import dev.sallyport.protocol.gate.Denial;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Packets of MySQL that are said instead of others, and where a query stands in one. */
final class MysqlWords {
  private MysqlWords() {}

  /** Returns the error of somebody who lacks a privilege; its number is still to be given. */
  static byte[] refusal(Denial why) {
    return error(0, 1142, "42000", why);
  }

  static byte[] error(int sequence, int code, String state, Denial why) {
    ByteBuf content = Unpooled.buffer(64).writeByte(0xff).writeShortLE(code).writeByte('#');
    content.writeBytes(state.getBytes(StandardCharsets.US_ASCII));
    return packet(sequence, content.writeBytes(RefusalText.bytes(why)));
  }

  /** Returns the packet with that number. */
  static byte[] numbered(byte[] packet, byte sequence) {
    packet[3] = sequence;
    return packet;
  }

  /** Returns a query that no server can parse. */
  static byte[] query(String mark, boolean attributes) {
    ByteBuf content = Unpooled.buffer(64).writeByte(3);
    if (attributes) {
      content.writeByte(0).writeByte(1);
    }
    return packet(0, content.writeBytes(mark.getBytes(StandardCharsets.US_ASCII)));
  }

  private static byte[] packet(int sequence, ByteBuf content) {
    int length = content.readableBytes();
    ByteBuf packet = Unpooled.buffer(length + 4).writeMediumLE(length).writeByte(sequence);
    return ByteBufUtil.getBytes(packet.writeBytes(content));
  }

  /** Returns where the text of a query begins; the end where that cannot be told. */
  static int queryStart(byte[] command, boolean attributes) {
    if (!attributes) {
      return 1;
    }
    Cursor at = new Cursor(command, 1);
    long count = at.number();
    at.number();
    if (count > 0) {
      int nulls = at.index;
      at.skip((count + 7) / 8);
      at.skip(1);
      int[] types = new int[(int) Math.min(count, 1024)];
      for (int i = 0; i < count && at.inside(); i++) {
        types[Math.min(i, types.length - 1)] = at.uint8();
        at.skip(1);
        at.skip(at.number());
      }
      for (int i = 0; i < Math.min(count, types.length) && at.inside(); i++) {
        if ((command[nulls + i / 8] >> (i % 8) & 1) == 0) {
          at.value(types[i]);
        }
      }
      if (count > types.length) {
        return command.length;
      }
    }
    return Math.min(at.index, command.length);
  }

  /** Walks over the values that may stand before a query. */
  private static final class Cursor {
    private final byte[] bytes;
    private int index;

    Cursor(byte[] bytes, int index) {
      this.bytes = bytes;
      this.index = index;
    }

    boolean inside() {
      return index < bytes.length;
    }

    int uint8() {
      return inside() ? bytes[index++] & 0xff : 0;
    }

    void skip(long count) {
      index = (int) Math.min(bytes.length, index + Math.max(0, count));
    }

    /** A number of varying size. */
    long number() {
      int first = uint8();
      int size =
          switch (first) {
            case 0xfc -> 2;
            case 0xfd -> 3;
            case 0xfe -> 8;
            default -> 0;
          };
      long number = size == 0 ? first : 0;
      for (int i = 0; i < size; i++) {
        number |= (long) uint8() << 8 * i;
      }
      return Math.max(0, number);
    }

    void value(int type) {
      switch (type) {
        case 1 -> skip(1);
        case 2, 13 -> skip(2);
        case 3, 4, 9 -> skip(4);
        case 5, 8 -> skip(8);
        case 6 -> {}
        case 7, 10, 11, 12 -> skip(uint8());
        default -> skip(number());
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.scan;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Recorded packets, pcap (draft-ietf-opsawg-pcap) and pcapng (draft-ietf-opsawg-pcapng): finds the
 * IP packet in each and hands it on.
 */
final class PacketReader {
  private static final int PACKET_MAX = 256 << 10;
  private static final int BLOCK_MAX = 16 << 20;
  private static final int SECTION = 0x0a0d0d0a;
  private static final int INTERFACE = 1;
  private static final int ENHANCED = 6;
  private static final int SIMPLE = 3;

  /** Receives IP packets in order. */
  interface Packets {
    /** Takes one packet, from its IP head on. */
    void packet(ByteBuffer ip, long nanos);
  }

  private final Packets packets;
  private long leftOut;

  PacketReader(Packets packets) {
    this.packets = packets;
  }

  static boolean reads(byte[] start) {
    if (start.length < 4) {
      return false;
    }
    int magic = ByteBuffer.wrap(start).getInt();
    return magic == SECTION || isPcap(magic) || isPcap(Integer.reverseBytes(magic));
  }

  private static boolean isPcap(int magic) {
    return magic == 0xa1b2c3d4 || magic == 0xa1b23c4d;
  }

  /** Reads to the end; returns how many packets were not IP or were broken. */
  long read(InputStream file) throws IOException {
    try (InputStream in = new BufferedInputStream(file)) {
      byte[] start = in.readNBytes(4);
      int magic = ByteBuffer.wrap(start).getInt();
      if (magic == SECTION) {
        sections(in);
      } else {
        boolean big = isPcap(magic);
        boolean nanos = (big ? magic : Integer.reverseBytes(magic)) == 0xa1b23c4d;
        classic(in, big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, nanos);
      }
    } catch (EOFException | IndexOutOfBoundsException e) {
      // A file that ends, or contradicts itself, is read up to there.
      leftOut++;
    }
    return leftOut;
  }

  private static ByteBuffer take(InputStream in, int size, ByteOrder order) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException();
    }
    return ByteBuffer.wrap(bytes).order(order);
  }

  private void classic(InputStream in, ByteOrder order, boolean nanos) throws IOException {
    ByteBuffer head = take(in, 20, order);
    int link = head.getInt(16) & 0xffff;
    while (in.available() > 0 || hasMore(in)) {
      ByteBuffer record = take(in, 16, order);
      int size = record.getInt(8);
      if (size < 0 || size > PACKET_MAX) {
        leftOut++;
        return;
      }
      long fraction = Integer.toUnsignedLong(record.getInt(4)) * (nanos ? 1 : 1000);
      long at = Integer.toUnsignedLong(record.getInt(0)) * 1_000_000_000L + fraction;
      packet(take(in, size, ByteOrder.BIG_ENDIAN), link, at);
    }
  }

  private static boolean hasMore(InputStream in) throws IOException {
    in.mark(1);
    boolean more = in.read() >= 0;
    in.reset();
    return more;
  }

  private void sections(InputStream in) throws IOException {
    byte[] start = in.readNBytes(8);
    if (start.length < 8) {
      throw new EOFException();
    }
    int orderMark = ByteBuffer.wrap(start, 4, 4).getInt();
    ByteOrder order = orderMark == 0x1a2b3c4d ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    int size = ByteBuffer.wrap(start).order(order).getInt(0);
    if (size < 28 || size > BLOCK_MAX) {
      throw new EOFException();
    }
    take(in, size - 12, order);
    List<int[]> interfaces = new ArrayList<>();
    while (hasMore(in)) {
      ByteBuffer head = take(in, 8, order);
      int type = head.getInt(0);
      int length = head.getInt(4);
      if (length < 12 || length > BLOCK_MAX) {
        leftOut++;
        return;
      }
      ByteBuffer body = take(in, length - 8, order);
      switch (type) {
        case INTERFACE -> interfaces.add(new int[] {body.getShort(0) & 0xffff, resolution(body)});
        case ENHANCED -> enhanced(body, interfaces);
        case SIMPLE -> {
          if (!interfaces.isEmpty()) {
            int size0 = Math.min(body.getInt(0), body.capacity() - 8);
            packet(slice(body, 4, size0), interfaces.getFirst()[0], 0);
          }
        }
        default -> {}
      }
    }
  }

  /** Returns how many decimal digits of a second time stamps count; 6 unless an option says. */
  private static int resolution(ByteBuffer body) {
    int at = 8;
    while (at + 4 <= body.capacity() - 4) {
      int code = body.getShort(at) & 0xffff;
      int size = body.getShort(at + 2) & 0xffff;
      if (code == 9 && size == 1) {
        return body.get(at + 4);
      }
      if (code == 0) {
        return 6;
      }
      at += 4 + (size + 3 & ~3);
    }
    return 6;
  }

  private void enhanced(ByteBuffer body, List<int[]> interfaces) {
    int number = body.getInt(0);
    int size = body.getInt(12);
    if (number < 0 || number >= interfaces.size() || size < 0 || size > body.capacity() - 20) {
      leftOut++;
      return;
    }
    long stamp =
        Integer.toUnsignedLong(body.getInt(4)) << 32 | Integer.toUnsignedLong(body.getInt(8));
    int digits = interfaces.get(number)[1];
    long nanos = digits == 9 ? stamp : digits == 3 ? stamp * 1_000_000 : stamp * 1000;
    packet(slice(body, 20, size), interfaces.get(number)[0], nanos);
  }

  private static ByteBuffer slice(ByteBuffer body, int from, int size) {
    return body.slice(from, size).order(ByteOrder.BIG_ENDIAN);
  }

  private void packet(ByteBuffer frame, int link, long nanos) {
    int at = ip(frame, link);
    if (at < 0 || at >= frame.capacity()) {
      leftOut++;
      return;
    }
    packets.packet(frame.slice(at, frame.capacity() - at), nanos);
  }

  /** Returns where the IP head begins; -1 when the frame holds none. */
  private static int ip(ByteBuffer frame, int link) {
    int size = frame.capacity();
    return switch (link) {
      case 0 -> 4;
      case 1 -> ethernet(frame);
      case 12, 14, 101 -> 0;
      case 113 -> size > 16 ? type(frame.getShort(14) & 0xffff, 16) : -1;
      case 276 -> size > 20 ? type(frame.getShort(0) & 0xffff, 20) : -1;
      default -> -1;
    };
  }

  private static int ethernet(ByteBuffer frame) {
    int at = 12;
    for (int tags = 0; tags < 3 && at + 2 <= frame.capacity(); tags++) {
      int type = frame.getShort(at) & 0xffff;
      if (type != 0x8100 && type != 0x88a8) {
        return type(type, at + 2);
      }
      at += 4;
    }
    return -1;
  }

  private static int type(int type, int at) {
    return type == 0x0800 || type == 0x86dd ? at : -1;
  }
}

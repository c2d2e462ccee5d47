// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

/**
 * A frame of LZ4 ("LZ4 Frame Format Description" and "LZ4 Block Format Description" of lz4/lz4).
 */
final class Lz4Frame {
  private static final int MAGIC = 0x184d2204;
  private static final int VERSION_BITS = 0xc0;
  private static final int VERSION = 0x40;
  private static final int BLOCK_CHECKSUMS = 0x10;
  private static final int CONTENT_SIZE = 0x08;
  private static final int CONTENT_CHECKSUM = 0x04;
  private static final int DICTIONARY = 0x01;
  private static final int SHORTEST_MATCH = 4;

  private final byte[] in;
  private final int to;
  private final Unpacked out;
  private final int start;
  private int at;

  private Lz4Frame(byte[] in, int from, int to, Unpacked out) {
    this.in = in;
    this.at = from;
    this.to = to;
    this.out = out;
    this.start = out.size();
  }

  /** Unpacks; returns whether all of it came out. */
  static boolean unpack(byte[] in, int from, int to, Unpacked out) {
    return new Lz4Frame(in, from, to, out).frame();
  }

  private boolean frame() {
    if (to - at < 7 || int32() != MAGIC) {
      return false;
    }
    int flags = in[at] & 0xff;
    if ((flags & VERSION_BITS) != VERSION || (flags & DICTIONARY) != 0) {
      return false;
    }
    at += 3 + ((flags & CONTENT_SIZE) != 0 ? 8 : 0);
    int trailer = (flags & CONTENT_CHECKSUM) != 0 ? 4 : 0;
    while (to - at >= 4) {
      int size = int32();
      if (size == 0) {
        return to - at == trailer;
      }
      boolean plain = size < 0;
      int length = size & Integer.MAX_VALUE;
      boolean held = length <= to - at;
      // Of a block that is cut what is there is read.
      int end = held ? at + length : to;
      boolean read = plain ? out.add(in, at, end - at) : block(end);
      if (!read || !held) {
        return false;
      }
      at = end + ((flags & BLOCK_CHECKSUMS) != 0 ? 4 : 0);
    }
    return false;
  }

  /** Literals and matches in turns; the last has literals only. */
  private boolean block(int end) {
    int i = at;
    while (i < end) {
      int token = in[i++] & 0xff;
      long literals = token >> 4;
      while (literals >= 15 && i < end) {
        int more = in[i++] & 0xff;
        literals += more;
        if (more < 255) {
          break;
        }
      }
      int there = (int) Math.min(literals, end - i);
      if (!out.add(in, i, there) || there < literals) {
        return false;
      }
      i += there;
      if (i == end) {
        return true;
      }
      if (end - i < 2) {
        return false;
      }
      int distance = in[i] & 0xff | (in[i + 1] & 0xff) << 8;
      i += 2;
      long length = token & 15;
      while (length >= 15 && i < end) {
        int more = in[i++] & 0xff;
        length += more;
        if (more < 255) {
          break;
        }
      }
      int most = (int) Math.min(length + SHORTEST_MATCH, Integer.MAX_VALUE);
      if (!out.repeat(start, distance, most)) {
        return false;
      }
    }
    return false;
  }

  private int int32() {
    int value =
        in[at] & 0xff
            | (in[at + 1] & 0xff) << 8
            | (in[at + 2] & 0xff) << 16
            | (in[at + 3] & 0xff) << 24;
    at += 4;
    return value;
  }
}

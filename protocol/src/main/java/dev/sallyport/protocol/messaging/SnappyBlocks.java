// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

/**
 * Snappy ("Snappy compressed format description" of google/snappy), as one block or in the chunks
 * in which Kafka's Java client writes it: a magic of eight bytes, two versions, then blocks, each
 * with its length ahead.
 */
final class SnappyBlocks {
  private static final byte[] MAGIC = {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
  private static final int HEAD = 16;
  private static final int LONGEST_SHORT_LITERAL = 60;

  private final byte[] in;
  private final Unpacked out;

  private SnappyBlocks(byte[] in, Unpacked out) {
    this.in = in;
    this.out = out;
  }

  /** Unpacks; returns whether all of it came out. */
  static boolean unpack(byte[] in, int from, int to, Unpacked out) {
    SnappyBlocks blocks = new SnappyBlocks(in, out);
    return isChunked(in, from, to) ? blocks.chunks(from + HEAD, to) : blocks.block(from, to);
  }

  private static boolean isChunked(byte[] in, int from, int to) {
    if (to - from < HEAD) {
      return false;
    }
    for (int i = 0; i < MAGIC.length; i++) {
      if (in[from + i] != MAGIC[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean chunks(int from, int to) {
    int at = from;
    while (at < to) {
      if (to - at < 4) {
        return false;
      }
      int length =
          (in[at] & 0xff) << 24
              | (in[at + 1] & 0xff) << 16
              | (in[at + 2] & 0xff) << 8
              | (in[at + 3] & 0xff);
      at += 4;
      boolean held = length >= 0 && length <= to - at;
      // Of a chunk that is cut what is there is read.
      int end = held ? at + length : to;
      if (!block(at, end) || !held) {
        return false;
      }
      at = end;
    }
    return true;
  }

  /** One block: its length when it is unpacked, then literals and copies. */
  private boolean block(int from, int to) {
    int at = from;
    long announced = 0;
    for (int shift = 0; ; shift += 7) {
      if (at == to || shift > 28) {
        return false;
      }
      int octet = in[at++] & 0xff;
      announced |= (long) (octet & 0x7f) << shift;
      if (octet < 0x80) {
        break;
      }
    }
    int start = out.size();
    while (at < to) {
      int tag = in[at++] & 0xff;
      int kind = tag & 3;
      int extra = kind == 0 ? literalExtra(tag) : kind == 3 ? 4 : kind;
      if (to - at < extra) {
        return false;
      }
      long number = littleEndian(at, extra);
      at += extra;
      if (kind == 0) {
        long length = 1 + (extra == 0 ? tag >> 2 : number);
        int there = (int) Math.min(length, to - at);
        if (!out.add(in, at, there) || there < length) {
          return false;
        }
        at += there;
      } else {
        int length = kind == 1 ? (tag >> 2 & 7) + 4 : (tag >> 2) + 1;
        long distance = kind == 1 ? (tag >> 5) << 8 | number : number;
        if (distance > Integer.MAX_VALUE || !out.repeat(start, (int) distance, length)) {
          return false;
        }
      }
    }
    return out.size() - start == announced;
  }

  private static int literalExtra(int tag) {
    int code = tag >> 2;
    return code < LONGEST_SHORT_LITERAL ? 0 : code - LONGEST_SHORT_LITERAL + 1;
  }

  private long littleEndian(int at, int size) {
    long number = 0;
    for (int i = 0; i < size; i++) {
      number |= (in[at + i] & 0xffL) << 8 * i;
    }
    return number;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.protocol.content.Expander.End;

/**
 * Zstandard (RFC 8878) from one array to another. What came out is the window, so nothing is held
 * for a window that a frame announces, and nothing outside of the arrays can be reached.
 */
final class ZstdFrames {
  private static final int MAGIC = 0xfd2fb528;
  private static final int SKIPPABLE = 0x184d2a50;
  private static final int BLOCK_BYTES_MAX = 128 << 10;
  private static final int FRAMES_MAX = 16;

  private final byte[] in;
  private final int to;
  private final Gathered out;
  private final int ratio;
  private final int inputBytes;
  private int at;

  private ZstdFrames(byte[] in, int from, int to, Gathered out, int ratio) {
    this.in = in;
    this.at = from;
    this.to = to;
    this.out = out;
    this.ratio = ratio;
    this.inputBytes = to - from;
  }

  static End expand(byte[] in, int from, int to, Gathered out, int ratio) {
    try {
      return new ZstdFrames(in, from, to, out, ratio).frames();
    } catch (ZstdException e) {
      return End.MALFORMED;
    }
  }

  private End frames() {
    for (int i = 0; at < to; i++) {
      if (i == FRAMES_MAX) {
        return End.TOO_LARGE;
      }
      End end = frame();
      if (end != End.WHOLE) {
        return end;
      }
    }
    return End.WHOLE;
  }

  private End frame() {
    if (to - at < 5) {
      return End.TRUNCATED;
    }
    int magic = int32(at);
    if ((magic & ~15) == SKIPPABLE) {
      long end = to - at < 8 ? Long.MAX_VALUE : at + 8 + (int32(at + 4) & 0xffffffffL);
      at = (int) Math.min(end, to);
      return end > to ? End.TRUNCATED : End.WHOLE;
    }
    if (magic != MAGIC) {
      return End.MALFORMED;
    }
    int descriptor = in[at + 4] & 0xff;
    if ((descriptor & 8) != 0) {
      return End.MALFORMED;
    }
    boolean single = (descriptor & 32) != 0;
    int dictionary = (1 << (descriptor & 3)) >> 1;
    int sizeFlag = descriptor >> 6;
    int size = sizeFlag == 0 ? single ? 1 : 0 : 1 << sizeFlag;
    int header = 5 + (single ? 0 : 1) + dictionary + size;
    if (to - at < header) {
      return End.TRUNCATED;
    }
    for (int i = 0; i < dictionary; i++) {
      if (in[at + 5 + (single ? 0 : 1) + i] != 0) {
        // Made with a dictionary that only its ends have.
        return End.UNKNOWN;
      }
    }
    at += header;
    End end = blocks();
    if (end == End.WHOLE && (descriptor & 4) != 0) {
      at += 4;
      return at > to ? End.TRUNCATED : End.WHOLE;
    }
    return end;
  }

  private End blocks() {
    ZstdBlock compressed = new ZstdBlock(in, out);
    while (true) {
      if (to - at < 3) {
        return End.TRUNCATED;
      }
      int header = in[at] & 0xff | (in[at + 1] & 0xff) << 8 | (in[at + 2] & 0xff) << 16;
      at += 3;
      int size = header >> 3;
      int type = header >> 1 & 3;
      if (type == 3 || size > BLOCK_BYTES_MAX) {
        return End.MALFORMED;
      }
      int bytes = type == 1 ? 1 : size;
      boolean cutShort = to - at < bytes;
      if (cutShort && type != 0) {
        return End.TRUNCATED;
      }
      switch (type) {
        case 0 -> out.add(in, at, Math.min(size, to - at));
        case 1 -> {
          for (int i = 0; i < size && !out.cut(); i++) {
            out.add(in[at]);
          }
        }
        default -> compressed.read(at, at + size);
      }
      if (cutShort) {
        return End.TRUNCATED;
      }
      at += bytes;
      if (out.cut() || out.size() > Expander.outputMax(inputBytes, ratio)) {
        return End.TOO_LARGE;
      }
      if ((header & 1) != 0) {
        return End.WHOLE;
      }
    }
  }

  private int int32(int from) {
    return in[from] & 0xff
        | (in[from + 1] & 0xff) << 8
        | (in[from + 2] & 0xff) << 16
        | (in[from + 3] & 0xff) << 24;
  }
}

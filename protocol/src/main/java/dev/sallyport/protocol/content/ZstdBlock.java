// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import static dev.sallyport.protocol.content.ContentBuffers.NOTHING;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The compressed blocks of one Zstandard frame (RFC 8878, 3.1.1.3): literals, and sequences that
 * say how they and earlier output make what comes out. Later blocks may use the tables of earlier
 * ones.
 */
final class ZstdBlock {
  private static final int LITERALS_BYTES_MAX = 128 << 10;
  private static final int[] LENGTH_BASE = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64,
    128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536
  };
  private static final int[] LENGTH_BITS = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11,
    12, 13, 14, 15, 16
  };
  private static final int[] MATCH_BASE = {
    3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
    29, 30, 31, 32, 33, 34, 35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051,
    4099, 8195, 16387, 32771, 65539
  };
  private static final int[] MATCH_BITS = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
  };
  private static final int OFFSET_CODE_MAX = 31;

  private final byte[] in;
  private final Gathered out;
  private final int frameStart;
  private final int[] recent = {1, 4, 8};
  private byte[] literals = NOTHING;
  private int literalsSize;
  private int at;
  private @Nullable ZstdHuffman huffman;
  private @Nullable ZstdStates lengths;
  private @Nullable ZstdStates offsets;
  private @Nullable ZstdStates matches;

  ZstdBlock(byte[] in, Gathered out) {
    this.in = in;
    this.out = out;
    this.frameStart = out.size();
  }

  void read(int from, int to) {
    at = from;
    literals(to);
    sequences(to);
  }

  private void literals(int to) {
    int type = octet(at, to) & 3;
    int format = in[at] >> 2 & 3;
    if (type < 2) {
      int header = format == 1 ? 2 : format == 3 ? 3 : 1;
      literalsSize = (int) (number(at, header, to) >> (header == 1 ? 3 : 4));
      room();
      at += header;
      int bytes = type == 0 ? literalsSize : 1;
      check(bytes <= to - at);
      if (type == 0) {
        System.arraycopy(in, at, literals, 0, literalsSize);
      } else {
        Arrays.fill(literals, 0, literalsSize, in[at]);
      }
      at += bytes;
      return;
    }
    int header = format < 2 ? 3 : format + 2;
    int bits = format < 2 ? 10 : format == 2 ? 14 : 18;
    long sizes = number(at, header, to) >> 4;
    literalsSize = (int) (sizes & (1 << bits) - 1);
    int end = at + header + (int) (sizes >> bits);
    room();
    check(end <= to);
    at += header;
    if (type == 2) {
      ZstdHuffman.Read read = ZstdHuffman.read(in, at, end);
      huffman = read.huffman();
      at = read.end();
    }
    ZstdHuffman code = huffman;
    check(code != null);
    if (code != null) {
      streams(code, format == 0, end);
    }
    at = end;
  }

  private void streams(ZstdHuffman code, boolean one, int end) {
    if (one) {
      code.decode(in, at, end, literals, 0, literalsSize);
      return;
    }
    check(end - at >= 6);
    int start = at + 6;
    int part = (literalsSize + 3) / 4;
    for (int i = 0; i < 4; i++) {
      int stop = i == 3 ? end : start + (int) number(at + 2 * i, 2, end);
      check(stop <= end && i * part <= literalsSize);
      int last = i == 3 ? literalsSize : Math.min((i + 1) * part, literalsSize);
      code.decode(in, start, stop, literals, i * part, last);
      start = stop;
    }
  }

  private void room() {
    check(literalsSize <= LITERALS_BYTES_MAX);
    if (literals.length < literalsSize) {
      literals = new byte[Math.max(4096, literalsSize)];
    }
  }

  private void sequences(int to) {
    int count = octet(at++, to);
    if (count > 127) {
      count = count < 255 ? (count - 128 << 8) + octet(at++, to) : 0x7f00 + (int) number(at, 2, to);
      at += count >= 0x7f00 ? 2 : 0;
    }
    if (count == 0) {
      check(at == to);
      literal(0, literalsSize);
      return;
    }
    int modes = octet(at++, to);
    check((modes & 3) == 0);
    lengths = table(modes >> 6, ZstdStates.LITERALS, lengths, 9, LENGTH_BASE.length - 1, to);
    offsets = table(modes >> 4 & 3, ZstdStates.OFFSETS, offsets, 8, OFFSET_CODE_MAX, to);
    matches = table(modes >> 2 & 3, ZstdStates.MATCHES, matches, 9, MATCH_BASE.length - 1, to);
    execute(count, lengths, offsets, matches, to);
  }

  private ZstdStates table(
      int mode, ZstdStates usual, @Nullable ZstdStates before, int logMax, int symbolMax, int to) {
    switch (mode) {
      case 0 -> {
        return usual;
      }
      case 1 -> {
        int symbol = octet(at++, to);
        check(symbol <= symbolMax);
        return ZstdStates.of((byte) symbol);
      }
      case 2 -> {
        ZstdStates.Read read = ZstdStates.read(in, at, to, logMax, symbolMax);
        at = read.end();
        return read.states();
      }
      default -> {
        if (before == null) {
          throw new ZstdException();
        }
        return before;
      }
    }
  }

  private void execute(
      int count, ZstdStates lengths, ZstdStates offsets, ZstdStates matches, int to) {
    ZstdBits bits = new ZstdBits(in, at, to);
    int length = lengths.start(bits);
    int offset = offsets.start(bits);
    int match = matches.start(bits);
    int used = 0;
    for (int i = 0; i < count && !out.cut(); i++) {
      int offsetCode = offsets.symbol(offset);
      int matchCode = matches.symbol(match);
      int lengthCode = lengths.symbol(length);
      long value = (1L << offsetCode) + (bits.read(offsetCode) & 0xffffffffL);
      int matchLength = MATCH_BASE[matchCode] + bits.read(MATCH_BITS[matchCode]);
      int literalLength = LENGTH_BASE[lengthCode] + bits.read(LENGTH_BITS[lengthCode]);
      check(!bits.overrun() && literalLength <= literalsSize - used);
      literal(used, literalLength);
      used += literalLength;
      copy(distance(value, literalLength), matchLength);
      if (i + 1 < count) {
        length = lengths.next(length, bits);
        match = matches.next(match, bits);
        offset = offsets.next(offset, bits);
      }
    }
    if (!out.cut()) {
      check(bits.atStart());
      literal(used, literalsSize - used);
    }
  }

  /** Returns how far back to copy from; small values mean one of the last distances. */
  private int distance(long value, int literalLength) {
    if (value > 3) {
      long distance = value - 3;
      check(distance <= Integer.MAX_VALUE);
      recent[2] = recent[1];
      recent[1] = recent[0];
      recent[0] = (int) distance;
      return recent[0];
    }
    int which = (int) value - (literalLength == 0 ? 0 : 1);
    int distance = which == 3 ? recent[0] - 1 : recent[which];
    if (which > 1) {
      recent[2] = recent[1];
    }
    if (which > 0) {
      recent[1] = recent[0];
    }
    recent[0] = distance;
    return distance;
  }

  private void literal(int from, int length) {
    out.add(literals, from, length);
  }

  private void copy(int distance, int length) {
    int start = out.size() - distance;
    check(distance > 0 && start >= frameStart);
    int left = length;
    while (left > 0 && !out.cut()) {
      // What was just copied may be copied again, so never more than there is.
      int size = Math.min(left, out.size() - start);
      out.repeat(start, size);
      start += size;
      left -= size;
    }
  }

  private int octet(int index, int to) {
    check(index < to);
    return in[index] & 0xff;
  }

  private long number(int index, int bytes, int to) {
    check(index + bytes <= to);
    long number = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      number = number << 8 | (in[index + i] & 0xff);
    }
    return number;
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new ZstdException();
    }
  }
}

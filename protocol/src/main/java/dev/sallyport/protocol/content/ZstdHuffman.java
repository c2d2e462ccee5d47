// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

/** The code of literals (RFC 8878, 4.2). */
final class ZstdHuffman {
  private static final int BITS_MAX = 11;
  private static final int WEIGHTS_LOG_MAX = 6;

  private final int bitsMax;
  private final byte[] symbols;
  private final byte[] bits;

  private ZstdHuffman(int[] weights, int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum += weights[i] == 0 ? 0 : 1 << (weights[i] - 1);
    }
    if (sum == 0) {
      throw new ZstdException();
    }
    bitsMax = 32 - Integer.numberOfLeadingZeros(sum);
    int left = (1 << bitsMax) - sum;
    if (bitsMax > BITS_MAX || Integer.bitCount(left) != 1) {
      throw new ZstdException();
    }
    weights[count] = 32 - Integer.numberOfLeadingZeros(left);
    symbols = new byte[1 << bitsMax];
    bits = new byte[1 << bitsMax];
    int at = 0;
    for (int weight = 1; weight <= bitsMax; weight++) {
      for (int symbol = 0; symbol <= count; symbol++) {
        if (weights[symbol] == weight) {
          for (int i = 0; i < 1 << (weight - 1); i++) {
            symbols[at] = (byte) symbol;
            bits[at++] = (byte) (bitsMax + 1 - weight);
          }
        }
      }
    }
  }

  /** A code and the index behind its description. */
  record Read(ZstdHuffman huffman, int end) {}

  static Read read(byte[] octets, int from, int to) {
    if (from >= to) {
      throw new ZstdException();
    }
    int header = octets[from] & 0xff;
    int[] weights = new int[256];
    if (header < 128) {
      int end = from + 1 + header;
      if (end > to) {
        throw new ZstdException();
      }
      int count = compressed(octets, from + 1, end, weights);
      return new Read(new ZstdHuffman(weights, count), end);
    }
    int count = header - 127;
    int end = from + 1 + (count + 1) / 2;
    if (end > to) {
      throw new ZstdException();
    }
    for (int i = 0; i < count; i++) {
      int pair = octets[from + 1 + i / 2] & 0xff;
      weights[i] = i % 2 == 0 ? pair >> 4 : pair & 15;
      if (weights[i] > BITS_MAX) {
        throw new ZstdException();
      }
    }
    return new Read(new ZstdHuffman(weights, count), end);
  }

  /** Two states take turns until the bits are used up. */
  private static int compressed(byte[] octets, int from, int to, int[] weights) {
    ZstdStates.Read table = ZstdStates.read(octets, from, to, WEIGHTS_LOG_MAX, BITS_MAX + 1);
    ZstdStates states = table.states();
    ZstdBits in = new ZstdBits(octets, table.end(), to);
    int one = states.start(in);
    int other = states.start(in);
    int count = 0;
    while (count < 254) {
      weights[count++] = states.symbol(one);
      one = states.next(one, in);
      if (in.overrun()) {
        weights[count++] = states.symbol(other);
        return count;
      }
      int turn = one;
      one = other;
      other = turn;
    }
    throw new ZstdException();
  }

  /**
   * Decodes one stream of literals. Does not insist that it ends with the last of them: the usual
   * decoder does not, and what others read must be read here.
   */
  void decode(byte[] octets, int from, int to, byte[] out, int start, int end) {
    ZstdBits in = new ZstdBits(octets, from, to);
    for (int i = start; i < end; i++) {
      int code = in.peek(bitsMax);
      out[i] = symbols[code];
      in.skip(bits[code]);
    }
  }
}

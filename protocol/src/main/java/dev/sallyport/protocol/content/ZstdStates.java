// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

/**
 * A table of finite state entropy coding (RFC 8878, 4.1): of each state its symbol and its way on.
 */
final class ZstdStates {
  /** What literal lengths, offsets and match lengths have unless something else is said. */
  static final ZstdStates LITERALS =
      new ZstdStates(
          6, 4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1,
          1, 1, 1, -1, -1, -1, -1);

  static final ZstdStates OFFSETS =
      new ZstdStates(
          5, 1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1,
          -1);

  static final ZstdStates MATCHES =
      new ZstdStates(
          6, 1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
          1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1);

  private final int log;
  private final byte[] symbols;
  private final byte[] bits;
  private final short[] next;

  private ZstdStates(int log, int... probabilities) {
    this(log, probabilities, probabilities.length);
  }

  /** A table with one state. */
  private ZstdStates(byte symbol) {
    this.log = 0;
    this.symbols = new byte[] {symbol};
    this.bits = new byte[1];
    this.next = new short[1];
  }

  private ZstdStates(int log, int[] probabilities, int count) {
    int size = 1 << log;
    this.log = log;
    this.symbols = new byte[size];
    this.bits = new byte[size];
    this.next = new short[size];
    int[] states = new int[count];
    int high = size;
    for (int symbol = 0; symbol < count; symbol++) {
      if (probabilities[symbol] == -1) {
        symbols[--high] = (byte) symbol;
        states[symbol] = 1;
      }
    }
    spread(probabilities, count, states, high);
    for (int i = 0; i < size; i++) {
      int state = states[symbols[i] & 0xff]++;
      bits[i] = (byte) (log - 31 + Integer.numberOfLeadingZeros(state));
      next[i] = (short) ((state << bits[i]) - size);
    }
  }

  private void spread(int[] probabilities, int count, int[] states, int high) {
    int size = symbols.length;
    int step = (size >> 1) + (size >> 3) + 3;
    int at = 0;
    for (int symbol = 0; symbol < count; symbol++) {
      if (probabilities[symbol] <= 0) {
        continue;
      }
      states[symbol] = probabilities[symbol];
      for (int i = 0; i < probabilities[symbol]; i++) {
        symbols[at] = (byte) symbol;
        do {
          at = at + step & size - 1;
        } while (at >= high);
      }
    }
    if (at != 0) {
      throw new ZstdException();
    }
  }

  static ZstdStates of(byte symbol) {
    return new ZstdStates(symbol);
  }

  /** A table and the index behind its description. */
  record Read(ZstdStates states, int end) {}

  /**
   * Reads the description of a table.
   *
   * @param logMax largest log of the number of states
   * @param symbolMax largest symbol
   */
  static Read read(byte[] octets, int from, int to, int logMax, int symbolMax) {
    Forward in = new Forward(octets, from, to);
    int log = in.read(4) + 5;
    if (log > logMax) {
      throw new ZstdException();
    }
    int[] probabilities = new int[symbolMax + 1];
    int left = 1 << log;
    int symbol = 0;
    while (left > 0) {
      if (symbol > symbolMax) {
        throw new ZstdException();
      }
      int probability = probability(in, left);
      left -= Math.abs(probability);
      probabilities[symbol++] = probability;
      if (probability == 0) {
        int zeros;
        do {
          zeros = in.read(2);
          symbol += zeros;
        } while (zeros == 3 && symbol <= symbolMax);
      }
    }
    if (left < 0 || symbol > symbolMax + 1) {
      throw new ZstdException();
    }
    return new Read(new ZstdStates(log, probabilities, symbol), in.end());
  }

  private static int probability(Forward in, int left) {
    int bits = 32 - Integer.numberOfLeadingZeros(left + 1);
    int value = in.read(bits);
    int low = (1 << (bits - 1)) - 1;
    int threshold = (1 << bits) - 1 - (left + 1);
    if ((value & low) < threshold) {
      in.back();
      value &= low;
    } else if (value > low) {
      value -= threshold;
    }
    return value - 1;
  }

  int start(ZstdBits in) {
    return in.read(log);
  }

  int symbol(int state) {
    return symbols[state] & 0xff;
  }

  int next(int state, ZstdBits in) {
    return next[state] + in.read(bits[state]);
  }

  /** Bits from the first to the last. */
  private static final class Forward {
    private final byte[] octets;
    private final int to;
    private long position;

    Forward(byte[] octets, int from, int to) {
      this.octets = octets;
      this.to = to;
      this.position = from * 8L;
    }

    int read(int bits) {
      int value = 0;
      for (int i = 0; i < bits; i++) {
        int index = (int) (position >> 3);
        if (index >= to) {
          throw new ZstdException();
        }
        value |= (octets[index] >> (position & 7) & 1) << i;
        position++;
      }
      return value;
    }

    void back() {
      position--;
    }

    int end() {
      return (int) ((position + 7) >> 3);
    }
  }
}

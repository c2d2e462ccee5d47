// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A bit stream that is read from its end to its start (RFC 8878, 4.1). Reading past the start gives
 * zeros and is told by {@link #overrun()}.
 */
final class ZstdBits {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] octets;
  private final int from;
  private long position;

  /** Starts at the highest bit set in the last byte, which only marks the end. */
  ZstdBits(byte[] octets, int from, int to) {
    if (from >= to || octets[to - 1] == 0) {
      throw new ZstdException();
    }
    this.octets = octets;
    this.from = from;
    int last = octets[to - 1] & 0xff;
    this.position = (to - from - 1) * 8L + 31 - Integer.numberOfLeadingZeros(last);
  }

  /** Reads up to 32 bits. */
  int read(int bits) {
    position -= bits;
    return at(position, bits);
  }

  /** Looks at the next bits without moving. */
  int peek(int bits) {
    return at(position - bits, bits);
  }

  void skip(int bits) {
    position -= bits;
  }

  /** Returns whether more was read than there is. */
  boolean overrun() {
    return position < 0;
  }

  /** Returns whether exactly all was read. */
  boolean atStart() {
    return position == 0;
  }

  private int at(long position, int bits) {
    if (bits == 0) {
      return 0;
    }
    if (position < 0) {
      int missing = (int) Math.min(-position, bits);
      return missing == bits ? 0 : at(0, bits - missing) << missing;
    }
    int index = from + (int) (position >> 3);
    long window;
    if (index + 8 <= octets.length) {
      window = (long) LONGS.get(octets, index);
    } else {
      window = 0;
      for (int i = octets.length - 1; i >= index; i--) {
        window = window << 8 | (octets[i] & 0xff);
      }
    }
    return (int) (window >>> (position & 7) & (1L << bits) - 1);
  }
}

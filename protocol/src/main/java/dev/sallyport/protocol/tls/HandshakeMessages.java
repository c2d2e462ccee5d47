// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.tls;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Puts the handshake messages of one direction together out of TLS records, which may split and
 * join them at will. Bounded in bytes held; ends where the plain handshake ends.
 */
final class HandshakeMessages {

  enum State {
    READING,
    /** A record that is no handshake: an alert, a change to encryption, or data. */
    ENDED,
    MALFORMED,
    LIMIT
  }

  private static final byte[] NOTHING = new byte[0];
  private static final int HEADER_BYTES = 5;
  private static final int RECORD_BYTES_MAX = 16384 + 256;
  private static final int HANDSHAKE = 22;

  private final int bytesMax;
  private final byte[] header = new byte[HEADER_BYTES];
  private int headerSize;
  private int recordLeft;
  private byte[] octets = NOTHING;
  private int size;
  private int consumed;
  private State state = State.READING;

  HandshakeMessages(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  State state() {
    return state;
  }

  void add(ByteBuf bytes, int index, int length) {
    int i = index;
    int end = index + length;
    while (i < end && state == State.READING) {
      if (recordLeft == 0) {
        header[headerSize++] = bytes.getByte(i++);
        if (headerSize == HEADER_BYTES) {
          startRecord();
        }
      } else {
        int taken = Math.min(Math.min(recordLeft, end - i), bytesMax - size);
        if (taken == 0) {
          state = State.LIMIT;
          return;
        }
        append(bytes, i, taken);
        recordLeft -= taken;
        i += taken;
      }
    }
  }

  /** Returns the type of the next whole message, or -1 when it is not there yet. */
  int nextType() {
    return size - consumed >= 4 && size - consumed - 4 >= nextLength() ? octets[consumed] : -1;
  }

  /** Returns the body of the next message, which {@link #nextType} said is there. */
  Octets next() {
    int start = consumed + 4;
    consumed = start + nextLength();
    return new Octets(octets, start, consumed);
  }

  void release() {
    octets = NOTHING;
    size = 0;
    consumed = 0;
  }

  private int nextLength() {
    return (octets[consumed + 1] & 0xff) << 16
        | (octets[consumed + 2] & 0xff) << 8
        | (octets[consumed + 3] & 0xff);
  }

  private void startRecord() {
    headerSize = 0;
    recordLeft = (header[3] & 0xff) << 8 | (header[4] & 0xff);
    if (header[1] != 3 || recordLeft == 0 || recordLeft > RECORD_BYTES_MAX) {
      state = State.MALFORMED;
    } else if (header[0] != HANDSHAKE) {
      state = header[0] >= 20 && header[0] <= 24 ? State.ENDED : State.MALFORMED;
    }
  }

  private void append(ByteBuf bytes, int index, int length) {
    if (octets.length - size < length) {
      int capacity = Math.max(1024, Math.max(size + length, octets.length * 2));
      octets = Arrays.copyOf(octets, Math.min(bytesMax, capacity));
    }
    bytes.getBytes(index, octets, size, length);
    size += length;
  }
}

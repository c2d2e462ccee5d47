// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Follows the framing of a chunked body (RFC 9112, 7.1) up to its last chunk; the trailer section
 * comes after it. Allows exactly hexadecimal digits and CR LF: nobody uses extensions, and programs
 * differ on where they end.
 */
final class ChunkFraming {
  /** Eight digits: programs differ on what they do with larger ones. */
  private static final int DIGITS_MAX = 8;

  private enum State {
    SIZE,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    LAST
  }

  private State state = State.SIZE;
  private int digits;
  private long size;
  private @Nullable Refusal refusal;

  void restart() {
    state = State.SIZE;
    digits = 0;
    size = 0;
  }

  /** Returns whether the last chunk was read, so that the trailer section follows. */
  boolean last() {
    return state == State.LAST;
  }

  @Nullable Refusal refusal() {
    return refusal;
  }

  /** Returns how many bytes of the current chunk are still to come; 0 outside of data. */
  long dataLeft() {
    return state == State.DATA ? size : 0;
  }

  void data(int length) {
    size -= length;
    if (size == 0) {
      state = State.DATA_CR;
    }
  }

  /**
   * Reads framing until data, the last chunk, a refusal or {@code end}; returns the index there.
   */
  int read(ByteBuf bytes, int index, int end) {
    int i = index;
    while (i < end && state != State.DATA && state != State.LAST && refusal == null) {
      step(bytes.getByte(i++));
    }
    return i;
  }

  private void step(byte octet) {
    switch (state) {
      case SIZE -> size(octet);
      case SIZE_LF -> {
        expect(octet, '\n');
        state = size == 0 ? State.LAST : State.DATA;
      }
      case DATA_CR -> {
        expect(octet, '\r');
        state = State.DATA_LF;
      }
      case DATA_LF -> {
        expect(octet, '\n');
        digits = 0;
        size = 0;
        state = State.SIZE;
      }
      case DATA, LAST -> {}
    }
  }

  private void size(byte octet) {
    int digit = Character.digit(octet, 16);
    if (digit >= 0) {
      size = size * 16 + digit;
      if (++digits > DIGITS_MAX || size > Integer.MAX_VALUE) {
        refusal = Refusal.CHUNK_SIZE;
      }
    } else if (digits == 0) {
      refusal = Refusal.CHUNK;
    } else if (octet == ';') {
      refusal = Refusal.CHUNK_EXTENSION;
    } else {
      expect(octet, '\r');
      state = State.SIZE_LF;
    }
  }

  private void expect(byte octet, char expected) {
    if (octet != expected) {
      refusal = Refusal.CHUNK;
    }
  }
}

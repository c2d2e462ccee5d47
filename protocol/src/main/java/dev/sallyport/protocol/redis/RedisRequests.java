// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redis;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Follows the commands of a client: arrays of bulk strings, or inline. Holds only the first two
 * arguments, and of them only their start.
 */
final class RedisRequests {
  private static final int ARGUMENTS_MAX = 1 << 20;
  private static final int BULK_BYTES_MAX = 512 << 20;
  private static final int HELD_MAX = 64;
  private static final int INLINE_BYTES_MAX = 64 << 10;

  /** Receives commands in order. */
  interface Owner {
    /** A command was read; both may be cut short, and the second is empty when there is none. */
    void command(String verb, String key, long offset);

    void malformed();

    boolean finished();
  }

  private enum State {
    START,
    COUNT,
    BULK_MARK,
    BULK_SIZE,
    BULK,
    BULK_CR,
    BULK_LF,
    INLINE
  }

  private final Owner owner;
  private final byte[] verb = new byte[HELD_MAX];
  private final byte[] key = new byte[HELD_MAX];
  private int verbSize;
  private int keySize;
  private State state = State.START;
  private int arguments;
  private int argument;
  private int left;
  private final RedisNumber number = new RedisNumber();
  private long position;

  RedisRequests(Owner owner) {
    this.owner = owner;
  }

  void read(ByteBuf bytes, int index, int length) {
    int i = index;
    int end = index + length;
    while (i < end && !owner.finished()) {
      if (state == State.BULK) {
        int taken = Math.min(left, end - i);
        hold(bytes, i, taken);
        left -= taken;
        i += taken;
        position += taken;
        if (left == 0) {
          state = State.BULK_CR;
        }
      } else {
        position++;
        step(bytes.getByte(i++));
      }
    }
  }

  private void step(byte octet) {
    switch (state) {
      case START -> start(octet);
      case COUNT -> {
        if (number.add(octet)) {
          counted();
        }
      }
      case BULK_MARK -> {
        number.clear();
        state = State.BULK_SIZE;
        expect(octet, '$');
      }
      case BULK_SIZE -> {
        if (number.add(octet)) {
          sized();
        }
      }
      case BULK_CR -> {
        state = State.BULK_LF;
        expect(octet, '\r');
      }
      case BULK_LF -> {
        expect(octet, '\n');
        argument++;
        if (argument == arguments) {
          done();
        } else {
          state = State.BULK_MARK;
        }
      }
      case INLINE -> inline(octet);
      case BULK -> {}
    }
    if (number.malformed()) {
      owner.malformed();
    }
  }

  private void start(byte octet) {
    verbSize = 0;
    keySize = 0;
    argument = 0;
    number.clear();
    if (octet == '*') {
      state = State.COUNT;
    } else if (octet == '\r' || octet == '\n') {
      state = State.START;
    } else if (octet >= 'A' && octet <= 'z') {
      state = State.INLINE;
      left = INLINE_BYTES_MAX;
      inline(octet);
    } else {
      owner.malformed();
    }
  }

  private void counted() {
    long count = number.value();
    if (count > ARGUMENTS_MAX || count < -1) {
      owner.malformed();
      return;
    }
    arguments = (int) count;
    // An empty command is passed over by servers.
    state = count <= 0 ? State.START : State.BULK_MARK;
  }

  private void sized() {
    long size = number.value();
    if (size < 0 || size > BULK_BYTES_MAX) {
      owner.malformed();
      return;
    }
    left = (int) size;
    state = size == 0 ? State.BULK_CR : State.BULK;
  }

  private void inline(byte octet) {
    if (octet == '\n') {
      done();
    } else if (--left == 0) {
      owner.malformed();
    } else if (octet == ' ') {
      argument++;
    } else if (octet != '\r') {
      hold(octet);
    }
  }

  private void hold(byte octet) {
    if (argument == 0 && verbSize < HELD_MAX) {
      verb[verbSize++] = octet;
    } else if (argument == 1 && keySize < HELD_MAX) {
      key[keySize++] = octet;
    }
  }

  private void hold(ByteBuf bytes, int index, int length) {
    if (argument == 0) {
      int kept = Math.min(length, HELD_MAX - verbSize);
      bytes.getBytes(index, verb, verbSize, kept);
      verbSize += kept;
    } else if (argument == 1) {
      int kept = Math.min(length, HELD_MAX - keySize);
      bytes.getBytes(index, key, keySize, kept);
      keySize += kept;
    }
  }

  private void done() {
    state = State.START;
    owner.command(
        new String(verb, 0, verbSize, StandardCharsets.ISO_8859_1),
        new String(key, 0, keySize, StandardCharsets.ISO_8859_1),
        position);
  }

  private void expect(byte octet, char expected) {
    if (octet != expected) {
      owner.malformed();
    }
  }
}

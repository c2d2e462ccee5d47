// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redis;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Follows the commands of a client: arrays of bulk strings, or inline. Holds only the first
 * arguments, and of them only their start.
 */
final class RedisRequests {
  private static final int ARGUMENTS_MAX = 1 << 20;
  private static final int BULK_BYTES_MAX = 512 << 20;
  private static final int HELD_MAX = 64;
  private static final int TEXTS_KEPT = 16;
  private static final int INLINE_BYTES_MAX = 64 << 10;

  /** Receives commands in order. */
  interface Owner {
    /** A command was read; both may be cut short, and the second is empty when there is none. */
    void command(String verb, String key, long offset);

    /** Part of an argument that is written with its length was read. */
    default void argument(ByteBuf bytes, int index, int length) {}

    /** A byte of an argument of an inline command was read. */
    default void argument(byte octet) {}

    /** An argument ended. */
    default void argumentEnded() {}

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
  private final int argumentsHeld;
  private byte[][] texts = new byte[2][HELD_MAX];
  private int[] sizes = new int[2];
  private boolean ambiguous;
  private boolean blank;
  private State state = State.START;
  private int arguments;
  private int argument;
  private int left;
  private final RedisNumber number = new RedisNumber();
  private long position;

  RedisRequests(Owner owner) {
    this(owner, 2);
  }

  /** Makes one that holds that many arguments of a command, the verb included. */
  RedisRequests(Owner owner, int argumentsHeld) {
    this.owner = owner;
    this.argumentsHeld = argumentsHeld;
  }

  /** Returns an argument of the command that is being read or was read last, perhaps cut short. */
  String argument(int index) {
    return index < Math.min(texts.length, argumentsHeld)
        ? new String(texts[index], 0, sizes[index], StandardCharsets.ISO_8859_1)
        : "";
  }

  /** Returns how many arguments of it were read whole, the verb included. */
  int argumentsRead() {
    return argument;
  }

  /** Returns how many arguments it has, as far as that is known; 0 for an inline command. */
  int arguments() {
    return arguments;
  }

  /** Returns whether it is written so that servers may read other words in it than we do. */
  boolean ambiguous() {
    return ambiguous;
  }

  /** Returns whether nothing of a command was read yet. */
  boolean idle() {
    return state == State.START;
  }

  void read(ByteBuf bytes, int index, int length) {
    int i = index;
    int end = index + length;
    while (i < end && !owner.finished()) {
      if (state == State.BULK) {
        int taken = Math.min(left, end - i);
        hold(bytes, i, taken);
        owner.argument(bytes, i, taken);
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
        owner.argumentEnded();
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
    if (texts.length > TEXTS_KEPT) {
      texts = new byte[2][HELD_MAX];
      sizes = new int[2];
    }
    Arrays.fill(sizes, 0);
    ambiguous = false;
    arguments = 0;
    argument = 0;
    number.clear();
    if (octet == '*') {
      state = State.COUNT;
    } else if (octet == '\r' || octet == '\n') {
      state = State.START;
    } else if (octet >= 'A' && octet <= 'z') {
      state = State.INLINE;
      blank = false;
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
      inlineEnded();
      done();
    } else if (--left == 0) {
      owner.malformed();
    } else if (octet == ' ' || octet == '\t') {
      inlineEnded();
      blank = true;
    } else if (octet != '\r') {
      blank = false;
      ambiguous |= octet == '"' || octet == '\'' || octet < ' ';
      hold(octet);
      owner.argument(octet);
    }
  }

  private void inlineEnded() {
    if (!blank) {
      owner.argumentEnded();
      argument++;
    }
  }

  private void hold(byte octet) {
    if (argument < argumentsHeld) {
      room();
      if (sizes[argument] < HELD_MAX) {
        texts[argument][sizes[argument]++] = octet;
      }
    }
  }

  private void hold(ByteBuf bytes, int index, int length) {
    if (argument < argumentsHeld) {
      room();
      int kept = Math.min(length, HELD_MAX - sizes[argument]);
      bytes.getBytes(index, texts[argument], sizes[argument], kept);
      sizes[argument] += kept;
    }
  }

  private void room() {
    int known = texts.length;
    if (argument >= known) {
      texts = Arrays.copyOf(texts, Math.min(argumentsHeld, Math.max(argument + 1, known * 2)));
      sizes = Arrays.copyOf(sizes, texts.length);
      for (int i = known; i < texts.length; i++) {
        texts[i] = new byte[HELD_MAX];
      }
    }
  }

  private void done() {
    state = State.START;
    owner.command(argument(0), argument(1), position);
  }

  private void expect(byte octet, char expected) {
    if (octet != expected) {
      owner.malformed();
    }
  }
}

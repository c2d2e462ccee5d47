// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redis;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Follows the replies of a server (RESP2 and RESP3), nested ones included, without holding their
 * content.
 */
final class RedisReplies {
  private static final int DEPTH_MAX = 32;
  private static final long BULK_BYTES_MAX = 512L << 20;
  private static final int LINE_BYTES_MAX = 64 << 10;
  private static final int ERROR_HELD = 128;

  /** Receives replies in order. */
  interface Owner {
    /** A reply begins behind {@code offset} bytes. */
    void begun(long offset);

    /**
     * A reply was read.
     *
     * @param push whether the server sent it on its own
     * @param failed whether it is an error, other than being sent to another node
     */
    void reply(boolean push, boolean failed, long offset);

    /** Part of a value that is written with its length was read. */
    default void part(ByteBuf bytes, int index, int length) {}

    /** A value that is written with its length ended, or one of any other kind. */
    default void partEnded() {}

    void malformed();

    boolean finished();
  }

  private enum State {
    TYPE,
    NUMBER,
    LINE,
    LINE_LF,
    BULK,
    BULK_CR,
    BULK_LF
  }

  private final Owner owner;
  private final RedisNumber number = new RedisNumber();

  /** For each aggregate that is open, how many parts are still to come. */
  private final long[] parts = new long[DEPTH_MAX];

  private int depth;
  private State state = State.TYPE;
  private byte type;
  private boolean push;
  private boolean failed;
  private long left;
  private int lineBytes;
  private long lineStart;
  private long position;
  private byte[] error = new byte[0];
  private int errorSize;

  RedisReplies(Owner owner) {
    this.owner = owner;
  }

  /** Returns whether a reply that is an error is being read. */
  boolean inError() {
    return depth == 0 && type == '-' && (state == State.LINE || state == State.LINE_LF);
  }

  /** Returns the start of the error that was read last. */
  String error() {
    return new String(error, 0, errorSize, StandardCharsets.ISO_8859_1);
  }

  void read(ByteBuf bytes, int index, int length) {
    int i = index;
    int end = index + length;
    while (i < end && !owner.finished()) {
      if (state == State.BULK) {
        int taken = (int) Math.min(left, end - i);
        owner.part(bytes, i, taken);
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
      case TYPE -> type(octet);
      case NUMBER -> {
        if (number.add(octet)) {
          numbered(number.value());
        } else if (number.malformed()) {
          owner.malformed();
        }
      }
      case LINE -> line(octet);
      case LINE_LF -> {
        expect(octet, '\n');
        ended();
      }
      case BULK_CR -> {
        state = State.BULK_LF;
        expect(octet, '\r');
      }
      case BULK_LF -> {
        expect(octet, '\n');
        ended();
      }
      case BULK -> {}
    }
  }

  private void type(byte octet) {
    if (depth == 0) {
      push = octet == '>';
      failed = octet == '-' || octet == '!';
      owner.begun(position - 1);
    }
    type = octet;
    errorSize = 0;
    number.clear();
    lineBytes = 0;
    lineStart = 0;
    switch (octet) {
      case '+', '-', ':', '_', ',', '#', '(' -> state = State.LINE;
      case '$', '!', '=', '*', '%', '~', '>', '|' -> state = State.NUMBER;
      default -> owner.malformed();
    }
  }

  private void line(byte octet) {
    if (depth == 0 && type == '-' && errorSize < ERROR_HELD) {
      if (error.length == 0) {
        error = new byte[ERROR_HELD];
      }
      error[errorSize++] = octet;
    }
    if (octet == '\r') {
      // A cluster that sends the client elsewhere has not failed: "MOVED ", "ASK ".
      if (depth == 0 && type == '-' && (lineStart == 0x4d4f564544L || lineStart == 0x41534bL)) {
        failed = false;
      }
      state = State.LINE_LF;
    } else if (octet == '\n' || ++lineBytes > LINE_BYTES_MAX) {
      owner.malformed();
    } else if (lineBytes <= 5 && octet != ' ') {
      lineStart = lineStart << 8 | (octet & 0xff);
    } else if (octet == ' ' && lineBytes <= 5) {
      lineBytes = 5;
    }
  }

  private void numbered(long value) {
    boolean bulk = type == '$' || type == '!' || type == '=';
    if (value < -1 || value > BULK_BYTES_MAX) {
      owner.malformed();
    } else if (bulk) {
      left = value;
      state = value == 0 ? State.BULK_CR : State.BULK;
      if (value < 0) {
        ended();
      }
    } else if (value <= 0) {
      // An attribute comes before the value that it belongs to.
      state = State.TYPE;
      if (type != '|') {
        ended();
      }
    } else if (depth == DEPTH_MAX) {
      owner.malformed();
    } else {
      long count = type == '%' || type == '|' ? value * 2 : value;
      parts[depth++] = type == '|' ? count + 1 : count;
      state = State.TYPE;
    }
  }

  /** A value ended, and with it all aggregates of which it was the last part. */
  private void ended() {
    state = State.TYPE;
    if (!isAggregate()) {
      owner.partEnded();
    }
    while (depth > 0 && --parts[depth - 1] == 0) {
      depth--;
    }
    if (depth == 0) {
      owner.reply(push, failed, position);
    }
  }

  private boolean isAggregate() {
    return type == '*' || type == '%' || type == '~' || type == '>' || type == '|';
  }

  private void expect(byte octet, char expected) {
    if (octet != expected) {
      owner.malformed();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.model.Direction;
import dev.sallyport.node.capture.Guard;
import dev.sallyport.protocol.gate.Gate;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.function.Predicate;

/** What came on a connection before there was a gate, and what of it went on already. */
final class EarlyBytes {
  private static final int GONE_PIECES_MAX = 64;

  private final ArrayDeque<Piece> waiting = new ArrayDeque<>(2);

  /** Copies of what went on, for a checkpoint that is to know where it stands. */
  private final ArrayDeque<Piece> gone = new ArrayDeque<>(0);

  private long fromClientGone;
  private long fromServerGone;

  private record Piece(Direction direction, ByteBuf bytes) {}

  /** So much went on before anybody stood in the way. */
  void passedUnseen(long fromClient, long fromServer) {
    fromClientGone = fromClient;
    fromServerGone = fromServer;
  }

  /** Takes over bytes. */
  void hold(Direction direction, ByteBuf bytes) {
    waiting.add(new Piece(direction, bytes));
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  long held(Direction direction) {
    long held = 0;
    for (Piece each : waiting) {
      held += each.direction() == direction ? each.bytes().readableBytes() : 0;
    }
    return held;
  }

  long gone(Direction direction) {
    return direction == Direction.FROM_CLIENT ? fromClientGone : fromServerGone;
  }

  /** Passes what may go on though nobody knows yet what it is. */
  void pass(Predicate<Direction> may, Guard.Outlet outlet) {
    for (int i = waiting.size(); i > 0; i--) {
      Piece each = waiting.remove();
      if (may.test(each.direction())) {
        pass(each, outlet);
      } else {
        waiting.add(each);
      }
    }
  }

  /** Passes all as on a connection that nobody guards. */
  void release(Guard.Outlet outlet) {
    for (Piece each = waiting.poll(); each != null; each = waiting.poll()) {
      outlet.pass(each.direction(), each.bytes());
    }
  }

  /** Hands what waits to a gate. */
  void into(Gate gate) {
    forgetGone();
    for (Piece each = waiting.poll(); each != null; each = waiting.poll()) {
      gate.take(each.direction(), each.bytes());
    }
  }

  /** Hands what waits to a checkpoint, and tells it what passed before. */
  void intoCheckpoint(CheckpointGate gate) {
    for (Piece each = gone.poll(); each != null; each = gone.poll()) {
      gate.passed(each.direction(), each.bytes());
    }
    for (Piece each = waiting.poll(); each != null; each = waiting.poll()) {
      if (each.direction() == Direction.FROM_SERVER) {
        gate.shownAhead(each.bytes().readableBytes());
      }
      gate.take(each.direction(), each.bytes());
    }
  }

  void forgetGone() {
    for (Piece each = gone.poll(); each != null; each = gone.poll()) {
      each.bytes().release();
    }
  }

  /** Releases everything. */
  void close() {
    forgetGone();
    for (Piece each = waiting.poll(); each != null; each = waiting.poll()) {
      each.bytes().release();
    }
  }

  private void pass(Piece piece, Guard.Outlet outlet) {
    if (piece.direction() == Direction.FROM_CLIENT) {
      fromClientGone += piece.bytes().readableBytes();
    } else {
      fromServerGone += piece.bytes().readableBytes();
    }
    if (gone.size() < GONE_PIECES_MAX) {
      gone.add(new Piece(piece.direction(), piece.bytes().copy()));
    }
    outlet.pass(piece.direction(), piece.bytes());
  }
}

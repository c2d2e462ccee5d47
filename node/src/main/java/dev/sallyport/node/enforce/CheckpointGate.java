// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Ruling;
import dev.sallyport.protocol.Checkpoints;
import dev.sallyport.protocol.ProtocolMemory;
import dev.sallyport.protocol.checkpoint.Call;
import dev.sallyport.protocol.checkpoint.Checkpoint;
import dev.sallyport.protocol.checkpoint.CheckpointLimits;
import dev.sallyport.protocol.checkpoint.Passage;
import dev.sallyport.protocol.gate.Editing;
import dev.sallyport.protocol.gate.Editor;
import dev.sallyport.protocol.gate.Gate;
import dev.sallyport.protocol.gate.Sentence;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gate of a protocol whose calls are decided at a {@link Checkpoint}: not by what the reader of
 * the connection made of them but by all that each of them does. The reader is shown of the server
 * what the client is told. Confined to the connection's event loop.
 */
final class CheckpointGate implements Gate, Passage {

  /** Who decides. */
  interface Judge {
    /** A call waits; decided at once. */
    void asked(Call call);

    /** The calls cannot be told apart any more. */
    void lost(String reason);

    /** The reader is to be shown what goes to the client. */
    void shown(ByteBuf bytes);
  }

  private record Piece(Direction direction, ByteBuf bytes) {}

  /** An exchange of which bytes of the answer are still to go to the client. */
  private static final class Answering {
    private final long stream;
    private long end = Long.MAX_VALUE;
    private @Nullable Editor editor;

    Answering(long stream) {
      this.stream = stream;
    }
  }

  private final Surroundings surroundings;
  private final Judge judge;
  private final Checkpoint checkpoint;
  private final ArrayDeque<Piece> taken = new ArrayDeque<>(2);
  private final boolean edits;
  private final ArrayDeque<Answering> answering = new ArrayDeque<>(2);
  private final Editor.Out toClient;
  private long answered;
  private long shownAhead;
  private long takenFromClient;
  private long takenFromServer;
  private long passedFromClient;
  private long passedFromServer;
  private long askedFrom;
  private boolean closed;

  private CheckpointGate(
      Protocol protocol,
      CheckpointLimits limits,
      ProtocolMemory memory,
      Surroundings surroundings,
      Judge judge) {
    this.surroundings = requireNonNull(surroundings, "surroundings");
    this.judge = requireNonNull(judge, "judge");
    this.checkpoint = Checkpoints.of(protocol, limits, memory, this).orElseThrow();
    this.edits = protocol == Protocol.POSTGRESQL || protocol == Protocol.MYSQL;
    this.toClient = bytes -> surroundings.pass(Direction.FROM_SERVER, bytes);
  }

  /** Makes the gate of a connection; empty where the protocol has no checkpoint. */
  static Optional<CheckpointGate> of(
      Protocol protocol,
      CheckpointLimits limits,
      ProtocolMemory memory,
      Surroundings surroundings,
      Judge judge) {
    return Checkpoints.has(protocol)
        ? Optional.of(new CheckpointGate(protocol, limits, memory, surroundings, judge))
        : Optional.empty();
  }

  /** These bytes passed before there was a gate; by them it learns where it stands. */
  void passed(Direction direction, ByteBuf bytes) {
    if (direction == Direction.FROM_CLIENT) {
      passedFromClient += bytes.readableBytes();
      askedFrom += bytes.readableBytes();
    } else {
      passedFromServer += bytes.readableBytes();
    }
    checkpoint.read(direction, bytes);
  }

  /** The reader was shown these bytes of the server before there was a gate. */
  void shownAhead(long bytes) {
    shownAhead += bytes;
  }

  @Override
  public void take(Direction direction, ByteBuf bytes) {
    if (closed) {
      bytes.release();
    } else {
      taken.add(new Piece(direction, bytes));
      if (direction == Direction.FROM_CLIENT) {
        takenFromClient += bytes.readableBytes();
      } else {
        takenFromServer += bytes.readableBytes();
      }
    }
  }

  /** The answer to an exchange is to be edited; returns whether it can still be. */
  boolean edits(long stream, Editor editor) {
    for (Answering each : answering) {
      if (each.stream == stream) {
        each.editor = editor;
        return true;
      }
    }
    return false;
  }

  @Override
  public void observed(Observation observation) {
    if (!edits) {
      return;
    }
    switch (observation) {
      case Observation.RequestHead head -> answering.add(new Answering(head.stream()));
      case Observation.ResponseEnd end -> {
        for (Answering each : answering) {
          if (each.stream == end.stream()) {
            each.end = end.offset();
          }
        }
      }
      default -> {}
    }
  }

  @Override
  public void sentence(long stream, Sentence sentence) {}

  @Override
  public void advance() {
    for (Piece each = taken.poll(); each != null; each = taken.poll()) {
      if (each.direction == Direction.FROM_CLIENT) {
        takenFromClient -= each.bytes.readableBytes();
      } else {
        takenFromServer -= each.bytes.readableBytes();
      }
      checkpoint.read(each.direction, each.bytes);
    }
  }

  @Override
  public void open(Ruling ruling) {
    checkpoint.open();
    for (Answering each = answering.poll(); each != null; each = answering.poll()) {
      Editor editor = each.editor;
      if (editor != null) {
        editor.end(toClient);
      }
    }
  }

  @Override
  public boolean canEdit(Editing editing) {
    return editing instanceof Editing.Bytes;
  }

  @Override
  public long held(Direction direction) {
    return checkpoint.held(direction)
        + (direction == Direction.FROM_CLIENT ? takenFromClient : takenFromServer);
  }

  @Override
  public void close() {
    closed = true;
    for (Answering each = answering.poll(); each != null; each = answering.poll()) {
      Editor editor = each.editor;
      if (editor != null) {
        editor.abandon();
      }
    }
    checkpoint.close();
    taken.forEach(each -> each.bytes.release());
    taken.clear();
  }

  @Override
  public void pass(Direction direction, ByteBuf bytes) {
    forgetPassed(direction, bytes);
    if (direction == Direction.FROM_CLIENT) {
      surroundings.pass(direction, bytes);
      return;
    }
    show(bytes);
    try {
      answer(bytes);
    } finally {
      bytes.release();
    }
  }

  /** The reader has seen these bytes, and so it is known to which exchanges they belong. */
  private void answer(ByteBuf bytes) {
    while (bytes.isReadable()) {
      Answering current = answering.peek();
      long left = current == null ? Long.MAX_VALUE : current.end - answered;
      int size = (int) Math.min(Math.max(0, left), bytes.readableBytes());
      if (size > 0) {
        ByteBuf part = bytes.readRetainedSlice(size);
        answered += size;
        Editor editor = current == null ? null : current.editor;
        if (editor == null) {
          surroundings.pass(Direction.FROM_SERVER, part);
        } else {
          try {
            editor.edit(part, toClient);
          } finally {
            part.release();
          }
        }
      }
      endAnswers();
    }
  }

  private void endAnswers() {
    for (Answering each = answering.peek();
        each != null && answered >= each.end;
        each = answering.peek()) {
      answering.remove();
      Editor editor = each.editor;
      if (editor != null) {
        editor.end(toClient);
      }
    }
  }

  /** What passed before comes out again, perhaps later, and is not to pass twice. */
  private void forgetPassed(Direction direction, ByteBuf bytes) {
    boolean client = direction == Direction.FROM_CLIENT;
    int again = (int) Math.min(client ? passedFromClient : passedFromServer, bytes.readableBytes());
    bytes.skipBytes(again);
    if (client) {
      passedFromClient -= again;
    } else {
      passedFromServer -= again;
      answered += again;
    }
  }

  private void show(ByteBuf bytes) {
    int ahead = (int) Math.min(shownAhead, bytes.readableBytes());
    shownAhead -= ahead;
    if (ahead < bytes.readableBytes()) {
      judge.shown(bytes.slice(bytes.readerIndex() + ahead, bytes.readableBytes() - ahead));
    }
  }

  @Override
  public void asked(Call call) {
    if (call.offset() <= askedFrom) {
      call.allow();
    } else {
      judge.asked(call);
    }
  }

  @Override
  public void lost(String reason) {
    judge.lost(reason);
  }

  @Override
  public void end() {
    surroundings.hangUp();
  }
}

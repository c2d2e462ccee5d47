// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Checkpoints;
import dev.sallyport.protocol.gate.Gate;
import dev.sallyport.protocol.gate.OrderedGate;
import dev.sallyport.protocol.http.Http2Gate;
import dev.sallyport.protocol.http.Http2Position;

/** Makes the gate of a connection, by what it speaks, once that is known. */
final class GateOpening {
  private final Standing at;
  private final Gate.Surroundings surroundings;
  private final CallJudge calls;

  GateOpening(Standing at, Gate.Surroundings surroundings, CallJudge calls) {
    this.at = at;
    this.surroundings = surroundings;
    this.calls = calls;
  }

  /** Returns the gate, made now if there is none. */
  Gate gate() {
    Gate made = at.gate;
    return made == null ? from(at.lastHead) : made;
  }

  /** Makes the gate; exchanges before that one passed when nobody guarded. */
  Gate from(long first) {
    Protocol speaks = at.speaks();
    if (Checkpoints.has(speaks)) {
      return checkpoint(speaks);
    }
    Gate made =
        speaks == Protocol.HTTP2
            ? new Http2Gate(surroundings, at.reading.reader()::nextHeaders)
            : ordered(first);
    at.gate = made;
    at.early.into(made);
    return made;
  }

  /** Makes the gate of a connection of HTTP/2 that streams have passed on already. */
  void joining(Http2Position position) {
    Gate made = Http2Gate.joining(surroundings, at.reading.reader()::nextHeaders, position);
    at.gate = made;
    at.early.into(made);
  }

  /** Whether it is not known any more where its messages begin, nor what was prepared on it. */
  boolean tooLate() {
    return at.joined
        && at.gate == null
        && (Checkpoints.has(at.speaks()) || at.speaks() == Protocol.HTTP2);
  }

  private Gate ordered(long first) {
    OrderedGate made =
        new OrderedGate(
            surroundings,
            new LateRefusals(at::speaks),
            at.early.gone(Direction.FROM_CLIENT),
            at.early.gone(Direction.FROM_SERVER));
    for (long each = at.lastAnswered + 1; each < first; each++) {
      made.adopt(each);
    }
    return made;
  }

  /** Makes the gate of a protocol whose calls are decided at a checkpoint. */
  private Gate checkpoint(Protocol speaks) {
    CheckpointGate made =
        CheckpointGate.of(
                speaks, at.enforcement.checkpointLimits(), at.reading.memory(), surroundings, calls)
            .orElseThrow();
    at.early.intoCheckpoint(made);
    at.gate = made;
    at.checkpoint = made;
    return made;
  }
}

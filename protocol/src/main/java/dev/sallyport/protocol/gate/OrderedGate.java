// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Effect;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Verdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gate of a protocol that answers requests in the order in which they came. A refused request
 * is taken out of the stream, and the refusal stands where its answer would stand. Requests behind
 * it wait until it was said: so what a server sends never has to be told apart anew, and the reader
 * stays in step because it is shown the refusal like an answer.
 *
 * <p>Offsets of the server's direction count what the reader is shown: the server's own bytes and
 * refusals, before anything is edited.
 */
public final class OrderedGate implements Gate {
  private final Surroundings surroundings;
  private final Refusals refusals;
  private final Lane fromClient;
  private final Lane fromServer;

  /** Those of which bytes are still to come, of the request or of the answer, in order. */
  private final ArrayDeque<Passing> exchanges = new ArrayDeque<>(2);

  private final Editor.Out toServer;
  private final Editor.Out toClient;

  /** What edits all that follows the exchanges. */
  private final Map<Direction, Editor> onward = new EnumMap<>(Direction.class);

  private boolean open;
  private boolean over;

  /**
   * Makes the gate of a connection.
   *
   * @param surroundings what it stands in
   * @param refusals how no is said
   * @param fromClientGone bytes of the client that passed before there was a gate
   * @param fromServerGone bytes of the server that passed before
   */
  public OrderedGate(
      Surroundings surroundings, Refusals refusals, long fromClientGone, long fromServerGone) {
    this.surroundings = requireNonNull(surroundings, "surroundings");
    this.refusals = requireNonNull(refusals, "refusals");
    this.fromClient = new Lane(fromClientGone);
    this.fromServer = new Lane(fromServerGone);
    this.toServer = bytes -> surroundings.pass(Direction.FROM_CLIENT, bytes);
    this.toClient = bytes -> surroundings.pass(Direction.FROM_SERVER, bytes);
  }

  /** An exchange whose request passed before there was a gate, and whose answer is still due. */
  public void adopt(long stream) {
    exchanges.add(new Passing(stream));
  }

  @Override
  public void take(Direction direction, ByteBuf bytes) {
    if (over) {
      bytes.release();
    } else {
      lane(direction).add(bytes);
    }
  }

  @Override
  public void observed(Observation observation) {
    switch (observation) {
      case Observation.RequestHead head -> {
        long start = surroundings.boundary(Direction.FROM_CLIENT);
        exchanges.add(new Passing(head, start < 0 ? fromClient.gone() : start));
      }
      case Observation.RequestEnd end -> {
        Passing exchange = find(end.stream());
        if (exchange != null) {
          exchange.requestEnd = end.offset();
        }
      }
      case Observation.ResponseHead head -> {
        Passing exchange = find(head.stream());
        if (exchange != null && exchange.answerStart == Passing.OPEN) {
          long start = surroundings.boundary(Direction.FROM_SERVER);
          exchange.answerStart = start < 0 ? fromServer.gone() : start;
        }
      }
      case Observation.ResponseEnd end -> {
        Passing exchange = find(end.stream());
        if (exchange != null) {
          exchange.answerStart = Math.min(exchange.answerStart, end.offset());
          exchange.answerEnd = end.offset();
        }
      }
      default -> {}
    }
  }

  @Override
  public void sentence(long stream, Sentence sentence) {
    Passing exchange = find(stream);
    if (exchange != null) {
      exchange.sentence(sentence);
    }
  }

  @Override
  public void advance() {
    boolean moved = true;
    while (moved && !over) {
      if (open) {
        passAll();
        return;
      }
      long before = fromClient.gone() + fromServer.gone();
      answers();
      requests();
      boolean told = tell();
      moved = told || fromClient.gone() + fromServer.gone() != before;
      forget();
    }
  }

  @Override
  public void open(Ruling ruling) {
    if (ruling.decision().verdict() instanceof Verdict.Deny
        && ruling.effect() instanceof Effect.Applied) {
      throw new IllegalArgumentException("a ruling that denies opens nothing");
    }
    if (!over && !open) {
      open = true;
      for (Passing each : exchanges) {
        if (each.refused() && !(each.told && each.requestDone)) {
          hangUp();
          return;
        }
        end(each, Direction.FROM_CLIENT);
        end(each, Direction.FROM_SERVER);
      }
    }
  }

  @Override
  public boolean canEdit(Editing editing) {
    return editing instanceof Editing.Bytes;
  }

  @Override
  public long held(Direction direction) {
    return lane(direction).held();
  }

  @Override
  public void close() {
    over = true;
    exchanges.forEach(Passing::abandon);
    exchanges.clear();
    onward.values().forEach(Editor::abandon);
    onward.clear();
    fromClient.close();
    fromServer.close();
  }

  private Lane lane(Direction direction) {
    return direction == Direction.FROM_CLIENT ? fromClient : fromServer;
  }

  private @Nullable Passing find(long stream) {
    for (Passing each : exchanges) {
      if (each.stream == stream) {
        return each;
      }
    }
    return null;
  }

  private void requests() {
    while (!over) {
      Passing next = requesting();
      if (next != null && fromClient.gone() >= next.requestEnd && (!next.refused() || next.told)) {
        end(next, Direction.FROM_CLIENT);
        next.requestDone = true;
      } else if (fromClient.held() == 0) {
        return;
      } else if (next == null || fromClient.gone() < next.requestStart) {
        long to = next == null ? boundary(Direction.FROM_CLIENT) : next.requestStart;
        if (to <= fromClient.gone()) {
          return;
        }
        pass(Direction.FROM_CLIENT, to, next == null ? onward(Direction.FROM_CLIENT) : null);
      } else if (!request(next)) {
        return;
      }
    }
  }

  /** Moves on with a request; returns false when it waits. */
  private boolean request(Passing next) {
    if (next.waits() || (next.refused() && !next.told)) {
      return false;
    }
    if (next.refused()) {
      fromClient.drop(next.requestEnd);
    } else {
      keepHead(next);
      pass(Direction.FROM_CLIENT, next.requestEnd, next.editor(Direction.FROM_CLIENT));
    }
    return true;
  }

  private void keepHead(Passing next) {
    Observation.RequestHead head = next.head;
    if (head != null && !next.answerPasses() && fromClient.gone() == next.requestStart) {
      ByteBuf view = fromClient.view(head.offset());
      next.keep(Unpooled.copiedBuffer(view));
      view.release();
    }
  }

  private @Nullable Passing requesting() {
    for (Passing each : exchanges) {
      if (!each.requestDone) {
        return each;
      }
    }
    return null;
  }

  private @Nullable Passing answering() {
    for (Passing each : exchanges) {
      if (!each.answerDone) {
        return each;
      }
    }
    return null;
  }

  private void answers() {
    while (!over) {
      Passing next = answering();
      if (next != null && !next.refused() && answerOver(next)) {
        end(next, Direction.FROM_SERVER);
        next.answerDone = true;
      } else if (fromServer.held() == 0) {
        return;
      } else if (next == null || next.refused()) {
        // Said without having been asked.
        pass(
            Direction.FROM_SERVER,
            fromServer.taken(),
            next == null ? onward(Direction.FROM_SERVER) : null);
      } else if (!answer(next)) {
        return;
      }
    }
  }

  private boolean answerOver(Passing next) {
    boolean decided = next.answerPasses() || next.refusedAnswer().isPresent() && next.told;
    return decided && fromServer.gone() >= next.answerEnd;
  }

  /** Moves on with an answer; returns false when it waits. */
  private boolean answer(Passing next) {
    if (next.answerPasses()) {
      next.beginAnswer();
      pass(Direction.FROM_SERVER, next.answerEnd, next.editor(Direction.FROM_SERVER));
      return true;
    }
    // Interim answers, and what else comes before the answer itself.
    long to = Math.min(next.answerStart, boundary(Direction.FROM_SERVER));
    if (fromServer.gone() < to) {
      pass(Direction.FROM_SERVER, to, null);
      return true;
    }
    Sentence.Refuse refuse = next.refusedAnswer().orElse(null);
    if (refuse == null || next.answerStart == Passing.OPEN) {
      return false;
    }
    if (!next.told) {
      tell(next, refuse.denial(), next.kept(), true, false);
    }
    fromServer.drop(next.answerEnd);
    return true;
  }

  /** Says the next refusal if its turn has come; returns whether it did. */
  private boolean tell() {
    Passing next = answering();
    if (over
        || next == null
        || next.told
        || !next.refused()
        || fromClient.gone() < next.requestStart
        || (refusals.waitsForEnd() && next.requestEnd == Passing.OPEN)) {
      return false;
    }
    if (fromClient.gone() > next.requestStart) {
      // Its beginning passed when nobody knew what it was, and cannot be taken back.
      hangUp();
      return false;
    }
    long boundary = surroundings.boundary(Direction.FROM_SERVER);
    if (boundary >= 0 && boundary != Long.MAX_VALUE && boundary != fromServer.taken()) {
      return false;
    }
    ByteBuf request = fromClient.view(next.requestEnd);
    try {
      next.refusedAnswer()
          .ifPresent(
              refuse ->
                  tell(next, refuse.denial(), request, next.requestEnd != Passing.OPEN, true));
    } finally {
      request.release();
    }
    return true;
  }

  private void tell(Passing next, Denial denial, ByteBuf request, boolean ended, boolean show) {
    next.told = true;
    Refusal refusal =
        refusals.refusal(new Refused(requireNonNull(next.head, "head"), request, ended, denial));
    byte[] answer = refusal.answer();
    if (answer.length > 0 && show) {
      fromServer.skip(answer.length);
      surroundings.show(Unpooled.wrappedBuffer(answer));
    }
    next.answerDone = next.answerDone || show;
    if (answer.length > 0) {
      surroundings.pass(Direction.FROM_SERVER, Unpooled.wrappedBuffer(answer));
    }
    if (refusal.closes()) {
      hangUp();
    }
  }

  private void pass(Direction direction, long to, @Nullable Editor editor) {
    Lane lane = lane(direction);
    while (lane.gone() < to && lane.held() > 0) {
      ByteBuf part = lane.next(to);
      refusals.passed(direction, part, part.readerIndex(), part.readableBytes());
      if (editor == null) {
        surroundings.pass(direction, part);
      } else {
        try {
          editor.edit(part, out(direction));
        } finally {
          part.release();
        }
      }
    }
  }

  private void end(Passing exchange, Direction direction) {
    Editor editor = exchange.editor(direction);
    boolean done = direction == Direction.FROM_CLIENT ? exchange.requestDone : exchange.answerDone;
    if (editor != null && !done) {
      editor.end(out(direction));
      editor.onward().ifPresent(next -> onward.put(direction, next));
    }
  }

  private @Nullable Editor onward(Direction direction) {
    return onward.get(direction);
  }

  @Override
  public void idle() {
    for (Passing each : exchanges) {
      idle(each.requestDone ? null : each.editor(Direction.FROM_CLIENT), toServer);
      idle(each.answerDone ? null : each.editor(Direction.FROM_SERVER), toClient);
    }
    idle(onward(Direction.FROM_CLIENT), toServer);
    idle(onward(Direction.FROM_SERVER), toClient);
  }

  private static void idle(@Nullable Editor editor, Editor.Out out) {
    if (editor != null) {
      editor.idle(out);
    }
  }

  private Editor.Out out(Direction direction) {
    return direction == Direction.FROM_CLIENT ? toServer : toClient;
  }

  private long boundary(Direction direction) {
    long boundary = surroundings.boundary(direction);
    return boundary < 0 ? lane(direction).taken() : Math.min(boundary, lane(direction).taken());
  }

  private void passAll() {
    pass(Direction.FROM_CLIENT, Long.MAX_VALUE, null);
    pass(Direction.FROM_SERVER, Long.MAX_VALUE, null);
  }

  private void forget() {
    for (Iterator<Passing> each = exchanges.iterator(); each.hasNext(); ) {
      Passing exchange = each.next();
      if (exchange.over()) {
        exchange.release();
        each.remove();
      }
    }
  }

  private void hangUp() {
    close();
    surroundings.hangUp();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Effect;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Verdict;
import dev.sallyport.protocol.gate.Editing;
import dev.sallyport.protocol.gate.Gate;
import dev.sallyport.protocol.gate.Sentence;
import dev.sallyport.protocol.http.Http2Passing.Fate;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The gate of HTTP/2: each stream waits, passes or is refused by itself. Header blocks are written
 * anew, since leaving one out would make those behind it unreadable; all other frames pass as they
 * came. What flow control allowed for data that goes no further is given back to its sender.
 */
public final class Http2Gate implements Gate {
  private final Http2Session session;
  private final Http2Tellings tellings;
  private final Http2Flow requests;
  private final Http2Flow answers;
  private final Http2Way fromClient;
  private final Http2Way fromServer;
  private boolean open;

  /** Whether anything passed as it is written here. */
  private boolean began;

  /** Whether it was opened before, so that all passes as it comes. */
  private boolean raw;

  private final Surroundings surroundings;

  /**
   * Makes the gate of a connection on which nothing passed yet.
   *
   * @param surroundings what it stands in
   * @param blocks gives the header blocks of a direction as the reader of the connection read them,
   *     one after the other
   */
  public Http2Gate(Surroundings surroundings, Function<Direction, Optional<Http2Headers>> blocks) {
    this.surroundings = requireNonNull(surroundings, "surroundings");
    this.session = new Http2Session(surroundings, requireNonNull(blocks, "blocks"), this::hangUp);
    this.tellings = new Http2Tellings(session, surroundings);
    this.requests = new Http2Flow(session, Direction.FROM_CLIENT);
    this.answers = new Http2Flow(session, Direction.FROM_SERVER);
    this.fromClient = new Http2Way(session, requests, Direction.FROM_CLIENT);
    this.fromServer = new Http2Way(session, answers, Direction.FROM_SERVER);
  }

  /**
   * Makes the gate of a connection on which bytes have passed already: streams that are open pass,
   * those that begin from now on are decided. The first block that it writes empties the table of
   * its reader, so what was compressed before matters no more.
   *
   * @param position where the connection stands, as its reader says
   */
  public static Http2Gate joining(
      Surroundings surroundings,
      Function<Direction, Optional<Http2Headers>> blocks,
      Http2Position position) {
    Http2Gate gate = new Http2Gate(surroundings, blocks);
    gate.session.join(position);
    return gate;
  }

  @Override
  public void take(Direction direction, ByteBuf bytes) {
    if (session.over) {
      bytes.release();
    } else {
      way(direction).lane.add(bytes);
    }
  }

  @Override
  public void observed(Observation observation) {
    if (observation instanceof Observation.RequestHead head) {
      int id = (int) head.stream();
      Http2Passing stream = new Http2Passing(id, head);
      if (open) {
        stream.request.fate = Fate.PASSES;
        stream.answer.fate = Fate.PASSES;
      }
      session.streams.put(id, stream);
      session.lastStream = Math.max(session.lastStream, id);
    }
  }

  @Override
  public void sentence(long number, Sentence sentence) {
    Http2Passing stream = session.streams.get((int) number);
    if (stream == null) {
      return;
    }
    boolean first = stream.request.fate == Fate.WAITS;
    switch (sentence) {
      case Sentence.Pass pass -> {
        if (first) {
          stream.request.fate = Fate.PASSES;
          stream.editing = pass.editing();
        }
        if (pass.answer() && stream.answer.fate == Fate.WAITS) {
          stream.answer.fate = Fate.PASSES;
        }
      }
      case Sentence.Refuse refuse -> {
        if (stream.answer.fate == Fate.WAITS) {
          if (first) {
            stream.request.fate = Fate.DROPPED;
          }
          stream.answer.fate = Fate.DROPPED;
          tellings.add(stream, refuse.denial(), first);
        }
      }
    }
  }

  @Override
  public void advance() {
    if (session.over) {
      return;
    }
    if (raw) {
      fromClient.passRaw();
      fromServer.passRaw();
      return;
    }
    began = true;
    fromClient.advance();
    fromServer.advance();
    for (Http2Passing stream : List.copyOf(session.streams.values())) {
      requests.flush(stream);
      answers.flush(stream);
    }
    tellings.tell();
    session.out(Direction.FROM_CLIENT).putBetween();
    forget();
  }

  @Override
  public void open(Ruling ruling) {
    if (ruling.decision().verdict() instanceof Verdict.Deny
        && ruling.effect() instanceof Effect.Applied) {
      throw new IllegalArgumentException("a ruling that denies opens nothing");
    }
    open = true;
    raw = raw || !began;
    for (Http2Passing each : session.streams.values()) {
      each.request.fate = each.request.fate == Fate.WAITS ? Fate.PASSES : each.request.fate;
      each.answer.fate = each.answer.fate == Fate.WAITS ? Fate.PASSES : each.answer.fate;
    }
  }

  /** Once blocks were written anew, who reads them knows no table, and who sends still has one. */
  @Override
  public boolean removable() {
    return raw || !began;
  }

  @Override
  public boolean canEdit(Editing editing) {
    return editing instanceof Editing.Bodies;
  }

  @Override
  public long held(Direction direction) {
    long held = way(direction).lane.held();
    for (Http2Passing each : session.streams.values()) {
      held += each.side(direction).heldBytes;
    }
    return held;
  }

  /** A sender that has used up what it may send waits for somebody to take it. */
  @Override
  public long stalled() {
    long all = 0;
    for (Http2Passing each : session.streams.values()) {
      if (each.request.fate == Fate.WAITS
          && each.request.heldBytes > 0
          && each.request.heldBytes >= session.clientWindow) {
        return each.id;
      }
      all += each.request.heldBytes;
    }
    if (all >= Http2Session.DEFAULT_WINDOW) {
      for (Http2Passing each : session.streams.values()) {
        if (each.request.fate == Fate.WAITS) {
          return each.id;
        }
      }
    }
    return -1;
  }

  @Override
  public void close() {
    session.over = true;
    fromClient.lane.close();
    fromServer.lane.close();
    for (Http2Passing each : session.streams.values()) {
      each.request.release();
      each.answer.release();
    }
    session.streams.clear();
  }

  private Http2Way way(Direction direction) {
    return direction == Direction.FROM_CLIENT ? fromClient : fromServer;
  }

  private void forget() {
    for (Http2Passing stream : List.copyOf(session.streams.values())) {
      boolean passed =
          stream.request.waiting.isEmpty()
              && stream.answer.waiting.isEmpty()
              && stream.request.ended
              && stream.answer.ended;
      boolean refused = stream.request.fate == Fate.DROPPED && stream.told;
      if (passed || refused) {
        stream.request.release();
        stream.answer.release();
        session.streams.remove(stream.id);
      }
    }
  }

  private void hangUp() {
    if (!session.over) {
      close();
      surroundings.hangUp();
    }
  }
}

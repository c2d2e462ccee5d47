// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Conversation;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Ruling;
import dev.sallyport.node.capture.Guard;
import dev.sallyport.node.identity.kube.PodIdentity;
import dev.sallyport.policy.ConnectionPolicies;
import dev.sallyport.protocol.Checkpoints;
import dev.sallyport.protocol.ConnectionReader;
import dev.sallyport.protocol.ExchangeSink;
import dev.sallyport.protocol.ProtocolMemory;
import dev.sallyport.protocol.gate.Gate;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What policies do to one connection: says of each exchange what they say of it, and while any of
 * them acts, stands in the way. Confined to the connection's event loop.
 *
 * <p>Nothing passes before both ends are known. Then either nothing can be held against the
 * connection and it goes on as if nobody stood there, or it is not allowed and is cut, or its
 * exchanges are decided one by one at a {@link Gate}.
 *
 * <p>Here is only the order of things; where the connection stands is in {@link Standing}, and each
 * part does one thing to it: {@link Recognition} and {@link EarlyBytes} before it shows what it
 * speaks, {@link GateOpening} then, {@link Joining} where it was open before the policy, {@link
 * ExchangeNotes} and {@link ExchangeJudge} or {@link CallJudge} for each exchange, {@link
 * WholeJudge} where one decision holds for all, {@link HeldBounds} for what waits, {@link Rulings}
 * when exchanges are counted.
 */
public final class ConnectionEnforcement implements Guard, Gate.Surroundings {
  private final Standing at;
  private final ExchangeJudge judge;
  private final CallJudge calls;
  private final GateOpening opening;
  private final HeldBounds bounds;
  private final WholeJudge wholeJudge;
  private final Recognition recognition;
  private final ExchangeNotes notes;
  private final Joining joining;
  private final Rulings rulings;
  private boolean showing;

  /** What is asked of the one who reads the connection. */
  public interface Reading {
    /** Shows bytes to the reader, whose observations come during the call. */
    void show(Direction direction, ByteBuf bytes, long nowNanos);

    /** Tells the reader that this side ended in order. */
    void ended(Direction direction, long nowNanos);

    /** Returns the reader. */
    ConnectionReader reader();

    /** Returns what connections learn for each other. */
    ProtocolMemory memory();

    /** Returns how many bytes of the client came so far. */
    long fromClientBytes();

    /** Returns how many bytes of the server came so far. */
    long fromServerBytes();

    /** Returns what detectors said of an exchange. */
    Looked looked(long stream);

    /** An exchange did not pass; {@link ExchangeSink#CONNECTION} for all that is not told apart. */
    void blocked(long stream, String policy);

    /** Calls back on the connection's loop. */
    void later(Duration delay, Runnable call);
  }

  /**
   * What is fixed about a connection.
   *
   * @param port port by which clients know the destination
   * @param sourceShare where the caller stands in staged roll-outs, 0 to 99
   * @param targetShare the same of the called
   * @param probes what the kubelet asks the called pod; empty where nothing is known of that
   */
  public record Connection(
      int port, int sourceShare, int targetShare, List<PodIdentity.Probe> probes) {
    public Connection {
      probes = List.copyOf(probes);
    }
  }

  /** Makes what acts on one connection; it is in the way from now on if any policy acts. */
  public ConnectionEnforcement(
      Enforcement enforcement, Connection connection, Reading reading, Outlet outlet) {
    this.at = new Standing(enforcement, connection, reading, outlet);
    Probes probes = new Probes(at);
    this.judge = new ExchangeJudge(at, probes, this::proceed);
    this.calls = new CallJudge(at);
    this.opening = new GateOpening(at, this, calls);
    this.bounds = new HeldBounds(at, judge);
    this.wholeJudge = new WholeJudge(at, probes, bounds);
    this.recognition = new Recognition(at, bounds);
    this.notes = new ExchangeNotes(at, opening, calls, judge, this::hangUp);
    this.joining = new Joining(at, opening, wholeJudge, this::guard);
    this.rulings = new Rulings(at);
    if (enforcement.rules().acting()) {
      guard();
      wholeJudge.awaitEnds();
    }
  }

  /**
   * Both ends are known.
   *
   * @param between the ends as policies are to see them
   */
  public void identified(Conversation between) {
    at.presumed = false;
    between(between);
  }

  /**
   * Both ends are known unless late news comes; {@link #identified} follows in any case.
   *
   * @param between the ends as policies are to see them until then
   */
  public void presumed(Conversation between) {
    at.presumed = true;
    between(between);
  }

  private void between(Conversation between) {
    at.conversation = requireNonNull(between, "between");
    at.policies = at.enforcement.rules().on(between, at.connection);
    joining.join();
    proceed();
  }

  /** The other side stands in the way of this connection, so this one does not. */
  public void leave() {
    at.policies = ConnectionPolicies.NONE;
    at.exchanges.clear();
    proceed();
  }

  /** Policies changed: the connection goes on by the new ones. Returns whether it was cut. */
  public boolean ruled() {
    Conversation between = at.conversation;
    if (at.over || between == null) {
      return false;
    }
    at.policies = at.enforcement.rules().on(between, at.connection);
    joining.join();
    proceed();
    if (at.over) {
      at.count(EnforceCount.CONNECTIONS_CUT);
    }
    return at.over;
  }

  /** Takes note of what the reader saw; to be called of every observation. */
  public void observed(Observation observation) {
    notes.observed(observation);
  }

  /**
   * Returns what became of an exchange that is counted now, and forgets it.
   *
   * @param stream its number, {@link ExchangeSink#CONNECTION} for what is not told apart
   * @param operation what it is counted as
   * @return empty when no policy has anything to say
   */
  public Optional<Ruling> counted(long stream, Operation operation) {
    return rulings.counted(stream, operation);
  }

  /** The connection is over, whether it was guarded or not. */
  public void gone() {
    at.over = true;
    at.outlet = Outlet.CLOSED;
    at.enforced(true);
  }

  @Override
  public void read(Direction direction, ByteBuf bytes, long nowNanos) {
    if (at.over) {
      bytes.release();
      return;
    }
    at.shownAtNanos = nowNanos;
    ByteBuf view = bytes.retainedDuplicate();
    try {
      hold(direction, bytes);
      if (at.checkpoint == null || direction == Direction.FROM_CLIENT) {
        showing = true;
        at.reading.show(direction, view, nowNanos);
      }
    } finally {
      showing = false;
      view.release();
    }
    proceed();
  }

  @Override
  public void ended(Direction direction, long nowNanos) {
    bounds.ended(direction);
    at.reading.ended(direction, nowNanos);
    proceed();
    if (!at.guarding) {
      bounds.passEnds();
    }
  }

  @Override
  public void closed() {
    at.over = true;
    at.guarding = false;
    wholeJudge.forgetHeld();
  }

  @Override
  public void pass(Direction direction, ByteBuf bytes) {
    at.outlet.pass(direction, bytes);
  }

  @Override
  public void show(ByteBuf answer) {
    at.refusalBytes += answer.readableBytes();
    at.reading.show(Direction.FROM_SERVER, answer, at.shownAtNanos);
  }

  @Override
  public long boundary(Direction direction) {
    return at.reading.reader().boundary(direction);
  }

  @Override
  public void refused(long stream) {
    at.reading.reader().refused(stream, at.shownAtNanos);
  }

  @Override
  public void hangUp() {
    if (!at.over) {
      at.over = true;
      at.count(EnforceCount.CONNECTIONS_DENIED);
      at.outlet.hangUp();
    }
  }

  private void guard() {
    at.guarding = true;
    at.reading.reader().keepHeaders();
    at.count(EnforceCount.CONNECTIONS_GUARDED);
    at.outlet.guard(this);
  }

  private void hold(Direction direction, ByteBuf bytes) {
    Gate gate = at.gate;
    if (gate == null) {
      at.early.hold(direction, bytes);
    } else {
      gate.take(direction, bytes);
    }
  }

  /** Goes as far as what is known allows. */
  private void proceed() {
    ConnectionPolicies by = at.policies;
    // While the reader is at work it stands somewhere in the bytes; the rest comes after it.
    if (!at.acts() || showing) {
      return;
    }
    if (by == null) {
      bounds.keep();
      return;
    }
    if (wholeJudge.leavesOpen(by)) {
      judge.judgeAll();
    }
    if (at.acts()) {
      move(by);
    }
    if (at.acts()) {
      bounds.keep();
      bounds.passEnds();
      at.outlet.flush();
    }
  }

  /** Lets pass what may pass by now. */
  private void move(ConnectionPolicies by) {
    if (opening.tooLate()) {
      joining.tooLate(by);
      return;
    }
    if (at.gate == null && Checkpoints.has(at.speaks())) {
      opening.gate();
    }
    Gate gate = at.gate;
    if (gate == null) {
      recognition.advance(by);
      return;
    }
    gate.advance();
    Optional<String> why = calls.lost();
    if (why.isPresent() && !at.over) {
      wholeJudge.failed(by, why.get());
    }
  }
}

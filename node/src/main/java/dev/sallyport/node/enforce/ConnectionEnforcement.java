// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Decision;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Effect;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Observation;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Redaction;
import dev.sallyport.model.RpcOperation;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Verdict;
import dev.sallyport.node.capture.Guard;
import dev.sallyport.node.identity.kube.PodIdentity;
import dev.sallyport.policy.ConnectionPolicies;
import dev.sallyport.policy.Known;
import dev.sallyport.policy.Needs;
import dev.sallyport.policy.Stage;
import dev.sallyport.protocol.Checkpoints;
import dev.sallyport.protocol.ConnectionReader;
import dev.sallyport.protocol.ExchangeSink;
import dev.sallyport.protocol.ProtocolMemory;
import dev.sallyport.protocol.checkpoint.Call;
import dev.sallyport.protocol.gate.Denial;
import dev.sallyport.protocol.gate.Editing;
import dev.sallyport.protocol.gate.Editor;
import dev.sallyport.protocol.gate.Gate;
import dev.sallyport.protocol.gate.OrderedGate;
import dev.sallyport.protocol.gate.Sentence;
import dev.sallyport.protocol.http.Http2Gate;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.LongObjectHashMap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What policies do to one connection: says of each exchange what they say of it, and while any of
 * them acts, stands in the way. Confined to the connection's event loop.
 *
 * <p>Nothing passes before both ends are known. Then either nothing can be held against the
 * connection and it goes on as if nobody stood there, or it is not allowed and is cut, or its
 * exchanges are decided one by one at a {@link Gate}.
 */
public final class ConnectionEnforcement implements Guard, Gate.Surroundings {
  private static final String NO_ENDS = "it was not known in time who the ends are";
  private static final int GONE_PIECES_MAX = 64;
  private static final String JOINED = "it had begun before it was to be checked";
  private static final String LOST = "what is said on the connection could not be followed";
  private static final String TOO_LARGE = "more was said than is held to be looked into";
  private static final String NOT_LOOKED = "it could not be looked into whole";
  private static final String NOT_IN_TIME = "it did not come whole in time";
  private static final String NOT_ALL_REDACTED = "some of it could not be looked at for values";
  private static final String NOT_REDACTED = "values cannot be replaced in what it speaks";

  /** How often editors are asked whether what they hold has waited in vain. */
  private static final Duration IDLE = Duration.ofSeconds(1);

  /** Policies have nothing to say of probes. */
  private static final Decision EXEMPT = Decision.UNRULED;

  private final Enforcement enforcement;
  private final Connection connection;
  private final Reading reading;
  private final Outlet outlet;
  private final LongObjectHashMap<Judged> exchanges = new LongObjectHashMap<>(2);
  private final ArrayDeque<Early> early = new ArrayDeque<>(2);
  private @Nullable Conversation conversation;
  private @Nullable ConnectionPolicies policies;
  private @Nullable Gate gate;
  private @Nullable CheckpointGate checkpoint;
  private @Nullable String lost;
  private final ArrayDeque<Early> goneEarly = new ArrayDeque<>(0);
  private final ArrayDeque<CallRuling> callRulings = new ArrayDeque<>(0);
  private @Nullable Ruling whole;
  private long lastHead = -1;
  private long lastAnswered = -1;
  private long fromClientGone;
  private long fromServerGone;
  private long refusalBytes;
  private long shownAtNanos;
  private boolean guarding;
  private boolean joined;
  private boolean redacts;
  private boolean showing;
  private boolean over;
  private boolean clientEnded;
  private boolean serverEnded;
  private boolean recognitionWaits;

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

  private record Early(Direction direction, ByteBuf bytes) {}

  /** What was said of a call of which the reader has not seen the head yet. */
  private record CallRuling(long offset, Ruling ruling) {}

  /** Makes what acts on one connection; it is in the way from now on if any policy acts. */
  public ConnectionEnforcement(
      Enforcement enforcement, Connection connection, Reading reading, Outlet outlet) {
    this.enforcement = requireNonNull(enforcement, "enforcement");
    this.connection = requireNonNull(connection, "connection");
    this.reading = requireNonNull(reading, "reading");
    this.outlet = requireNonNull(outlet, "outlet");
    if (enforcement.rules().acting()) {
      guard();
      reading.later(enforcement.limits().endsWait(), this::endsOverdue);
    }
  }

  /**
   * Both ends are known.
   *
   * @param between the ends as policies are to see them
   */
  public void identified(Conversation between) {
    conversation = requireNonNull(between, "between");
    policies = rules(between);
    join();
    proceed();
  }

  /** The other side stands in the way of this connection, so this one does not. */
  public void leave() {
    policies = ConnectionPolicies.NONE;
    exchanges.clear();
    proceed();
  }

  /** Policies changed: the connection goes on by the new ones. Returns whether it was cut. */
  public boolean ruled() {
    Conversation between = conversation;
    if (over || between == null) {
      return false;
    }
    policies = rules(between);
    join();
    proceed();
    if (over) {
      enforcement.count(EnforceCount.CONNECTIONS_CUT);
    }
    return over;
  }

  /** Steps in the way of a connection on which bytes have passed already, if that is needed now. */
  private void join() {
    ConnectionPolicies by = policies;
    if (guarding || over || by == null || by.needs() == Needs.NOTHING) {
      return;
    }
    fromClientGone = reading.fromClientBytes();
    fromServerGone = reading.fromServerBytes() + refusalBytes;
    for (Judged each : exchanges.values()) {
      each.requestSaid = true;
      each.answerSaid = true;
    }
    guard();
    joined = true;
    Protocol speaks = reading.reader().protocol();
    if (speaks == Protocol.HTTP2) {
      // Its blocks depend on what passed before; its client comes back with a new connection.
      cut(enforcement.ruling(Decision.UNRULED, new Effect.Applied()));
    } else if (speaks != Protocol.TCP && !Checkpoints.has(speaks)) {
      gate = gate(lastHead + 1);
    }
  }

  /** Takes note of what the reader saw; to be called of every observation. */
  public void observed(Observation observation) {
    switch (observation) {
      case Observation.RequestHead head -> {
        lastHead = head.stream();
        opened(head);
      }
      case Observation.RequestEnd end -> {
        toGate(observation);
        Judged exchange = exchanges.get(end.stream());
        if (exchange != null) {
          exchange.requestOver = true;
          judge(exchange);
        }
      }
      case Observation.ResponseEnd end -> {
        lastAnswered = end.stream();
        toGate(observation);
        Judged exchange = exchanges.get(end.stream());
        if (exchange != null) {
          exchange.answerOver = true;
          judge(exchange);
        }
      }
      case Observation.OperationNamed named -> {
        Judged exchange = exchanges.get(named.stream());
        if (exchange != null && !exchange.requestSaid) {
          exchange.known = called(exchange.head, named.operation());
        }
      }
      case Observation.GivenUp givenUp -> lastAnswered = Math.max(lastAnswered, givenUp.stream());
      default -> toGate(observation);
    }
  }

  /**
   * Returns what became of an exchange that is counted now, and forgets it.
   *
   * @param stream its number, {@link ExchangeSink#CONNECTION} for what is not told apart
   * @param operation what it is counted as
   * @return empty when no policy has anything to say
   */
  public Optional<Ruling> counted(long stream, Operation operation) {
    Judged exchange = exchanges.remove(stream);
    ConnectionPolicies by = policies;
    if (by == null || by.none()) {
      return Optional.ofNullable(exchange == null ? whole : exchange.ruling);
    }
    if (exchange == null) {
      return Optional.of(whole != null ? whole : watched(by, raw(operation)));
    }
    if (exchange.checked) {
      return Optional.ofNullable(exchange.ruling).map(said -> carriedOut(exchange, said));
    }
    Looked looked = reading.looked(stream);
    Known known = exchange.known.answered(looked.seen(), looked.findings());
    Ruling ruling = exchange.ruling;
    return Optional.of(
        ruling == null
            ? watched(by, known)
            : wholly(carriedOut(exchange, ruling), by.decide(known)));
  }

  @Override
  public void read(Direction direction, ByteBuf bytes, long nowNanos) {
    if (over) {
      bytes.release();
      return;
    }
    shownAtNanos = nowNanos;
    ByteBuf view = bytes.retainedDuplicate();
    try {
      hold(direction, bytes);
      if (checkpoint == null || direction == Direction.FROM_CLIENT) {
        showing = true;
        reading.show(direction, view, nowNanos);
      }
    } finally {
      showing = false;
      view.release();
    }
    proceed();
  }

  @Override
  public void ended(Direction direction, long nowNanos) {
    if (direction == Direction.FROM_CLIENT) {
      clientEnded = true;
    } else {
      serverEnded = true;
    }
    reading.ended(direction, nowNanos);
    proceed();
    if (!guarding) {
      passEnds();
    }
  }

  @Override
  public void closed() {
    over = true;
    guarding = false;
    forgetHeld();
  }

  @Override
  public void pass(Direction direction, ByteBuf bytes) {
    outlet.pass(direction, bytes);
  }

  @Override
  public void show(ByteBuf answer) {
    refusalBytes += answer.readableBytes();
    reading.show(Direction.FROM_SERVER, answer, shownAtNanos);
  }

  @Override
  public long boundary(Direction direction) {
    return reading.reader().boundary(direction);
  }

  @Override
  public void refused(long stream) {
    reading.reader().refused(stream, shownAtNanos);
  }

  @Override
  public void hangUp() {
    if (!over) {
      over = true;
      enforcement.count(EnforceCount.CONNECTIONS_DENIED);
      outlet.hangUp();
    }
  }

  private ConnectionPolicies rules(Conversation between) {
    return enforcement
        .rules()
        .policies()
        .on(
            between.source().party(),
            between.target().party(),
            connection.port(),
            connection.sourceShare(),
            connection.targetShare());
  }

  private void guard() {
    guarding = true;
    reading.reader().keepHeaders();
    enforcement.count(EnforceCount.CONNECTIONS_GUARDED);
    outlet.guard(this);
  }

  private void hold(Direction direction, ByteBuf bytes) {
    Gate at = gate;
    if (at == null) {
      early.add(new Early(direction, bytes));
    } else {
      at.take(direction, bytes);
    }
  }

  private void opened(Observation.RequestHead head) {
    ConnectionPolicies by = policies;
    if (guarding && !over && !joinedTooLate()) {
      gate().observed(head);
    } else if (by == null ? enforcement.rules().none() : by.none()) {
      return;
    }
    if (exchanges.size() >= enforcement.limits().exchanges()) {
      enforcement.count(EnforceCount.LIMIT_EXCHANGES);
      if (guarding && checkpoint == null) {
        hangUp();
      }
      return;
    }
    Judged exchange = new Judged(head, called(head, head.operation()));
    exchanges.put(head.stream(), exchange);
    if (checkpoint != null) {
      exchange.checked = true;
      exchange.requestSaid = true;
      exchange.answerSaid = true;
      CallRuling said = callRulings.peek();
      if (said != null && said.offset <= head.offset()) {
        callRulings.remove();
        told(exchange, said.ruling);
      }
    }
    judge(exchange);
  }

  /** Where its messages begin is not known any more, nor what was prepared on it. */
  private boolean joinedTooLate() {
    return joined && Checkpoints.has(reading.reader().protocol());
  }

  private Known called(Observation.RequestHead head, Operation operation) {
    return Known.connection(reading.reader().protocol(), Instant.now())
        .called(operation, head.authority(), head.path());
  }

  private void toGate(Observation observation) {
    Gate at = gate;
    if (at != null) {
      at.observed(observation);
    }
  }

  private Gate gate() {
    Gate at = gate;
    return at == null ? gate(lastHead) : at;
  }

  /** Makes the gate; exchanges before that one passed when nobody guarded. */
  private Gate gate(long first) {
    Protocol speaks = reading.reader().protocol();
    if (Checkpoints.has(speaks)) {
      return checkpoint(speaks);
    }
    forgetGone();
    if (speaks == Protocol.HTTP2) {
      return in(new Http2Gate(this, reading.reader()::nextHeaders));
    }
    OrderedGate made =
        new OrderedGate(
            this,
            new LateRefusals(() -> reading.reader().protocol()),
            fromClientGone,
            fromServerGone);
    for (long each = lastAnswered + 1; each < first; each++) {
      made.adopt(each);
    }
    return in(made);
  }

  private Gate in(Gate made) {
    gate = made;
    for (Early each = early.poll(); each != null; each = early.poll()) {
      made.take(each.direction(), each.bytes());
    }
    return made;
  }

  /** Makes the gate of a protocol whose calls are decided at a checkpoint. */
  private Gate checkpoint(Protocol speaks) {
    CheckpointGate made =
        CheckpointGate.of(
                speaks, enforcement.checkpointLimits(), reading.memory(), this, new Calls())
            .orElseThrow();
    for (Early each = goneEarly.poll(); each != null; each = goneEarly.poll()) {
      made.passed(each.direction(), each.bytes());
    }
    for (Early each = early.poll(); each != null; each = early.poll()) {
      if (each.direction() == Direction.FROM_SERVER) {
        made.shownAhead(each.bytes().readableBytes());
      }
      made.take(each.direction(), each.bytes());
    }
    gate = made;
    checkpoint = made;
    return made;
  }

  /** Decides on calls that wait at a checkpoint. */
  private final class Calls implements CheckpointGate.Judge {
    @Override
    public void asked(Call call) {
      ConnectionPolicies by = policies;
      if (by == null || !guarding) {
        call.allow();
        return;
      }
      CallDecision decision = CallDecision.of(by, call, Instant.now());
      switch (decision.decision().verdict()) {
        case Verdict.Deny deny -> refuse(call, decision, deny.status(), deny.message(), 0);
        case Verdict.Throttle throttle -> {
          int wait = call.acts() ? ConnectionEnforcement.this.wait(throttle, first(call)) : 0;
          if (wait == 0) {
            pass(by, call, decision);
          } else {
            enforcement.count(EnforceCount.EXCHANGES_THROTTLED);
            refuse(call, decision, 429, "too many requests", wait);
          }
        }
        case Verdict.Redact ignored -> pass(by, call, decision);
        case Verdict.Allow ignored -> pass(by, call, decision);
      }
    }

    private static Operation first(Call call) {
      return call.parts().getFirst().operation();
    }

    private void pass(ConnectionPolicies by, Call call, CallDecision decision) {
      if (!call.whole()) {
        failed(by, call, decision, TOO_LARGE);
      } else if (!decision.settled()) {
        failed(by, call, decision, NOT_LOOKED);
      } else if (!decision.decision().verdict().redactions().isEmpty()) {
        redact(by, call, decision);
      } else {
        allow(call, decision, new Effect.Applied(), Optional.empty());
      }
    }

    private void redact(ConnectionPolicies by, Call call, CallDecision decision) {
      Judged exchange = exchange(call);
      Observation.RequestHead head =
          exchange == null
              ? new Observation.RequestHead(
                  ExchangeSink.CONNECTION, shownAtNanos, call.offset(), first(call), "", "")
              : exchange.head;
      Redactor.Redacted redacted =
          enforcement
              .redactor()
              .redacted(
                  reading.reader().protocol(),
                  head,
                  requireNonNull(conversation, "conversation"),
                  decision.decision().verdict().redactions(),
                  by.onFailure());
      if (redacted.editing() instanceof Editing.Bytes bytes && edited(call, exchange, bytes)) {
        if (call.acts() && exchange != null) {
          exchange.redacted = redacted;
          enforcement.count(EnforceCount.EXCHANGES_REDACTED);
        }
        allow(call, decision, new Effect.Applied(), bytes.request());
      } else {
        failed(by, call, decision, NOT_REDACTED);
      }
    }

    private boolean edited(Call call, @Nullable Judged exchange, Editing.Bytes bytes) {
      if (bytes == Editing.NONE) {
        return false;
      }
      Optional<Editor> answer = bytes.answer();
      CheckpointGate at = checkpoint;
      if (!call.acts() || answer.isEmpty()) {
        return true;
      }
      return exchange != null && at != null && at.edits(exchange.head.stream(), answer.get());
    }

    private void failed(ConnectionPolicies by, Call call, CallDecision decision, String why) {
      if (by.onFailure() == OnFailure.OPEN) {
        allow(call, decision, new Effect.FailedOpen(why), Optional.empty());
      } else {
        Ruling ruling = enforcement.ruling(decision.decision(), new Effect.FailedClosed(why));
        refuse(call, call.parts(), ruling, 503, "the policy could not be checked", 0);
      }
    }

    private void allow(Call call, CallDecision decision, Effect effect, Optional<Editor> editor) {
      if (call.acts()) {
        said(call, enforcement.ruling(decision.decision(), effect));
      }
      call.allow(editor);
    }

    private void refuse(
        Call call, CallDecision decision, int status, String message, int retryAfterSeconds) {
      Ruling ruling = enforcement.ruling(decision.decision(), new Effect.Applied());
      List<Call.Part> because = decision.denied().isEmpty() ? call.parts() : decision.denied();
      refuse(call, because, ruling, status, message, retryAfterSeconds);
    }

    private void refuse(
        Call call,
        List<Call.Part> because,
        Ruling ruling,
        int status,
        String message,
        int retryAfterSeconds) {
      if (said(call, ruling)) {
        enforcement.count(EnforceCount.EXCHANGES_DENIED);
      }
      Optional<Integer> retry =
          retryAfterSeconds == 0 ? Optional.empty() : Optional.of(retryAfterSeconds);
      String policy = Enforcement.policy(ruling.decision());
      call.refuse(new Denial(ruling.id(), policy, status, message, retry), because);
    }

    /**
     * Gives the ruling to the exchange that the call is counted as; returns false when something
     * that was readied for it was refused before.
     */
    private boolean said(Call call, Ruling ruling) {
      Judged exchange = exchange(call);
      Ruling earlier = exchange == null ? null : exchange.ruling;
      if (earlier != null && denies(earlier)) {
        return false;
      }
      if (exchange != null) {
        told(exchange, ruling);
      } else if (call.acts() && callRulings.size() < enforcement.limits().exchanges()) {
        callRulings.add(new CallRuling(call.offset(), ruling));
      }
      return true;
    }

    /** Returns the exchange that the call is counted as, when the reader has seen it. */
    private @Nullable Judged exchange(Call call) {
      Judged found = null;
      for (Judged each : exchanges.values()) {
        if (each.head.offset() == call.offset()) {
          return each;
        }
        boolean fits = each.head.offset() > call.offset() && (each.ruling == null || !call.acts());
        if (fits && (found == null || each.head.stream() < found.head.stream())) {
          found = each;
        }
      }
      return found;
    }

    @Override
    public void lost(String reason) {
      lost = reason;
    }

    @Override
    public void shown(ByteBuf bytes) {
      reading.show(Direction.FROM_SERVER, bytes, shownAtNanos);
    }
  }

  private void told(Judged exchange, Ruling ruling) {
    exchange.ruling = ruling;
    if (denies(ruling)) {
      reading.blocked(exchange.head.stream(), Enforcement.policy(ruling.decision()));
    }
  }

  private static boolean denies(Ruling ruling) {
    boolean denied = ruling.decision().verdict() instanceof Verdict.Deny;
    return ruling.effect() instanceof Effect.FailedClosed
        || denied && ruling.effect() instanceof Effect.Applied;
  }

  /** Goes as far as what is known allows. */
  private void proceed() {
    ConnectionPolicies by = policies;
    // While the reader is at work it stands somewhere in the bytes; the rest comes after it.
    if (over || !guarding || showing) {
      return;
    }
    if (by == null) {
      bound();
      return;
    }
    decide(by);
    if (over || !guarding) {
      return;
    }
    Gate at = gate;
    if (at == null && Checkpoints.has(reading.reader().protocol())) {
      if (joinedTooLate()) {
        cut(enforcement.ruling(Decision.UNRULED, new Effect.FailedClosed(JOINED)));
        return;
      }
      at = gate();
    }
    if (at != null) {
      at.advance();
      String why = lost;
      if (why != null && !over) {
        failed(by, why);
        if (over || !guarding) {
          return;
        }
      }
    } else {
      passEarly(by);
    }
    if (!over) {
      bound();
      passEnds();
      outlet.flush();
    }
  }

  private void decide(ConnectionPolicies by) {
    boolean stays = gate != null && !gate.removable();
    if (by.needs() == Needs.NOTHING && !stays) {
      release(enforcement.ruling(Decision.UNRULED, new Effect.Observed()));
      return;
    }
    ConnectionReader reader = reading.reader();
    if (by.needs() == Needs.PARTIES) {
      Decision decision = by.decide(Known.connection(reader.protocol(), Instant.now()));
      boolean plain =
          decision.verdict() instanceof Verdict.Allow
              ? !stays
              : decision.verdict() instanceof Verdict.Deny;
      boolean probe = decision.verdict() instanceof Verdict.Deny && mayBeProbe();
      if (decision.settled() && plain && !probe) {
        conclude(decision);
        return;
      }
    }
    if (checkpoint != null) {
      return;
    }
    boolean anyHead = lastHead >= 0;
    boolean given = reader.boundary(Direction.FROM_CLIENT) == Long.MAX_VALUE;
    if (!anyHead && (given || (reader.finished() && reader.protocol() == Protocol.TCP))) {
      conclude(by.decide(raw(new RawOperation(reader.protocol(), connection.port()))));
    } else if (reader.finished() && !given) {
      if (stays) {
        // What comes cannot be written anew any more.
        cut(
            enforcement.ruling(
                by.decide(Known.connection(reader.protocol(), Instant.now())),
                new Effect.FailedClosed(LOST)));
      } else {
        failed(by, LOST);
      }
    } else {
      for (Judged each : List.copyOf(exchanges.values())) {
        judge(each);
      }
    }
  }

  /** One decision holds for all that is said on the connection. */
  private void conclude(Decision decision) {
    switch (decision.verdict()) {
      case Verdict.Deny ignored -> cut(enforcement.ruling(decision, new Effect.Applied()));
      case Verdict.Throttle throttle -> {
        int wait = wait(throttle, new RawOperation(Protocol.TCP, connection.port()));
        Ruling ruling = enforcement.ruling(decision, new Effect.Applied());
        if (wait == 0) {
          release(ruling);
        } else {
          enforcement.count(EnforceCount.EXCHANGES_THROTTLED);
          cut(ruling);
        }
      }
      case Verdict.Redact ignored ->
          failed(requireNonNull(policies, "policies"), NOT_REDACTED, decision);
      case Verdict.Allow ignored -> release(enforcement.ruling(decision, new Effect.Applied()));
    }
  }

  private void failed(ConnectionPolicies by, String why) {
    failed(by, why, by.decide(Known.connection(reading.reader().protocol(), Instant.now())));
  }

  /** The connection as a whole cannot be checked. */
  private void failed(ConnectionPolicies by, String why, Decision decision) {
    if (by.onFailure() == OnFailure.OPEN) {
      release(enforcement.ruling(decision, new Effect.FailedOpen(why)));
    } else {
      cut(enforcement.ruling(decision, new Effect.FailedClosed(why)));
    }
  }

  private void endsOverdue() {
    if (guarding && !over && policies == null) {
      enforcement.count(EnforceCount.LIMIT_ENDS_WAIT);
      boolean closed = enforcement.rules().closes();
      if (closed) {
        cut(enforcement.ruling(Decision.UNRULED, new Effect.FailedClosed(NO_ENDS)));
      } else {
        release(enforcement.ruling(Decision.UNRULED, new Effect.FailedOpen(NO_ENDS)));
      }
    }
  }

  private void cut(Ruling ruling) {
    over = true;
    whole = ruling;
    enforcement.count(EnforceCount.CONNECTIONS_DENIED);
    String policy = Enforcement.policy(ruling.decision());
    reading.blocked(ExchangeSink.CONNECTION, policy);
    forgetHeld();
    outlet.cut();
  }

  /** All passes from now on, as on a connection that nobody guards. */
  private void release(Ruling ruling) {
    whole = ruling.effect() instanceof Effect.Observed ? null : ruling;
    Gate at = gate;
    if (at != null) {
      at.open(ruling);
      at.advance();
    } else {
      for (Early each = early.poll(); each != null; each = early.poll()) {
        outlet.pass(each.direction(), each.bytes());
      }
    }
    if (!over) {
      guarding = false;
      gate = null;
      checkpoint = null;
      forgetGone();
      reading.reader().dropHeaders();
      outlet.unguard();
      outlet.flush();
      passEnds();
    }
  }

  /** What comes before it shows what it is: of the server all, of the client only after a while. */
  private void passEarly(ConnectionPolicies by) {
    boolean waiting = false;
    for (int i = early.size(); i > 0; i--) {
      Early each = early.remove();
      if (each.direction() == Direction.FROM_SERVER && by.needs() != Needs.RESPONSE_CONTENT) {
        passEarly(each);
      } else {
        early.add(each);
        waiting = true;
      }
    }
    if (waiting && !recognitionWaits) {
      recognitionWaits = true;
      reading.later(enforcement.limits().recognitionWait(), this::recognitionOverdue);
    }
  }

  private void passEarly(Early each) {
    if (each.direction() == Direction.FROM_CLIENT) {
      fromClientGone += each.bytes().readableBytes();
    } else {
      fromServerGone += each.bytes().readableBytes();
    }
    if (goneEarly.size() < GONE_PIECES_MAX) {
      goneEarly.add(new Early(each.direction(), each.bytes().copy()));
    }
    outlet.pass(each.direction(), each.bytes());
  }

  private void forgetGone() {
    for (Early each = goneEarly.poll(); each != null; each = goneEarly.poll()) {
      each.bytes().release();
    }
  }

  /** Nobody knows what it speaks, and perhaps the client waits for an answer to go on. */
  private void recognitionOverdue() {
    recognitionWaits = false;
    ConnectionPolicies by = policies;
    if (!guarding || over || by == null || gate != null || early.isEmpty()) {
      return;
    }
    enforcement.count(EnforceCount.LIMIT_RECOGNITION_WAIT);
    Decision decision = by.decide(raw(new RawOperation(Protocol.TCP, connection.port())));
    boolean needed =
        by.onFailure() == OnFailure.CLOSED && !decision.verdict().redactions().isEmpty();
    if (!(decision.verdict() instanceof Verdict.Deny) && !needed) {
      for (Early each = early.poll(); each != null; each = early.poll()) {
        passEarly(each);
      }
      bound();
      outlet.flush();
    }
  }

  private void judge(Judged exchange) {
    ConnectionPolicies by = policies;
    if (by == null || !guarding || over || (exchange.requestSaid && exchange.answerSaid)) {
      return;
    }
    if (checkpoint != null) {
      return;
    }
    Known known = known(exchange);
    Decision decision = by.decide(known);
    if (!exchange.requestSaid) {
      if (decision.settled() || known.stage() != Stage.OPERATION) {
        act(by, exchange, decision);
      } else {
        patience(exchange);
      }
    } else if (decision.settled() || exchange.answerOver) {
      actOnAnswer(exchange, decision);
    }
  }

  private Known known(Judged exchange) {
    Known known = exchange.known;
    if (exchange.requestOver || exchange.answerOver) {
      Looked looked = reading.looked(exchange.head.stream());
      known =
          exchange.answerOver
              ? known.answered(looked.seen(), looked.findings())
              : known.requested(known.operation(), known.model(), looked.seen(), looked.findings());
    }
    return known;
  }

  private void act(ConnectionPolicies by, Judged exchange, Decision decision) {
    boolean looked =
        exchange.requestOver
            && !by.decide(exchange.known).settled()
            && !reading.looked(exchange.head.stream()).whole();
    if (decision.verdict() instanceof Verdict.Deny && isProbe(exchange.head)) {
      enforcement.count(EnforceCount.PROBES_EXEMPTED);
      say(exchange, enforcement.ruling(EXEMPT, new Effect.Applied()), Editing.NONE, true);
      return;
    }
    switch (decision.verdict()) {
      case Verdict.Deny deny ->
          refuse(
              exchange,
              enforcement.ruling(decision, new Effect.Applied()),
              deny.status(),
              deny.message(),
              0);
      case Verdict.Throttle throttle -> {
        int wait = wait(throttle, exchange.known.operation());
        if (wait == 0) {
          pass(by, exchange, decision, throttle.redactions());
        } else {
          enforcement.count(EnforceCount.EXCHANGES_THROTTLED);
          refuse(
              exchange,
              enforcement.ruling(decision, new Effect.Applied()),
              429,
              "too many requests",
              wait);
        }
      }
      case Verdict.Redact redact -> pass(by, exchange, decision, redact.redactions());
      case Verdict.Allow ignored -> {
        if (looked) {
          failed(by, exchange, decision, NOT_LOOKED);
        } else {
          pass(by, exchange, decision, List.of());
        }
      }
    }
  }

  /**
   * The kubelet must be able to ask a pod of its own machine whether it lives, whatever policies
   * say: else a policy that denies by default ends the pods that it protects. A probe that only
   * connects says nothing, so nothing of it has to pass.
   */
  private boolean mayBeProbe() {
    Conversation between = conversation;
    return between != null
        && between.source().party() instanceof ClusterNode
        && connection.probes().stream().anyMatch(each -> each.port() == connection.port());
  }

  private boolean isProbe(Observation.RequestHead head) {
    if (!mayBeProbe()) {
      return false;
    }
    if (head.operation() instanceof RpcOperation rpc) {
      return rpc.service().equals("grpc.health.v1.Health");
    }
    return head.operation() instanceof HttpOperation http
        && http.method().equals("GET")
        && connection.probes().stream()
            .anyMatch(each -> each.port() == connection.port() && each.path().equals(head.path()));
  }

  private void pass(
      ConnectionPolicies by, Judged exchange, Decision decision, List<Redaction> redactions) {
    Editing editing = Editing.NONE;
    if (!redactions.isEmpty()) {
      exchange.redacted =
          enforcement
              .redactor()
              .redacted(
                  reading.reader().protocol(),
                  exchange.head,
                  requireNonNull(conversation, "conversation"),
                  redactions,
                  by.onFailure());
      editing = exchange.redacted.editing();
      if (editing == Editing.NONE || (gate != null && !gate.canEdit(editing))) {
        failed(by, exchange, decision, NOT_REDACTED);
        return;
      }
      enforcement.count(EnforceCount.EXCHANGES_REDACTED);
      if (!redacts) {
        redacts = true;
        reading.later(IDLE, this::idle);
      }
    }
    say(exchange, enforcement.ruling(decision, new Effect.Applied()), editing, decision.settled());
  }

  /** Whoever speaks slowly must not wait for his own next word. */
  private void idle() {
    Gate at = gate;
    if (!over && at != null) {
      at.idle();
      outlet.flush();
      reading.later(IDLE, this::idle);
    }
  }

  private void say(Judged exchange, Ruling ruling, Editing editing, boolean answerToo) {
    exchange.ruling = ruling;
    exchange.requestSaid = true;
    exchange.answerSaid = answerToo;
    Gate at = gate;
    if (at != null) {
      at.sentence(exchange.head.stream(), new Sentence.Pass(ruling, editing, answerToo));
    }
    if (!answerToo) {
      patience(exchange);
    }
  }

  private void actOnAnswer(Judged exchange, Decision decision) {
    exchange.answerSaid = true;
    Gate at = gate;
    if (at == null) {
      return;
    }
    Ruling ruling = enforcement.ruling(decision, new Effect.Applied());
    exchange.ruling = ruling;
    if (decision.verdict() instanceof Verdict.Deny deny) {
      refuse(exchange, ruling, deny.status(), deny.message(), 0);
    } else if (reading.looked(exchange.head.stream()).whole()) {
      at.sentence(exchange.head.stream(), new Sentence.Pass(ruling, Editing.NONE, true));
    } else {
      failed(requireNonNull(policies, "policies"), exchange, decision, NOT_LOOKED);
    }
  }

  private void refuse(
      Judged exchange, Ruling ruling, int status, String message, int retryAfterSeconds) {
    exchange.ruling = ruling;
    exchange.requestSaid = true;
    exchange.answerSaid = true;
    enforcement.count(EnforceCount.EXCHANGES_DENIED);
    String policy = Enforcement.policy(ruling.decision());
    reading.blocked(exchange.head.stream(), policy);
    Gate at = gate;
    if (at != null) {
      Optional<Integer> retry =
          retryAfterSeconds == 0 ? Optional.empty() : Optional.of(retryAfterSeconds);
      at.sentence(
          exchange.head.stream(),
          new Sentence.Refuse(ruling, new Denial(ruling.id(), policy, status, message, retry)));
    }
  }

  /** One exchange cannot be checked. */
  private void failed(ConnectionPolicies by, Judged exchange, Decision decision, String why) {
    boolean answer = exchange.requestSaid;
    if (by.onFailure() == OnFailure.CLOSED) {
      refuse(
          exchange,
          enforcement.ruling(decision, new Effect.FailedClosed(why)),
          503,
          "the policy could not be checked",
          0);
    } else if (answer) {
      Ruling ruling = enforcement.ruling(decision, new Effect.FailedOpen(why));
      exchange.ruling = ruling;
      exchange.answerSaid = true;
      Gate at = gate;
      if (at != null) {
        at.sentence(exchange.head.stream(), new Sentence.Pass(ruling, Editing.NONE, true));
      }
    } else {
      say(exchange, enforcement.ruling(decision, new Effect.FailedOpen(why)), Editing.NONE, true);
    }
  }

  private void patience(Judged exchange) {
    if (!exchange.waits) {
      exchange.waits = true;
      reading.later(
          enforcement.limits().contentWait(),
          () -> {
            if (guarding && !over && !(exchange.requestSaid && exchange.answerSaid)) {
              enforcement.count(EnforceCount.LIMIT_CONTENT_WAIT);
              giveUp(exchange, NOT_IN_TIME);
              proceed();
            }
          });
    }
  }

  private void giveUp(Judged exchange, String why) {
    ConnectionPolicies by = requireNonNull(policies, "policies");
    failed(by, exchange, by.decide(known(exchange)), why);
  }

  /** Stops reading from a side of which too much waits, and gives up what needs more than that. */
  private void bound() {
    bound(Direction.FROM_CLIENT, enforcement.limits().requestBytes());
    bound(Direction.FROM_SERVER, enforcement.limits().answerBytes());
  }

  private void bound(Direction direction, int most) {
    long held = held(direction);
    if (held > most && policies != null && gate != null) {
      boolean client = direction == Direction.FROM_CLIENT;
      Judged first = firstWaiting(client);
      if (first != null) {
        enforcement.count(
            client ? EnforceCount.LIMIT_REQUEST_BYTES : EnforceCount.LIMIT_ANSWER_BYTES);
        giveUp(first, TOO_LARGE);
        requireNonNull(gate).advance();
        held = over ? 0 : held(direction);
      }
    }
    if (!over && gate != null && gate.stalled() >= 0) {
      Judged stuck = exchanges.get(gate.stalled());
      if (stuck != null && !stuck.requestSaid && policies != null) {
        enforcement.count(EnforceCount.LIMIT_REQUEST_BYTES);
        giveUp(stuck, TOO_LARGE);
        requireNonNull(gate).advance();
        held = over ? 0 : held(direction);
      }
    }
    if (!over) {
      outlet.hold(direction, held > most);
    }
  }

  private @Nullable Judged firstWaiting(boolean request) {
    Judged first = null;
    for (Judged each : exchanges.values()) {
      boolean waits = request ? !each.requestSaid : each.requestSaid && !each.answerSaid;
      if (waits && (first == null || each.head.stream() < first.head.stream())) {
        first = each;
      }
    }
    return first;
  }

  private long held(Direction direction) {
    Gate at = gate;
    if (at != null) {
      return at.held(direction);
    }
    long held = 0;
    for (Early each : early) {
      held += each.direction() == direction ? each.bytes().readableBytes() : 0;
    }
    return held;
  }

  /** Tells a side that the other one ended once nothing of it waits any more. */
  private void passEnds() {
    if (clientEnded && held(Direction.FROM_CLIENT) == 0) {
      clientEnded = false;
      outlet.end(Direction.FROM_CLIENT);
    }
    if (serverEnded && held(Direction.FROM_SERVER) == 0) {
      serverEnded = false;
      outlet.end(Direction.FROM_SERVER);
    }
  }

  private void forgetHeld() {
    forgetGone();
    for (Early each = early.poll(); each != null; each = early.poll()) {
      each.bytes().release();
    }
    Gate at = gate;
    if (at != null) {
      at.close();
    }
  }

  private int wait(Verdict.Throttle throttle, Operation operation) {
    return enforcement.take(
        throttle, requireNonNull(conversation, "conversation"), operation, System.nanoTime());
  }

  private Known raw(Operation operation) {
    Known known =
        Known.connection(reading.reader().protocol(), Instant.now()).called(operation, "", "");
    return known.answered(new ArrayList<>(), new ArrayList<>());
  }

  private Ruling watched(ConnectionPolicies by, Known known) {
    Effect effect = by.needs() == Needs.NOTHING ? new Effect.Observed() : new Effect.Applied();
    Decision decision = by.decide(known);
    // As at a checkpoint, so that what would be is what will be.
    boolean excused =
        by.reach().compareTo(Needs.PARTIES) > 0 && Checkpoints.isIncidental(known.operation());
    return enforcement.ruling(excused ? CallDecision.excused(decision) : decision, effect);
  }

  /** Whether all values were replaced is known only when all has passed. */
  private Ruling carriedOut(Judged exchange, Ruling ruling) {
    if (exchange.redacted.whole().getAsBoolean() || !(ruling.effect() instanceof Effect.Applied)) {
      return ruling;
    }
    enforcement.count(EnforceCount.FAILED_OPEN);
    return new Ruling(ruling.id(), ruling.decision(), new Effect.FailedOpen(NOT_ALL_REDACTED));
  }

  /** What was done stays what it was; what would have been done is known better by now. */
  private static Ruling wholly(Ruling done, Decision known) {
    Decision then = done.decision();
    return new Ruling(
        done.id(),
        new Decision(
            then.verdict(),
            then.reasons(),
            known.wouldBe(),
            known.wouldBeReasons(),
            known.alerts(),
            true),
        done.effect());
  }
}

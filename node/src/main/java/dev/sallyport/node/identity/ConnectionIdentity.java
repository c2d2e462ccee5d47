// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Workload;
import dev.sallyport.node.capture.CapturedConnection;
import dev.sallyport.node.capture.PodSandbox;
import dev.sallyport.node.capture.SteeredConnection;
import dev.sallyport.node.identity.Identification.NameAgreement;
import dev.sallyport.node.identity.IdentityCounters.Count;
import dev.sallyport.node.identity.Peers.Answer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Tells who is at both ends of each connection, and which side counts it. It never blocks and never
 * guesses: what cannot be told is {@link Unidentified}. Safe for use by many event loops; each
 * {@link ConnectionTrack} is confined to its own.
 */
public final class ConnectionIdentity {
  private final Parts parts;

  /** What tracks work with. */
  record Parts(
      IdentityLedger ledger,
      NameEvidence names,
      OwnSockets sockets,
      Peers peers,
      IdentityLimits limits,
      IdentityCounters counters,
      AtomicInteger waiting) {

    /** Returns whether so many connections wait already that no more may wait for a name. */
    boolean crowded() {
      return moreWaitThan(limits.waitingMax());
    }

    /**
     * Returns whether twice as many wait: then not even those may that wait for the other side to
     * say who counts.
     */
    boolean overcrowded() {
      return moreWaitThan(2 * limits.waitingMax());
    }

    private boolean moreWaitThan(int most) {
      boolean more = waiting.get() > most;
      if (more) {
        counters.add(Count.WAITING_FULL);
      }
      return more;
    }

    /** Returns the end of a connection that could not wait until it was certain who it is. */
    static Attribution unnamed() {
      return new Attribution(
          new Unidentified(Unidentified.Why.CLUSTER_ADDRESS_UNKNOWN), Proof.UNKNOWN);
    }

    /** Returns the workload as this node knows it, with its labels, else as told. */
    Workload canonical(String podUid, Workload told) {
      return ledger
          .pod(podUid)
          .map(Holder::workload)
          .filter(known -> known.equals(told))
          .orElse(told);
    }

    void countLedger(Held held) {
      switch (held) {
        case Held.Nobody(Unidentified.Why why) ->
            counters.add(
                why == Unidentified.Why.ADDRESS_AMBIGUOUS
                    ? Count.ADDRESS_AMBIGUOUS
                    : Count.ADDRESS_UNKNOWN);
        case Held.ByPod ignored -> counters.add(Count.NAMED_BY_LEDGER);
        case Held.ByService ignored -> counters.add(Count.NAMED_BY_LEDGER);
        case Held.ByNode ignored -> counters.add(Count.NAMED_BY_LEDGER);
        case Held.ByControlPlane ignored -> counters.add(Count.NAMED_BY_LEDGER);
        case Held.Outside ignored -> {}
      }
    }
  }

  /** Makes it from its parts. */
  public ConnectionIdentity(
      IdentityLedger ledger,
      NameEvidence names,
      Peers peers,
      IdentityLimits limits,
      IdentityCounters counters) {
    requireNonNull(ledger, "ledger");
    OwnSockets sockets = new OwnSockets(limits, counters, ledger);
    this.parts = new Parts(ledger, names, sockets, peers, limits, counters, new AtomicInteger());
  }

  /**
   * A connection was opened.
   *
   * @param connection the connection; {@code openedAtNanos} is on the clock of the loop
   * @param loop the thread it is confined to; this call is made on it
   * @param done receives the result once, on the loop, perhaps during this call, perhaps after the
   *     connection ended, at the latest after the longest wait of {@link IdentityLimits}
   */
  public ConnectionTrack open(
      CapturedConnection connection, Loop loop, Consumer<Identification> done) {
    return switch (connection.vantage()) {
      case SERVER -> {
        ServerTrack track = new ServerTrack(parts, connection, loop, done);
        track.look();
        yield track;
      }
      case CLIENT -> {
        ClientTrack track = new ClientTrack(parts, connection, loop, done);
        track.look();
        yield track;
      }
    };
  }

  /**
   * A connection came to a listener of tier steer. Such a connection is counted by this side alone.
   *
   * @param connection the connection; {@code openedAtNanos} is on the clock of the loop
   * @param loop the thread it is confined to; this call is made on it
   * @param done receives the result once, on the loop, perhaps during this call
   */
  public ConnectionTrack open(
      SteeredConnection connection, Loop loop, Consumer<Identification> done) {
    SteerTrack track = new SteerTrack(parts, connection, loop, done);
    track.look();
    return track;
  }

  /**
   * Returns who is at the ends of a connection that was open before capture began. Of two captured
   * sides only the accepting one counts it.
   *
   * @param connection the connection as found
   * @param nowNanos monotonic time
   */
  public Identification adopted(CapturedConnection connection, long nowNanos) {
    boolean server = connection.vantage() == Vantage.SERVER;
    Attribution own = local(connection.pod().podUid());
    InetSocketAddress far = server ? connection.source() : connection.destination();
    Held held = parts.ledger().held(far, nowNanos, nowNanos);
    Attribution other = adoptedEnd(held, connection, server, nowNanos);
    boolean theirs =
        !server && held instanceof Held.ByPod(Holder holder) && holder.captured() == Captured.YES;
    return new Identification(
        server ? other : own,
        server ? own : other,
        theirs ? Role.VOUCH_ONLY : Role.REPORT_RAW,
        NameAgreement.NOT_NAMED);
  }

  /**
   * Tells who asks whom in a DNS lookup, which is counted by the asking side.
   *
   * @param podUid the pod that asks
   * @param resolver address and port of the resolver
   * @param startedAtNanos monotonic time of the question
   * @param loop the thread; this call is made on it
   * @param done receives the result once, on the loop
   */
  public void lookup(
      String podUid,
      InetSocketAddress resolver,
      long startedAtNanos,
      Loop loop,
      Consumer<Identification> done) {
    new LookupTrack(parts, podUid, resolver, startedAtNanos, loop, done).look();
  }

  /** Returns the attribution of a captured pod as far as known now. */
  public Attribution local(String podUid) {
    return parts
        .ledger()
        .pod(podUid)
        .map(holder -> new Attribution(holder.workload(), Proof.NAMESPACE))
        .orElseGet(
            () ->
                new Attribution(
                    new Unidentified(Unidentified.Why.CLUSTER_ADDRESS_UNKNOWN), Proof.UNKNOWN));
  }

  /** Returns who holds an address as far as known now; what is not of the cluster is a host. */
  public Party party(InetAddress address, long nowNanos) {
    Held held = parts.ledger().held(address, nowNanos, nowNanos);
    return held instanceof Held.Outside
        ? new ExternalHost(address.getHostAddress(), false)
        : held.attribution().party();
  }

  /** A sandbox ended: none of its sockets can be claimed by later connections. */
  public void sandboxEnded(PodSandbox sandbox, long nowNanos) {
    if (parts.ledger().sandboxEnded(sandbox.podUid(), sandbox.netnsInode(), nowNanos)) {
      parts.sockets().podEnded(sandbox.podUid(), nowNanos);
    }
  }

  /** Returns how many own sockets are remembered. */
  public int socketsRemembered() {
    return parts.sockets().size();
  }

  /**
   * Answers another node, or this one. Safe to call from any thread.
   *
   * @param question the question, with the time on this node's clock
   * @param nowNanos monotonic time
   */
  public Answer answer(Peers.Question question, long nowNanos) {
    Optional<OwnSocket> socket = parts.sockets().claim(question);
    if (socket.isPresent()) {
      return vouched(socket.get());
    }
    InetAddress address = question.source().getAddress();
    boolean settled = nowNanos - question.acceptedAtNanos() >= parts.limits().settle().toNanos();
    Held held = parts.ledger().held(address, question.acceptedAtNanos(), nowNanos);
    return settled
            && held instanceof Held.ByPod(Holder holder)
            && holder.node().equals(parts.ledger().node())
            && holder.settled()
        ? new Answer.Holder(holder.podUid(), holder.workload())
        : new Answer.Denied();
  }

  private Answer vouched(OwnSocket socket) {
    String uid = socket.podUid();
    boolean counted = socket.counted();
    return parts
        .ledger()
        .pod(uid)
        .filter(Holder::settled)
        .<Answer>map(holder -> new Answer.Vouched(uid, holder.workload(), counted))
        .orElseGet(() -> new Answer.Claimed(uid, counted));
  }

  private Attribution adoptedEnd(
      Held held, CapturedConnection connection, boolean server, long nowNanos) {
    return switch (held) {
      case Held.Outside(boolean _) ->
          server
              ? new Attribution(new OutsideClient(), Proof.UNKNOWN)
              : adoptedName(connection, nowNanos);
      case Held.Nobody(var why) ->
          new Attribution(new Unidentified(Unidentified.Why.OPEN_BEFORE_CAPTURE), Proof.UNKNOWN);
      default -> held.attribution();
    };
  }

  private Attribution adoptedName(CapturedConnection connection, long nowNanos) {
    TargetName name =
        new TargetName(parts, connection.pod().podUid(), connection.destination(), nowNanos);
    name.noMore();
    return requireNonNull(name.attribution(nowNanos));
  }
}

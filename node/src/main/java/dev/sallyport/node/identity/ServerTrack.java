// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Unidentified;
import dev.sallyport.node.capture.CapturedConnection;
import dev.sallyport.node.identity.Identification.NameAgreement;
import dev.sallyport.node.identity.IdentityCounters.Count;
import dev.sallyport.node.identity.Peers.Answer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a captured pod accepted. The source is proven by the socket of a captured pod
 * of this node, else by the node that hosts the source, else the ledger names it once late news
 * cannot change it any more.
 */
final class ServerTrack implements ConnectionTrack {
  /** In that time a socket that was dialled on this node is known here. */
  private static final long REGISTERED_NANOS = 100_000_000L;

  private final ConnectionIdentity.Parts parts;
  private final Loop loop;
  private final Consumer<Identification> done;
  private final Peers.Question question;
  private final LocalEnd targetEnd;
  private final Ticker ticker;
  private final Afterwards afterwards;

  private @Nullable LocalEnd sourceEnd;
  private @Nullable Attribution source;
  private @Nullable Attribution target;
  private Role role = Role.INSPECT;
  private boolean told;
  private boolean asked;
  private boolean askedAgain;
  private boolean insisted;
  private boolean waitsForAnswer;

  ServerTrack(
      ConnectionIdentity.Parts parts,
      CapturedConnection connection,
      Loop loop,
      Consumer<Identification> done) {
    this.parts = parts;
    this.loop = loop;
    this.done = done;
    long opened = connection.openedAtNanos();
    this.question =
        new Peers.Question(ClaimId.next(), connection.source(), connection.destination(), opened);
    this.targetEnd = new LocalEnd(connection.pod().podUid(), Proof.NAMESPACE, opened);
    this.afterwards = new Afterwards(parts, opened);
    this.ticker = new Ticker(loop, parts.waiting(), this::look);
  }

  @Override
  public boolean wantsBytes() {
    return role == Role.INSPECT;
  }

  @Override
  public void upstreamConnected(InetSocketAddress local, InetSocketAddress remote) {}

  @Override
  public void nameSeen(NameSource source, String name) {}

  @Override
  public void noMoreNames() {}

  @Override
  public Optional<Identification> better(long nowNanos) {
    return afterwards.better(
        nowNanos,
        () ->
            sourceEnd == null
                ? Optional.of(byLedger(heldNow()))
                : sourceEnd.attribution(parts, nowNanos),
        () -> targetEnd.attribution(parts, nowNanos));
  }

  @Override
  public void closed() {}

  void look() {
    if (told) {
      return;
    }
    long now = loop.nanos();
    if (target == null) {
      target = targetEnd.attribution(parts, now).orElse(null);
    }
    if (source == null && sourceEnd == null) {
      lookForSource(now);
    }
    if (source == null && sourceEnd != null) {
      source = sourceEnd.attribution(parts, now).orElse(null);
    }
    tellOrWait();
  }

  private void tellOrWait() {
    if (told) {
      // An answer that came at once has told already.
      return;
    }
    if (source != null && target != null) {
      told = true;
      ticker.over();
      done.accept(
          afterwards.told(new Identification(source, target, role, NameAgreement.NOT_NAMED)));
    } else {
      ticker.again();
    }
  }

  private void lookForSource(long now) {
    InetAddress address = question.source().getAddress();
    Optional<OwnSocket> own = parts.sockets().claim(question);
    if (own.isPresent()) {
      provenBySocket(own.get(), now);
      return;
    }
    Held held = parts.ledger().held(address, question.acceptedAtNanos(), now);
    if (!held.unsettled()) {
      source =
          held instanceof Held.Outside
              ? new Attribution(new OutsideClient(), Proof.UNKNOWN)
              : held.attribution();
      return;
    }
    if (!waitsForAnswer) {
      askOrDecide(held, address, now);
    }
  }

  private void askOrDecide(Held held, InetAddress address, long now) {
    boolean settled = now - question.acceptedAtNanos() >= parts.ledger().newsLateByNanos();
    boolean hurried = !settled && hurried(now);
    if (settled || (hurried && asked) ? !askedAgain : !asked) {
      List<InetAddress> nodes = parts.peers().canAsk() ? nodesToAsk(address, now) : List.of();
      if (!nodes.isEmpty()) {
        askedAgain = settled || asked;
        asked = true;
        waitsForAnswer = true;
        parts.peers().ask(nodes, question, loop, answer -> answered(answer, nodes, settled));
        return;
      }
    }
    if (settled) {
      source = byLedger(held);
    } else if (hurried) {
      source = ConnectionIdentity.Parts.unnamed();
    }
  }

  private List<InetAddress> nodesToAsk(InetAddress address, long now) {
    List<InetAddress> nodes = parts.ledger().nodesToAsk(address, question.acceptedAtNanos(), now);
    return parts
        .peers()
        .neighbour()
        .map(neighbour -> Stream.concat(Stream.of(neighbour), nodes.stream()).toList())
        .orElse(nodes);
  }

  /**
   * Returns whether too many wait to wait until it is certain. Never before the socket of a pod of
   * this node had time to be registered: both sides would count the connection.
   */
  private boolean hurried(long now) {
    return now - question.acceptedAtNanos() >= REGISTERED_NANOS
        && (asked ? parts.overcrowded() : parts.crowded());
  }

  private void answered(Answer answer, List<InetAddress> nodes, boolean settled) {
    waitsForAnswer = false;
    if (told || source != null || sourceEnd != null) {
      return;
    }
    switch (answer) {
      case Answer.Vouched vouched -> provenByVouch(vouched);
      case Answer.Claimed(String uid, boolean counted) -> {
        parts.counters().add(Count.PROVEN_BY_VOUCH);
        sourceEnd = new LocalEnd(uid, Proof.PEER_VOUCH, loop.nanos());
        countedThere(counted);
      }
      case Answer.Holder(String uid, var workload) -> {
        if (settled) {
          parts.counters().add(Count.NAMED_BY_LEDGER);
          source = new Attribution(parts.canonical(uid, workload), Proof.ADDRESS_LEDGER);
        }
      }
      case Answer.Denied() -> {
        if (settled) {
          source = denied();
        }
      }
      case Answer.Silent() -> {
        if (settled && nodes.stream().anyMatch(this::heardLately)) {
          notHeard();
        }
      }
    }
    look();
  }

  /**
   * A node that answers others is asked once more: its program may just be followed by the next.
   */
  private void notHeard() {
    if (insisted) {
      parts.counters().add(Count.PEER_NOT_HEARD);
      source = byLedger(new Held.Nobody(Unidentified.Why.ADDRESS_AMBIGUOUS));
    }
    insisted = true;
    askedAgain = false;
  }

  /** Its node says that nobody there held it: then what the ledger says is out of date. */
  private Attribution denied() {
    Held held = heldNow();
    if (held instanceof Held.ByPod(Holder holder) && parts.ledger().isPeer(holder.node())) {
      parts.counters().add(Count.LEDGER_CONTRADICTED);
      return byLedger(new Held.Nobody(Unidentified.Why.ADDRESS_AMBIGUOUS));
    }
    return byLedger(held);
  }

  /** The other program of this node is heard all the time, which says nothing of another node. */
  private boolean heardLately(InetAddress node) {
    return !node.isLoopbackAddress() && parts.peers().heardLately(node, loop.nanos());
  }

  private Held heldNow() {
    return parts
        .ledger()
        .held(question.source().getAddress(), question.acceptedAtNanos(), loop.nanos());
  }

  private Attribution byLedger(Held held) {
    parts.countLedger(held);
    if (held instanceof Held.Outside) {
      parts.ledger().outside(question.source().getAddress());
      return new Attribution(new OutsideClient(), Proof.UNKNOWN);
    }
    return held.attribution();
  }

  private void provenBySocket(OwnSocket socket, long now) {
    parts.counters().add(Count.PROVEN_BY_SOCKET);
    sourceEnd = new LocalEnd(socket.podUid(), Proof.SAME_NODE_SOCKET, now);
    countedThere(socket.counted());
  }

  private void provenByVouch(Answer.Vouched vouched) {
    parts.counters().add(Count.PROVEN_BY_VOUCH);
    source =
        new Attribution(parts.canonical(vouched.podUid(), vouched.workload()), Proof.PEER_VOUCH);
    countedThere(vouched.counted());
  }

  private void countedThere(boolean counted) {
    if (counted) {
      parts.counters().add(Count.COUNTED_BY_OTHER_SIDE);
      role = Role.VOUCH_ONLY;
    }
  }
}

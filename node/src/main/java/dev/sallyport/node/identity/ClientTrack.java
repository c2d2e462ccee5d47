// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.Proof;
import dev.sallyport.node.capture.CapturedConnection;
import dev.sallyport.node.identity.IdentityCounters.Count;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a captured pod opened. Towards anything that is not captured this side
 * inspects. Towards a captured pod the other side does, and proves it by asking who this is; when
 * no question comes this side reports the connection itself.
 */
final class ClientTrack implements ConnectionTrack {

  /** Who is expected to understand the connection. */
  private enum Expected {
    THIS_SIDE,
    OTHER_SIDE,
    UNDECIDED
  }

  private final ConnectionIdentity.Parts parts;
  private final CapturedConnection connection;
  private final Loop loop;
  private final Consumer<Identification> done;
  private final LocalEnd sourceEnd;
  private final TargetName targetName;
  private final Ticker ticker;
  private final Afterwards afterwards;
  private final Held heldAtOpen;
  private final Expected expected;
  private final boolean canBeAsked;

  private @Nullable OwnSocket socket;
  private boolean connected;
  private long connectedAtNanos;
  private boolean closed;
  private @Nullable Role role;
  private @Nullable Attribution source;
  private @Nullable Attribution target;
  private boolean told;

  ClientTrack(
      ConnectionIdentity.Parts parts,
      CapturedConnection connection,
      Loop loop,
      Consumer<Identification> done) {
    this.parts = parts;
    this.connection = connection;
    this.loop = loop;
    this.done = done;
    long opened = connection.openedAtNanos();
    this.sourceEnd = new LocalEnd(connection.pod().podUid(), Proof.NAMESPACE, opened);
    this.targetName =
        new TargetName(parts, connection.pod().podUid(), connection.destination(), opened);
    this.afterwards = new Afterwards(parts, connection.openedAtNanos());
    this.ticker = new Ticker(loop, parts.waiting(), this::look);
    this.heldAtOpen = parts.ledger().held(connection.destination(), opened, opened);
    this.expected = expected(heldAtOpen);
    this.canBeAsked = parts.peers().canAsk() || local(heldAtOpen);
    if (expected == Expected.THIS_SIDE) {
      role = Role.INSPECT;
    }
  }

  @Override
  public boolean wantsBytes() {
    return expected != Expected.OTHER_SIDE && role != Role.VOUCH_ONLY;
  }

  @Override
  public void upstreamConnected(InetSocketAddress local, InetSocketAddress remote) {
    connected = true;
    connectedAtNanos = loop.nanos();
    socket =
        parts
            .sockets()
            .opened(
                connection.pod().podUid(),
                local,
                remote,
                connection.openedAtNanos(),
                connectedAtNanos,
                () -> loop.run(this::claimed))
            .orElse(null);
    if (role == Role.INSPECT && socket != null) {
      socket.count();
    }
    if (told && socket != null) {
      socket.tellNobody();
    }
    look();
  }

  @Override
  public void nameSeen(NameSource nameSource, String name) {
    targetName.seen(nameSource, name);
    look();
  }

  @Override
  public void noMoreNames() {
    targetName.noMore();
    look();
  }

  @Override
  public Optional<Identification> better(long nowNanos) {
    return afterwards.better(
        nowNanos,
        () -> sourceEnd.attribution(parts, nowNanos),
        () ->
            Optional.of(
                    parts
                        .ledger()
                        .held(connection.destination(), connection.openedAtNanos(), nowNanos))
                .filter(held -> !(held instanceof Held.Outside))
                .map(Held::attribution));
  }

  @Override
  public Optional<Identification> presumed(long nowNanos) {
    boolean inCluster = heldAtOpen instanceof Held.ByPod || heldAtOpen instanceof Held.ByService;
    if (told || expected == Expected.OTHER_SIDE || !inCluster) {
      return Optional.empty();
    }
    return sourceEnd
        .attribution(parts, nowNanos)
        .map(
            from ->
                new Identification(
                    from, heldAtOpen.attribution(), Role.INSPECT, targetName.agreement()));
  }

  @Override
  public void closed() {
    closed = true;
    targetName.noMore();
    if (socket != null) {
      parts.sockets().closed(socket, loop.nanos());
    }
    look();
  }

  void look() {
    if (told) {
      return;
    }
    long now = loop.nanos();
    if (source == null) {
      source = sourceEnd.attribution(parts, now).orElse(null);
    }
    if (role == null) {
      role = role(now);
    }
    if (role != null && target == null) {
      target = target(role, now);
    }
    if (role != null && source != null && target != null) {
      told = true;
      ticker.over();
      if (socket != null) {
        socket.tellNobody();
      }
      done.accept(
          afterwards.told(new Identification(source, target, role, targetName.agreement())));
    } else {
      ticker.again();
    }
  }

  private void claimed() {
    if (role == null) {
      parts.counters().add(Count.LEFT_TO_OTHER_SIDE);
      role = Role.VOUCH_ONLY;
      look();
    }
  }

  private @Nullable Role role(long now) {
    if (!connected) {
      // Nothing was there to accept it, so nobody else will tell of it.
      return closed ? Role.REPORT_RAW : null;
    }
    if (socket == null || (expected == Expected.OTHER_SIDE && !canBeAsked)) {
      parts.counters().add(Count.LEFT_UNPROVEN);
      return Role.VOUCH_ONLY;
    }
    long waited = now - connectedAtNanos;
    if (expected == Expected.OTHER_SIDE) {
      boolean waits = waited < parts.limits().inspectWait().toNanos() && !parts.overcrowded();
      return waits ? null : notAsked(socket);
    }
    boolean waits = waited < parts.limits().undecidedWait().toNanos() && !parts.crowded();
    return waits ? null : undecided(socket);
  }

  private Role notAsked(OwnSocket open) {
    if (open.wasAskedAbout() && !open.counted()) {
      parts.counters().add(Count.LEFT_UNPROVEN);
      return Role.VOUCH_ONLY;
    }
    if (!open.count()) {
      return Role.VOUCH_ONLY;
    }
    parts.counters().add(Count.OTHER_SIDE_SILENT);
    return Role.REPORT_RAW;
  }

  private Role undecided(OwnSocket open) {
    // Without questions a pod behind a Service may inspect and nobody would know: count it never
    // twice, rather than perhaps.
    if (!canBeAsked && heldAtOpen instanceof Held.ByService) {
      parts.counters().add(Count.LEFT_UNPROVEN);
      return Role.VOUCH_ONLY;
    }
    return open.count() ? Role.INSPECT : Role.VOUCH_ONLY;
  }

  private @Nullable Attribution target(Role decided, long now) {
    if (heldAtOpen instanceof Held.Outside(boolean sure) && sure) {
      return targetName.attribution(now);
    }
    if (!heldAtOpen.unsettled()) {
      return heldAtOpen.attribution();
    }
    boolean settled = now - connection.openedAtNanos() >= parts.ledger().newsLateByNanos();
    if (!settled && decided != Role.VOUCH_ONLY) {
      return parts.crowded() ? ConnectionIdentity.Parts.unnamed() : null;
    }
    Held held = parts.ledger().held(connection.destination(), connection.openedAtNanos(), now);
    if (held instanceof Held.Outside) {
      parts.ledger().outside(connection.destination().getAddress());
      return targetName.attribution(now);
    }
    parts.countLedger(held);
    return held.attribution();
  }

  private boolean local(Held held) {
    return held instanceof Held.ByPod(Holder holder) && holder.node().equals(parts.ledger().node());
  }

  private static Expected expected(Held held) {
    return switch (held) {
      case Held.ByPod(Holder holder) -> expected(holder.captured());
      case Held.ByService(var workload, Captured captured) -> expected(captured);
      case Held.ByNode(String name) -> Expected.THIS_SIDE;
      case Held.ByControlPlane() -> Expected.THIS_SIDE;
      case Held.Nobody(var why) -> Expected.UNDECIDED;
      case Held.Outside(boolean sure) -> sure ? Expected.THIS_SIDE : Expected.UNDECIDED;
    };
  }

  private static Expected expected(Captured captured) {
    return switch (captured) {
      case YES -> Expected.OTHER_SIDE;
      case NO -> Expected.THIS_SIDE;
      case UNKNOWN -> Expected.UNDECIDED;
    };
  }
}

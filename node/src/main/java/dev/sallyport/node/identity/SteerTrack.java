// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Workload;
import dev.sallyport.node.capture.SteerListener;
import dev.sallyport.node.capture.SteeredConnection;
import dev.sallyport.node.identity.Identification.NameAgreement;
import dev.sallyport.node.identity.IdentityCounters.Count;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that came to a listener which stands for its target. The source is proven by the
 * process that holds the other socket where that was found, else the ledger names its address once
 * late news cannot change it any more.
 */
final class SteerTrack implements ConnectionTrack {
  private static final InetAddress LOOPBACK_V4 = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress LOOPBACK_V6 = InetAddress.ofLiteral("::1");

  private final ConnectionIdentity.Parts parts;
  private final SteeredConnection connection;
  private final Loop loop;
  private final Consumer<Identification> done;
  private final Ticker ticker;
  private final Afterwards afterwards;
  private @Nullable Attribution source;
  private @Nullable Attribution target;
  private NameAgreement agreement = NameAgreement.NOT_NAMED;
  private boolean told;

  SteerTrack(
      ConnectionIdentity.Parts parts,
      SteeredConnection connection,
      Loop loop,
      Consumer<Identification> done) {
    this.parts = parts;
    this.connection = connection;
    this.loop = loop;
    this.done = done;
    this.afterwards = new Afterwards(parts, connection.openedAtNanos());
    this.ticker = new Ticker(loop, parts.waiting(), this::look);
    if (!connection.sourcePodUid().isEmpty()) {
      parts.counters().add(Count.PROVEN_BY_SOCKET);
    }
  }

  /** Nobody else stands on the way of this connection. */
  @Override
  public boolean wantsBytes() {
    return true;
  }

  @Override
  public Optional<Identification> better(long nowNanos) {
    return afterwards.better(
        nowNanos,
        () -> Optional.ofNullable(source(nowNanos)),
        () -> Optional.ofNullable(target(nowNanos)));
  }

  @Override
  public void upstreamConnected(InetSocketAddress local, InetSocketAddress remote) {}

  /** The listener decided where the connection goes; a name only agrees with that or not. */
  @Override
  public void nameSeen(NameSource nameSource, String name) {
    if (connection.listener().destination() instanceof SteerListener.Host(String host)
        && agreement == NameAgreement.NOT_NAMED) {
      boolean agrees = HostNames.normal(name).filter(host::equals).isPresent();
      agreement = agrees ? NameAgreement.AGREES : NameAgreement.DIFFERS;
      if (!agrees) {
        parts.counters().add(Count.NAME_NOT_IN_DNS);
      }
    }
  }

  @Override
  public void noMoreNames() {}

  @Override
  public void closed() {}

  void look() {
    if (told) {
      return;
    }
    long now = loop.nanos();
    if (source == null) {
      source = source(now);
    }
    if (target == null) {
      target = target(now);
    }
    if (source != null && target != null) {
      told = true;
      ticker.over();
      done.accept(afterwards.told(new Identification(source, target, Role.INSPECT, agreement)));
    } else {
      ticker.again();
    }
  }

  private @Nullable Attribution target(long now) {
    return switch (connection.listener().destination()) {
      case SteerListener.Host(String name) ->
          new Attribution(new ExternalHost(name, true), Proof.NAME_EVIDENCE);
      case SteerListener.Service service -> {
        String podUid = connection.upstream().podUid();
        yield podUid.isEmpty()
            ? new Attribution(
                Workload.of(service.namespace(), "Service", service.name()), Proof.ADDRESS_LEDGER)
            : pod(podUid, Proof.ADDRESS_LEDGER, now);
      }
    };
  }

  private @Nullable Attribution source(long now) {
    String podUid = connection.sourcePodUid();
    return podUid.isEmpty() ? sourceByAddress(now) : pod(podUid, Proof.SAME_NODE_SOCKET, now);
  }

  private @Nullable Attribution pod(String podUid, Proof proof, long now) {
    return new LocalEnd(podUid, proof, connection.openedAtNanos())
        .attribution(parts, now)
        .orElse(null);
  }

  private @Nullable Attribution sourceByAddress(long now) {
    long opened = connection.openedAtNanos();
    InetAddress address = connection.source().getAddress();
    if (isEverybodys(address)) {
      return new Attribution(
          new Unidentified(Unidentified.Why.CLUSTER_ADDRESS_UNKNOWN), Proof.UNKNOWN);
    }
    Held held = parts.ledger().held(address, opened, now);
    boolean settled = now - opened >= parts.ledger().newsLateByNanos();
    if (held.unsettled() && !settled) {
      return parts.crowded() ? ConnectionIdentity.Parts.unnamed() : null;
    }
    parts.countLedger(held);
    if (held instanceof Held.Outside) {
      parts.ledger().outside(address);
      return new Attribution(new OutsideClient(), Proof.UNKNOWN);
    }
    return held.attribution();
  }

  /** Whoever dials a loopback address without choosing one has this as its own. */
  private static boolean isEverybodys(InetAddress address) {
    return address.equals(LOOPBACK_V4) || address.equals(LOOPBACK_V6);
  }
}

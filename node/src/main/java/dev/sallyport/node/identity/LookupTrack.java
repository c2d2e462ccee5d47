// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.Proof;
import dev.sallyport.node.identity.Identification.NameAgreement;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The ends of one DNS lookup while they become known. Confined to its loop. */
final class LookupTrack {
  private final ConnectionIdentity.Parts parts;
  private final InetSocketAddress resolver;
  private final long startedAtNanos;
  private final Loop loop;
  private final Consumer<Identification> done;
  private final LocalEnd sourceEnd;
  private final Ticker ticker;

  LookupTrack(
      ConnectionIdentity.Parts parts,
      String podUid,
      InetSocketAddress resolver,
      long startedAtNanos,
      Loop loop,
      Consumer<Identification> done) {
    this.parts = parts;
    this.resolver = resolver;
    this.startedAtNanos = startedAtNanos;
    this.loop = loop;
    this.done = done;
    this.sourceEnd = new LocalEnd(podUid, Proof.NAMESPACE, startedAtNanos);
    this.ticker = new Ticker(loop, parts.waiting(), this::look);
  }

  void look() {
    long now = loop.nanos();
    Attribution source = sourceEnd.attribution(parts, now).orElse(null);
    Attribution target = source == null ? null : target(now);
    if (source == null || target == null) {
      ticker.again();
      return;
    }
    ticker.over();
    done.accept(new Identification(source, target, Role.INSPECT, NameAgreement.NOT_NAMED));
  }

  private @Nullable Attribution target(long now) {
    Held held = parts.ledger().held(resolver, startedAtNanos, now);
    boolean settled = now - startedAtNanos >= parts.ledger().newsLateByNanos();
    if (held.unsettled() && !settled) {
      return parts.crowded() ? ConnectionIdentity.Parts.unnamed() : null;
    }
    if (held instanceof Held.Outside) {
      parts.ledger().outside(resolver.getAddress());
      return new Attribution(
          new ExternalHost(resolver.getAddress().getHostAddress(), false), Proof.UNKNOWN);
    }
    return held.attribution();
  }
}

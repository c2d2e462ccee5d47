// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.Proof;
import dev.sallyport.node.identity.Identification.NameAgreement;
import dev.sallyport.node.identity.IdentityCounters.Count;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The name of a destination out of the cluster: what TLS or HTTP says on the connection, else what
 * DNS told the pod, else the address itself.
 */
final class TargetName {
  private final ConnectionIdentity.Parts parts;
  private final String podUid;
  private final InetSocketAddress destination;
  private final long openedAtNanos;
  private @Nullable String seen;
  private @Nullable NameSource seenIn;
  private boolean noMore;
  private NameAgreement agreement = NameAgreement.NOT_NAMED;

  TargetName(
      ConnectionIdentity.Parts parts,
      String podUid,
      InetSocketAddress destination,
      long openedAtNanos) {
    this.parts = parts;
    this.podUid = podUid;
    this.destination = destination;
    this.openedAtNanos = openedAtNanos;
  }

  void seen(NameSource source, String name) {
    if (seenIn == null || source.compareTo(seenIn) < 0) {
      HostNames.normal(name)
          .ifPresent(
              normal -> {
                seen = normal;
                seenIn = source;
              });
      // A literal address in place of a name is an answer too: no other name will come.
      noMore = true;
    }
  }

  void noMore() {
    noMore = true;
  }

  NameAgreement agreement() {
    return agreement;
  }

  /** Returns the attribution, or null while a better name may still be seen. */
  @Nullable Attribution attribution(long nowNanos) {
    boolean waits = !noMore && nowNanos - openedAtNanos < parts.limits().nameWait().toNanos();
    if (seen == null && waits) {
      return null;
    }
    List<String> byDns = parts.names().names(podUid, destination.getAddress(), openedAtNanos);
    if (seen != null) {
      agreement = agreement(seen, byDns);
      return named(seen);
    }
    if (!byDns.isEmpty()) {
      agreement = NameAgreement.DNS_ONLY;
      return named(byDns.getFirst());
    }
    return new Attribution(
        new ExternalHost(destination.getAddress().getHostAddress(), false), Proof.UNKNOWN);
  }

  private NameAgreement agreement(String name, List<String> byDns) {
    if (byDns.contains(name)) {
      return NameAgreement.AGREES;
    }
    parts.counters().add(Count.NAME_NOT_IN_DNS);
    return byDns.isEmpty() ? NameAgreement.NO_DNS : NameAgreement.DIFFERS;
  }

  private static Attribution named(String name) {
    return new Attribution(new ExternalHost(name, true), Proof.NAME_EVIDENCE);
  }
}

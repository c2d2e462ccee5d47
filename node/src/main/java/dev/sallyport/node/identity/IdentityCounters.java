// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What happened in identity, for metrics and status. Safe for use by many threads. */
public final class IdentityCounters {

  /** What is counted. */
  public enum Count {
    /** Connections whose other end a socket of this node proved. */
    PROVEN_BY_SOCKET,
    /** Connections whose other end the hosting node vouched for. */
    PROVEN_BY_VOUCH,
    /** Connections whose other end the ledger named. */
    NAMED_BY_LEDGER,
    /** Connections whose other end stayed unidentified because nobody held the address. */
    ADDRESS_UNKNOWN,
    /** Connections whose other end stayed unidentified because more than one may have held it. */
    ADDRESS_AMBIGUOUS,
    /** Of those, the ones in which a node denied what the ledger said. */
    LEDGER_CONTRADICTED,
    /** Of those, the ones in which a node that answers otherwise could not be heard. */
    PEER_NOT_HEARD,
    /** Of those, the ones in which the inventory was too old to be believed. */
    INVENTORY_STALE,
    /** Pods that had a sandbox and traffic but that the API did not name in time. */
    POD_NOT_NAMED,
    /** Attributions that used a provisional owner. */
    OWNER_PROVISIONAL,
    /** Connections with an end that was unidentified first and named later. */
    NAMED_LATER,
    /** Connections left to the other side, which proved that it inspects them. */
    LEFT_TO_OTHER_SIDE,
    /** Connections left to the other side on its word only, as no question can come. */
    LEFT_UNPROVEN,
    /** Connections to a captured pod for which no question came. */
    OTHER_SIDE_SILENT,
    /** Connections that the other side already counts. */
    COUNTED_BY_OTHER_SIDE,
    /** Names that TLS or HTTP gave and the DNS answers of the pod did not. */
    NAME_NOT_IN_DNS,
    /** News about a pod that came after the pod had ended. */
    LATE_NEWS,
    /** Pods not held because of {@code podsMax}. */
    PODS_FULL,
    /** Addresses not held because of {@code addressesMax}. */
    ADDRESSES_FULL,
    /** Claims folded because of {@code claimsPerAddressMax}. */
    CLAIMS_FULL,
    /** Own sockets not remembered because of {@code socketsMax}. */
    SOCKETS_FULL,
    /** Names dropped because of {@code namesPerPodMax} or {@code namedPodsMax}. */
    NAMES_FULL,
    /** Blocks of outside addresses forgotten because of {@code outsideBlocksMax}. */
    OUTSIDE_FULL,
    /** Names not waited for because of {@code waitingMax}. */
    WAITING_FULL,
    /** Questions not asked because of {@code questionsMax}. */
    QUESTIONS_FULL,
    /** Owners of sockets not looked for because of {@code ownersWaitingMax}. */
    OWNERS_FULL,
    /** Sockets of this machine that no process of a pod was found to hold. */
    OWNERS_NOT_FOUND,
    /** Questions asked of peers. */
    QUESTIONS_ASKED,
    /** Questions that no peer answered in time. */
    QUESTIONS_UNANSWERED,
    /** Questions of peers answered. */
    QUESTIONS_ANSWERED,
    /** Questions of peers dropped because of {@code questionsPerSecondMax}. */
    QUESTIONS_LIMITED,
    /** Datagrams that were no valid message of a peer. */
    DATAGRAMS_REFUSED
  }

  private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);

  /** Makes counters that stand at zero. */
  public IdentityCounters() {
    for (Count count : Count.values()) {
      counts.put(count, new LongAdder());
    }
  }

  /** Counts one. */
  public void add(Count count) {
    counter(count).increment();
  }

  /** Returns how often it was counted. */
  public long of(Count count) {
    return counter(count).sum();
  }

  /** Returns all counts by lower-case name, zeros included. */
  public Map<String, Long> snapshot() {
    Map<String, Long> snapshot = new TreeMap<>();
    counts.forEach((count, adder) -> snapshot.put(nameOf(count), adder.sum()));
    return snapshot;
  }

  private static String nameOf(Count count) {
    return count.name().toLowerCase(Locale.ROOT);
  }

  private LongAdder counter(Count count) {
    return java.util.Objects.requireNonNull(counts.get(count));
  }
}

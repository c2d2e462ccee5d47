// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pod held which address when. An entry belongs to a pod UID, so that a late message about an
 * old pod can never touch the entry of the pod that took its address over.
 *
 * <p>Reads no clock; all times are arguments. Safe for any thread: every method locks for the
 * length of a few map operations.
 */
final class IdentityLedger {

  private static final class Interval {
    final String podUid;
    final Instant from;
    @Nullable Instant until;

    Interval(String podUid, Instant from) {
      this.podUid = podUid;
      this.from = from;
    }

    boolean covers(Instant at) {
      Instant end = until;
      return !at.isBefore(from) && (end == null || at.isBefore(end));
    }
  }

  /**
   * The whole time during which a pod held addresses.
   *
   * @param addresses the addresses, the last ones when it ended
   * @param from since when
   * @param until when it ended, or null while it lives
   */
  record Span(Set<String> addresses, Instant from, @Nullable Instant until) {}

  private final Map<String, List<Interval>> byAddress = new HashMap<>();
  private final Map<String, Span> spanByPod = new HashMap<>();
  private final Duration keepEnded;
  private final int intervalsPerAddressMax;
  private long forgotten;

  IdentityLedger(Duration keepEnded, int intervalsPerAddressMax) {
    this.keepEnded = requireNonNull(keepEnded, "keepEnded");
    this.intervalsPerAddressMax = intervalsPerAddressMax;
  }

  /**
   * A pod holds exactly these addresses. An empty set changes nothing: Kubernetes clears the
   * address in the event that ends a pod, and the last ones are remembered until it is gone.
   */
  synchronized void holds(String podUid, Set<String> addresses, Instant since) {
    if (addresses.isEmpty()) {
      return;
    }
    Span known = spanByPod.get(podUid);
    if (known != null && known.until() != null) {
      return;
    }
    Set<String> before = known == null ? Set.of() : known.addresses();
    for (String each : addresses) {
      if (!before.contains(each)) {
        begin(podUid, each, since);
      }
    }
    for (String each : before) {
      if (!addresses.contains(each)) {
        end(podUid, each, since);
      }
    }
    spanByPod.put(
        podUid, new Span(Set.copyOf(addresses), known == null ? since : known.from(), null));
  }

  /**
   * The pod ended or is gone: from {@code at} on it holds nothing. Does nothing when repeated, and
   * a pod that ended never holds an address again.
   */
  synchronized void ended(String podUid, Instant at) {
    Span span = spanByPod.get(podUid);
    if (span != null && span.until() == null) {
      span.addresses().forEach(each -> end(podUid, each, at));
      spanByPod.put(podUid, new Span(span.addresses(), span.from(), at));
    }
  }

  /** Returns who held {@code address} at {@code at}. */
  synchronized Holder holder(String address, Instant at) {
    List<String> found = new ArrayList<>(1);
    for (Interval each : byAddress.getOrDefault(address, List.of())) {
      if (each.covers(at) && !found.contains(each.podUid)) {
        found.add(each.podUid);
      }
    }
    return switch (found.size()) {
      case 0 -> new Holder.Nobody();
      case 1 -> new Holder.Pod(found.getFirst());
      default -> new Holder.Ambiguous(found.stream().sorted().toList());
    };
  }

  /** Returns the time and addresses of a pod, or empty when it never had one or is forgotten. */
  synchronized Optional<Span> span(String podUid) {
    return Optional.ofNullable(spanByPod.get(podUid));
  }

  /** Forgets intervals that ended longer ago than the ledger keeps them. */
  synchronized void sweep(Instant now) {
    Instant oldest = now.minus(keepEnded);
    spanByPod.values().removeIf(each -> each.until() != null && each.until().isBefore(oldest));
    for (Iterator<List<Interval>> lists = byAddress.values().iterator(); lists.hasNext(); ) {
      List<Interval> intervals = lists.next();
      intervals.removeIf(each -> each.until != null && each.until.isBefore(oldest));
      if (intervals.isEmpty()) {
        lists.remove();
      }
    }
  }

  /** Returns how many intervals are held. */
  synchronized int size() {
    return byAddress.values().stream().mapToInt(List::size).sum();
  }

  /** Returns how many ended intervals were forgotten early because an address had too many. */
  synchronized long forgotten() {
    return forgotten;
  }

  private void begin(String podUid, String address, Instant since) {
    List<Interval> intervals = byAddress.computeIfAbsent(address, _ -> new ArrayList<>(2));
    intervals.add(new Interval(podUid, since));
    if (intervals.size() > intervalsPerAddressMax) {
      for (int i = 0; i < intervals.size(); i++) {
        if (intervals.get(i).until != null) {
          intervals.remove(i);
          forgotten++;
          return;
        }
      }
    }
  }

  private void end(String podUid, String address, Instant at) {
    for (Interval each : byAddress.getOrDefault(address, List.of())) {
      if (each.podUid.equals(podUid) && each.until == null) {
        each.until = at;
      }
    }
  }
}

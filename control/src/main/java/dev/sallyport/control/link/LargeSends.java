// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import dev.sallyport.control.config.ControlLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets only a few nodes at a time be sent much. When control starts in a large cluster, every node
 * wants all rules at once, and what is on its way to all of them would not fit into memory. The
 * others wait their turn, first come first served; a node that takes too long loses its place, not
 * its connection. Safe for any thread.
 */
final class LargeSends {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final InstantSource clock;
  private final int atOnceMax;
  private final long bytesMin;
  private final Map<NodeSession, Instant> underWay = new LinkedHashMap<>();
  private final Set<NodeSession> waiting = new LinkedHashSet<>();
  private final AtomicLong waited = new AtomicLong();

  LargeSends(ControlLimits limits, InstantSource clock) {
    this.clock = clock;
    this.atOnceMax = limits.rulesLargeAtOnce();
    this.bytesMin = limits.rulesLargeBytes();
  }

  /**
   * Says whether that many bytes may go to the node now; if not, it is told to offer again by
   * {@link NodeSession#offerRuleset} when its turn comes.
   */
  synchronized boolean mayBegin(NodeSession session, long bytes) {
    if (bytes < bytesMin) {
      return true;
    }
    waiting.remove(session);
    if (underWay.size() < atOnceMax && !underWay.containsKey(session)) {
      underWay.put(session, clock.instant());
      return true;
    }
    waiting.add(session);
    waited.incrementAndGet();
    return false;
  }

  /** Notes that the node has what it was sent, or is gone, and lets the next ones begin. */
  void ended(NodeSession session) {
    synchronized (this) {
      underWay.remove(session);
    }
    next();
  }

  /** Forgets a node that is gone. */
  void gone(NodeSession session) {
    synchronized (this) {
      waiting.remove(session);
    }
    ended(session);
  }

  /** Takes the places of nodes that do not say that they have what was sent. */
  void tick() {
    Instant late = clock.instant().minus(PATIENCE);
    synchronized (this) {
      underWay.values().removeIf(since -> since.isBefore(late));
    }
    next();
  }

  /** Returns how often a node had to wait. */
  long waited() {
    return waited.get();
  }

  /** Offers outside of the lock, since a session holds its own while it asks for a place. */
  private void next() {
    for (Optional<NodeSession> each = poll(); each.isPresent(); each = poll()) {
      each.get().offerRuleset();
    }
  }

  private synchronized Optional<NodeSession> poll() {
    if (underWay.size() >= atOnceMax || waiting.isEmpty()) {
      return Optional.empty();
    }
    Iterator<NodeSession> first = waiting.iterator();
    NodeSession session = first.next();
    first.remove();
    return Optional.of(session);
  }
}

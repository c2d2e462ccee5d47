// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import io.netty.channel.EventLoop;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One event loop and the relays that live on it. Confined to the loop, but for {@link #open()}
 * which any thread may read.
 */
final class RelayLoop {

  private final EventLoop loop;
  private @Nullable Relay newest;
  private volatile int open;

  RelayLoop(EventLoop loop) {
    this.loop = loop;
  }

  EventLoop loop() {
    return loop;
  }

  /** Returns the number of relays on this loop; may be a little old. */
  int open() {
    return open;
  }

  void add(Relay relay) {
    Relay next = newest;
    relay.older = next;
    if (next != null) {
      next.newer = relay;
    }
    newest = relay;
    count(1);
  }

  void remove(Relay relay) {
    Relay newer = relay.newer;
    Relay older = relay.older;
    if (newer == null) {
      newest = older;
    } else {
      newer.older = older;
    }
    if (older != null) {
      older.newer = newer;
    }
    relay.newer = null;
    relay.older = null;
    count(-1);
  }

  /**
   * Counts what moved since the last time, and ends the relays that wait too long for a server or
   * were reset unnoticed.
   */
  void sweep(long nowNanos, long connectTimeoutNanos) {
    for (Relay each = newest; each != null; ) {
      Relay next = each.older;
      each.countBytes();
      CloseReason lost = each.resetUnnoticed();
      if (lost != null) {
        each.abort(lost);
      }
      each = next;
    }
    abort(
        relay -> relay.isConnectOverdue(nowNanos, connectTimeoutNanos),
        CloseReason.CONNECT_TIMEOUT);
  }

  /** Resets both sides of every relay that matches. */
  void abort(Predicate<Relay> matching, CloseReason why) {
    for (Relay each = newest; each != null; ) {
      Relay next = each.older;
      if (matching.test(each)) {
        each.abort(why);
      }
      each = next;
    }
  }

  // Written by the loop's own thread only, so that reading and writing apart is no race.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void count(int change) {
    open += change;
  }
}

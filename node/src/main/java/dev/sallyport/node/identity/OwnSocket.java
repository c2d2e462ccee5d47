// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One socket that capture opened towards a server on behalf of a pod. Either the other side claims
 * it, and then that side counts the connection, or this side counts it, and whoever claims it later
 * is told so: never both.
 */
final class OwnSocket {
  /** Nodes tell each other ages in milliseconds. */
  private static final long CLOCK_STEP_NANOS = 2_000_000L;

  private final String podUid;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private final long dialledAtNanos;
  private final long connectedAtNanos;
  private @Nullable Runnable claimed;
  private long endedAtNanos = Long.MAX_VALUE;
  private long podEndedAtNanos = Long.MAX_VALUE;
  private @Nullable ClaimId claim;
  private boolean counted;
  private boolean askedAbout;

  OwnSocket(
      String podUid,
      InetSocketAddress local,
      InetSocketAddress remote,
      long dialledAtNanos,
      long connectedAtNanos,
      Runnable claimed) {
    this.podUid = podUid;
    this.local = local;
    this.remote = remote;
    this.dialledAtNanos = dialledAtNanos;
    this.connectedAtNanos = connectedAtNanos;
    this.claimed = claimed;
  }

  String podUid() {
    return podUid;
  }

  InetSocketAddress local() {
    return local;
  }

  InetSocketAddress remote() {
    return remote;
  }

  /** Decides that this side counts; false when the other side was first. */
  synchronized boolean count() {
    counted = counted || claim == null;
    return counted;
  }

  /**
   * Nobody has to be told any more when it is claimed. It stays known for seconds, and so would all
   * that is behind whom it tells: everything about a connection that is long over.
   */
  synchronized void tellNobody() {
    claimed = null;
  }

  /** Somebody asked about a connection that is most likely this one, and was not told so. */
  synchronized void askedAbout() {
    askedAbout = true;
  }

  /** Returns whether the other side most likely inspects this, though it has no proof of it. */
  synchronized boolean wasAskedAbout() {
    return askedAbout;
  }

  /** Returns whether a connection accepted then may have been this one, whoever has its address. */
  boolean isNear(long acceptedAtNanos, long lagNanos) {
    return acceptedAtNanos >= dialledAtNanos - CLOCK_STEP_NANOS
        && acceptedAtNanos <= connectedAtNanos + lagNanos;
  }

  /** Returns whether this side counts. */
  synchronized boolean counted() {
    return counted;
  }

  synchronized boolean mayBeClaimedBy(ClaimId id) {
    return claim == null || claim.equals(id);
  }

  /** Claims the socket for one accepted connection; false when another one has it. */
  boolean claim(ClaimId id) {
    Runnable toTell;
    synchronized (this) {
      if (claim != null) {
        return claim.equals(id);
      }
      claim = id;
      toTell = counted ? null : claimed;
      claimed = null;
    }
    if (toTell != null) {
      toTell.run();
    }
    return true;
  }

  /**
   * Returns whether a connection accepted then can be this socket's: nothing is accepted before it
   * was dialled.
   *
   * @param acceptedAtNanos when it was accepted
   * @param lagNanos how long it may have waited to be accepted, or this socket to be noticed
   */
  synchronized boolean wasThereAt(long acceptedAtNanos, long lagNanos) {
    return acceptedAtNanos >= dialledAtNanos - CLOCK_STEP_NANOS
        && acceptedAtNanos <= connectedAtNanos + lagNanos
        && (endedAtNanos == Long.MAX_VALUE || acceptedAtNanos <= endedAtNanos + lagNanos)
        && (podEndedAtNanos == Long.MAX_VALUE || acceptedAtNanos <= podEndedAtNanos);
  }

  /** The sandbox it lived in ended: nothing that is accepted later can be this socket's. */
  synchronized void podEnded(long nowNanos) {
    podEndedAtNanos = Math.min(podEndedAtNanos, nowNanos);
  }

  synchronized void end(long nowNanos) {
    endedAtNanos = Math.min(endedAtNanos, nowNanos);
  }

  synchronized long endedAtNanos() {
    return endedAtNanos;
  }
}

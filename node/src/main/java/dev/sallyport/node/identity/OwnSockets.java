// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import dev.sallyport.node.identity.IdentityCounters.Count;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sockets that capture opened towards servers on behalf of pods, so that the side that accepts
 * one can be told whose it is. A socket answers for one accepted connection only, and only for one
 * accepted while it was there. Safe for use by many threads.
 */
final class OwnSockets {
  private final IdentityLimits limits;
  private final IdentityCounters counters;
  private final IdentityLedger ledger;
  private final Map<InetSocketAddress, List<OwnSocket>> sockets = new ConcurrentHashMap<>();
  private final Queue<OwnSocket> closed = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();

  OwnSockets(IdentityLimits limits, IdentityCounters counters, IdentityLedger ledger) {
    this.limits = limits;
    this.counters = counters;
    this.ledger = ledger;
  }

  /** Remembers a socket; empty when the table is full. */
  Optional<OwnSocket> opened(
      String podUid,
      InetSocketAddress local,
      InetSocketAddress remote,
      long dialledAtNanos,
      long nowNanos,
      Runnable claimed) {
    forget(nowNanos);
    if (size.incrementAndGet() > limits.socketsMax()) {
      size.decrementAndGet();
      counters.add(Count.SOCKETS_FULL);
      return Optional.empty();
    }
    OwnSocket socket = new OwnSocket(podUid, local, remote, dialledAtNanos, nowNanos, claimed);
    sockets.merge(local, List.of(socket), OwnSockets::joined);
    return Optional.of(socket);
  }

  /** The connection ended; the socket still answers for a while. */
  void closed(OwnSocket socket, long nowNanos) {
    socket.end(nowNanos);
    closed.add(socket);
    forget(nowNanos);
  }

  /** All sockets of the pod are gone, whatever their connections say. */
  void podEnded(String podUid, long nowNanos) {
    sockets
        .values()
        .forEach(
            list ->
                list.forEach(
                    socket -> {
                      if (socket.podUid().equals(podUid)) {
                        socket.podEnded(nowNanos);
                      }
                    }));
  }

  /** Finds the socket that the question is about and lets it be claimed. */
  Optional<OwnSocket> claim(Peers.Question question) {
    OwnSocket found = null;
    for (OwnSocket socket : sockets.getOrDefault(question.source(), List.of())) {
      if (!fits(socket, question)) {
        noteAsked(socket, question);
        continue;
      }
      boolean better = found == null || socket.remote().equals(question.target());
      if (found != null && !found.podUid().equals(socket.podUid())) {
        return Optional.empty();
      }
      found = better ? socket : found;
    }
    return found != null && found.claim(question.claim()) ? Optional.of(found) : Optional.empty();
  }

  int size() {
    return size.get();
  }

  private boolean fits(OwnSocket socket, Peers.Question question) {
    long at = question.acceptedAtNanos();
    InetAddress source = question.source().getAddress();
    long lag = limits.acceptLagMax().toNanos();
    if (ledger.handedOver(source, at - lag, at + lag)) {
      // About then another pod had the address: it is better not to know than to mistake one.
      if (!ledger.heldBy(socket.podUid(), source, at)) {
        return false;
      }
      lag = limits.handoverLagMax().toNanos();
    }
    return socket.mayBeClaimedBy(question.claim())
        && socket.wasThereAt(at, lag)
        && leadsTo(socket.remote(), question.target());
  }

  /**
   * The other side inspects what it asks about, with proof or without. This side then must not
   * count it as well: a connection may go unproven, but is counted once.
   */
  private void noteAsked(OwnSocket socket, Peers.Question question) {
    if (socket.isNear(question.acceptedAtNanos(), limits.acceptLagMax().toNanos())
        && leadsTo(socket.remote(), question.target())) {
      socket.askedAbout();
    }
  }

  private boolean leadsTo(InetSocketAddress dialled, InetSocketAddress accepted) {
    return dialled.equals(accepted)
        || ledger.mayLeadTo(dialled.getAddress(), accepted.getAddress());
  }

  private void forget(long nowNanos) {
    for (OwnSocket head = closed.peek(); head != null; head = closed.peek()) {
      if (nowNanos - head.endedAtNanos() < limits.socketLinger().toNanos()) {
        return;
      }
      if (closed.remove(head)) {
        remove(head);
      }
    }
  }

  private void remove(OwnSocket socket) {
    sockets.computeIfPresent(
        socket.local(),
        (key, list) -> {
          List<OwnSocket> rest = list.stream().filter(other -> other != socket).toList();
          if (rest.size() < list.size()) {
            size.decrementAndGet();
          }
          return rest.isEmpty() ? null : rest;
        });
  }

  private static List<OwnSocket> joined(List<OwnSocket> before, List<OwnSocket> added) {
    List<OwnSocket> all = new ArrayList<>(before.size() + 1);
    all.addAll(before);
    all.addAll(added);
    return List.copyOf(all);
  }
}

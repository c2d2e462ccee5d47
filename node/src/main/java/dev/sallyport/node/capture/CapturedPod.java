// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.FailureCause;
import dev.sallyport.node.capture.netns.NamespaceThread;
import dev.sallyport.node.capture.netns.NetworkNamespace;
import io.netty.buffer.ByteBuf;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is held for one enrolled sandbox. The namespace thread alone changes its enrolment; the
 * relays of the pod use the rest from their event loops.
 */
final class CapturedPod implements RelayOwner {

  private static final Logger log = LoggerFactory.getLogger(CapturedPod.class);

  /**
   * Source ports of what is dialled to the pod in a client's name. They lie below the usual
   * ephemeral range, so that a later connection of the same client does not meet one of them.
   */
  private static final int FIRST_SOURCE_PORT = 10_240;

  private static final int SOURCE_PORTS = 32_768 - FIRST_SOURCE_PORT;

  private final PodSandbox sandbox;
  private final NetworkNamespace namespace;
  private final CaptureShared shared;
  private final UpstreamSockets sockets4;
  private final UpstreamSockets sockets6;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger sourcePort =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(SOURCE_PORTS));

  // Of the namespace thread.
  final PodListeners listeners;
  volatile boolean wanted;
  boolean gateOpen;
  boolean rulesSet;
  boolean tableFound = true;
  int ticks;
  volatile int proofsFailed;
  List<InetAddress> resolvers = List.of();
  List<CapturedConnection> openBefore = List.of();
  volatile CaptureState state = new CaptureState.Pending();

  CapturedPod(PodSandbox sandbox, NetworkNamespace namespace, CaptureShared shared) {
    this.sandbox = sandbox;
    this.namespace = namespace;
    this.shared = shared;
    NamespaceThread thread = shared.thread();
    int own = shared.marks().own();
    int pooled = shared.limits().socketsPooledPerPod();
    sockets4 = new UpstreamSockets(thread, namespace, false, own, pooled, shared.counters());
    sockets6 = new UpstreamSockets(thread, namespace, true, own, pooled, shared.counters());
    listeners = new PodListeners(this, shared);
  }

  PodSandbox sandbox() {
    return sandbox;
  }

  NetworkNamespace namespace() {
    return namespace;
  }

  @Override
  public CaptureCounters counters() {
    return shared.counters();
  }

  CapturePorts ports() {
    return shared.config().ports();
  }

  CanaryKey canaryKey() {
    return shared.canaryKey();
  }

  UpstreamSockets sockets(boolean ipv6) {
    return ipv6 ? sockets6 : sockets4;
  }

  int open() {
    return open.get();
  }

  /** Returns whether a connection dialled there is a canary: by its port, and by its address. */
  boolean isCanary(InetSocketAddress destination) {
    if (destination.getPort() != ports().canary()) {
      return false;
    }
    InetAddress address = destination.getAddress();
    return address.equals(Canary.TARGET_V4)
        || address.equals(Canary.TARGET_V6)
        || listeners.addresses().contains(address);
  }

  /** Returns whether one more connection is within the limits, and counts it in then. */
  boolean admit() {
    CaptureLimits limits = shared.limits();
    if (shared.loops().open() >= shared.connectionsMax()) {
      counters().count(CaptureCounter.LIMIT_CONNECTIONS);
      return false;
    }
    if (open.incrementAndGet() > limits.connectionsPerPod()) {
      open.decrementAndGet();
      counters().count(CaptureCounter.LIMIT_CONNECTIONS_PER_POD);
      return false;
    }
    counters().count(CaptureCounter.CONNECTIONS_OPENED);
    return true;
  }

  /** Takes back {@link #admit()} for a connection that never became a relay. */
  void release() {
    open.decrementAndGet();
  }

  /** Returns the observer's tap, or one that wants nothing when the observer fails. */
  Tap open(CapturedConnection connection) {
    try {
      return shared.observer().opened(connection);
    } catch (RuntimeException e) {
      log.warn("the observer failed on a new connection; it goes on unobserved", e);
      counters().count(CaptureCounter.OBSERVER_FAILURES);
      return Tap.BLIND;
    }
  }

  /** Tells the observer of a lookup. */
  void lookup(
      InetSocketAddress resolver,
      ByteBuf query,
      ByteBuf answerOrEmpty,
      long startedAtNanos,
      long endedAtNanos) {
    counters().count(CaptureCounter.LOOKUPS);
    try {
      shared
          .observer()
          .lookup(sandbox, resolver, query, answerOrEmpty, startedAtNanos, endedAtNanos);
    } catch (RuntimeException e) {
      log.warn("the observer failed on a lookup", e);
      counters().count(CaptureCounter.OBSERVER_FAILURES);
    }
  }

  /** Asks the observer whether a question must not pass; when it fails it passes. */
  Optional<byte[]> refusedLookup(InetSocketAddress resolver, ByteBuf query) {
    try {
      return shared.observer().refusedLookup(sandbox, resolver, query);
    } catch (RuntimeException e) {
      log.warn("the observer failed on a question", e);
      counters().count(CaptureCounter.OBSERVER_FAILURES);
      return Optional.empty();
    }
  }

  @Override
  public void closed(CloseReason why) {
    open.decrementAndGet();
    counters().closed(why);
  }

  int nextSourcePort() {
    return FIRST_SOURCE_PORT + Math.floorMod(sourcePort.getAndIncrement(), SOURCE_PORTS);
  }

  /** Sets what both sides of every relay need, and returns the channel. */
  EpollSocketChannel configure(EpollSocketChannel channel) {
    return shared.buffers().configure(channel);
  }

  /** Lets go of everything; called by the namespace thread. */
  void close() {
    listeners.close();
    sockets4.close();
    sockets6.close();
    try {
      namespace.close();
    } catch (IOException e) {
      log.warn("cannot close the namespace of pod {}: {}", sandbox.podUid(), FailureCause.of(e));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.FailureCause;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open listener of steering, with the proof that it is reached. Where it leads to may change
 * while it is open. Safe for any thread.
 */
final class SteerDoor implements RelayOwner {
  private static final Logger log = LoggerFactory.getLogger(SteerDoor.class);
  private static final long CANARY_PATIENCE_MILLIS = 2_000;

  private final SteerShared shared;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger turn = new AtomicInteger();
  private final Set<InetSocketAddress> canaries = ConcurrentHashMap.newKeySet();
  private volatile SteerListener listener;
  private volatile @Nullable Channel channel;
  private volatile @Nullable Instant reachedAt;
  private volatile String trouble = "it is being opened";

  SteerDoor(SteerListener listener, SteerShared shared) {
    this.listener = listener;
    this.shared = shared;
  }

  SteerListener listener() {
    return listener;
  }

  /** Leads later connections to the new upstreams; the address stays. */
  void lead(SteerListener changed) {
    listener = changed;
  }

  /** Returns when the listener was last proven to be reached, empty while it is not. */
  Optional<Instant> reachedAt() {
    return Optional.ofNullable(reachedAt);
  }

  /** Returns why it is not reached; empty when it is. */
  String trouble() {
    return trouble;
  }

  @Override
  public CaptureCounters counters() {
    return shared.counters();
  }

  @Override
  public void closed(CloseReason why) {
    open.decrementAndGet();
    counters().closed(why);
  }

  /** Begins to listen, or tries again, and proves that connections arrive. */
  void tend() {
    Channel current = channel;
    if (current != null && current.isActive()) {
      sendCanary();
    } else if (current == null || !current.isOpen()) {
      listen();
    }
  }

  void close() {
    Channel current = channel;
    if (current != null) {
      current.close();
    }
  }

  /** Returns whether one more connection is within the limits, and counts it in then. */
  boolean admit() {
    CaptureLimits limits = shared.settings().limits();
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

  /** Returns where the next connection goes to; empty when there is nowhere. */
  Optional<SteerListener.Upstream> next() {
    var upstreams = listener.upstreams();
    return upstreams.isEmpty()
        ? Optional.empty()
        : Optional.of(upstreams.get(Math.floorMod(turn.getAndIncrement(), upstreams.size())));
  }

  /** Returns whether the connection is one of our own canaries, which has then arrived. */
  boolean isCanary(InetSocketAddress source) {
    if (!canaries.remove(source)) {
      return false;
    }
    reachedAt = Instant.now();
    trouble = "";
    counters().count(CaptureCounter.CANARIES_ANSWERED);
    return true;
  }

  private void listen() {
    RelayLoop loop = shared.loops().next();
    EpollServerSocketChannel server = new EpollServerSocketChannel(family(listener.listen()));
    channel = server;
    server.config().setOption(ChannelOption.SO_REUSEADDR, true);
    server.config().setBacklog(shared.settings().limits().acceptBacklog());
    server.config().setOption(SocketOptions.NO_DELAY, 1);
    server.config().setOption(SocketOptions.KEEP_ALIVE, 1);
    server.pipeline().addLast(new SteerAcceptor(this, shared, loop));
    loop.loop()
        .register(server)
        .addListener(
            registered ->
                server
                    .bind(listener.listen())
                    .addListener(
                        bound -> {
                          if (bound.isSuccess()) {
                            sendCanary();
                          } else {
                            failed("it cannot listen: " + FailureCause.of(bound.cause()));
                            server.close();
                          }
                        }));
  }

  /** Dials the listener as anybody would, from a port that is noted before. */
  private void sendCanary() {
    EpollSocketChannel canary = new EpollSocketChannel(family(listener.listen()));
    canary.pipeline().addLast(new ChannelInboundHandlerAdapter());
    RelayLoop loop = shared.loops().next();
    loop.loop()
        .register(canary)
        .addListener(
            registered ->
                canary
                    .bind(new InetSocketAddress(listener.listen().getAddress(), 0))
                    .addListener(bound -> dial(canary, loop)));
  }

  private void dial(EpollSocketChannel canary, RelayLoop loop) {
    InetSocketAddress local = canary.localAddress();
    if (local == null) {
      failed("a canary cannot be sent");
      canary.close();
      return;
    }
    canaries.add(local);
    canary.connect(listener.listen());
    var unused =
        loop.loop()
            .schedule(() -> missed(canary, local), CANARY_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void missed(EpollSocketChannel canary, InetSocketAddress local) {
    canary.close();
    if (canaries.remove(local)) {
      counters().count(CaptureCounter.CANARIES_LOST);
      failed("what is dialled to it does not arrive");
    }
  }

  private void failed(String why) {
    reachedAt = null;
    if (!why.equals(trouble)) {
      log.warn("listener {} of {}: {}", listener.listen(), listener.destination(), why);
    }
    trouble = why;
  }

  static SocketProtocolFamily family(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address
        ? SocketProtocolFamily.INET6
        : SocketProtocolFamily.INET;
  }
}

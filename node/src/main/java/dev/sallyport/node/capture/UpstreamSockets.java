// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.node.capture.netns.NamespaceThread;
import dev.sallyport.node.capture.netns.NetworkNamespace;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sockets of one family made inside a pod's namespace before they are needed. The namespace thread
 * fills the pool; when it is empty the caller makes one itself. A pod that dials nothing holds
 * none. Safe for any platform thread.
 */
final class UpstreamSockets {

  private final NamespaceThread thread;
  private final NetworkNamespace namespace;
  private final boolean ipv6;
  private final int mark;
  private final int most;
  private final CaptureCounters counters;
  private final Queue<EpollSocketChannel> ready = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicBoolean filling = new AtomicBoolean();
  private volatile int wanted;
  private volatile boolean used;
  private volatile boolean closed;

  UpstreamSockets(
      NamespaceThread thread,
      NetworkNamespace namespace,
      boolean ipv6,
      int mark,
      int most,
      CaptureCounters counters) {
    this.thread = thread;
    this.namespace = namespace;
    this.ipv6 = ipv6;
    this.mark = mark;
    this.most = most;
    this.counters = counters;
  }

  /** Returns a socket that is not connected or registered yet. */
  EpollSocketChannel take() throws IOException {
    used = true;
    EpollSocketChannel pooled = ready.poll();
    if (pooled == null) {
      wanted = Math.min(most, Math.max(2, wanted * 2));
      refill();
      counters.count(CaptureCounter.SOCKETS_MADE_INLINE);
      return namespace.inside(thread.home(), this::make);
    }
    counters.count(CaptureCounter.SOCKETS_POOLED);
    if (size.decrementAndGet() <= wanted / 2) {
      refill();
    }
    return pooled;
  }

  /** Lets go of sockets that nobody took since the last call. */
  void trim() {
    if (!used) {
      wanted = 0;
      drop();
    }
    used = false;
  }

  void close() {
    closed = true;
    drop();
  }

  private void refill() {
    if (most > 0 && !closed && filling.compareAndSet(false, true)) {
      thread.execute(this::fill);
    }
  }

  private void fill() {
    try {
      int missing = wanted - size.get();
      if (!closed && missing > 0) {
        namespace.inside(
            thread.home(),
            () -> {
              for (int i = 0; i < missing; i++) {
                ready.add(make());
                size.incrementAndGet();
              }
              return true;
            });
      }
    } catch (IOException | RuntimeException e) {
      counters.count(CaptureCounter.LIMIT_DESCRIPTORS);
      wanted = 0;
    } finally {
      filling.set(false);
      if (closed) {
        drop();
      }
    }
  }

  private EpollSocketChannel make() {
    EpollSocketChannel socket =
        new EpollSocketChannel(ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
    socket.config().setOption(SocketOptions.MARK, mark);
    socket
        .config()
        .setOption(ipv6 ? SocketOptions.TRANSPARENT_V6 : SocketOptions.TRANSPARENT_V4, 1);
    socket.config().setOption(ChannelOption.SO_REUSEADDR, true);
    socket.config().setOption(SocketOptions.KEEP_ALIVE, 1);
    return socket;
  }

  private void drop() {
    for (EpollSocketChannel each = ready.poll(); each != null; each = ready.poll()) {
      size.decrementAndGet();
      each.unsafe().closeForcibly();
    }
  }
}

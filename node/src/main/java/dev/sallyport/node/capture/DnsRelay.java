// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes lookups over UDP on to one of the pod's resolvers and the answers back, unchanged. Every
 * client socket gets an upstream socket of its own, so that the kernel's random ports keep
 * protecting against forged answers.
 */
final class DnsRelay {

  private static final Logger log = LoggerFactory.getLogger(DnsRelay.class);
  private static final int DATAGRAM_MAX = 65_535;
  private static final long SWEEP_MILLIS = 1000;

  private final CapturedPod pod;
  private final CaptureShared shared;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile @Nullable InetSocketAddress resolver;

  DnsRelay(CapturedPod pod, CaptureShared shared) {
    this.pod = pod;
    this.shared = shared;
  }

  void resolver(InetSocketAddress address) {
    resolver = address;
  }

  /** Returns how many clients wait for an answer. */
  int waiting() {
    return waiting.get();
  }

  static void configure(EpollDatagramChannel channel) {
    channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(DATAGRAM_MAX));
  }

  /** Returns the handler of a listener, to be used on that loop only. */
  ChannelHandler listener(RelayLoop loop) {
    return new Listener(loop);
  }

  private final class Listener extends SimpleChannelInboundHandler<DatagramPacket> {

    private final RelayLoop loop;
    private final Map<InetSocketAddress, DnsSession> sessions = new LinkedHashMap<>();

    Listener(RelayLoop loop) {
      this.loop = loop;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.executor()
          .scheduleWithFixedDelay(
              () -> giveUp(System.nanoTime()), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
      InetSocketAddress client = packet.sender();
      DnsSession session = sessions.get(client);
      if (session == null) {
        session = begin(ctx, client);
      }
      if (session != null) {
        session.ask(packet.content());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      log.debug("a lookup failed", cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      sessions.values().forEach(DnsSession::close);
      waiting.addAndGet(-sessions.size());
      sessions.clear();
    }

    private @Nullable DnsSession begin(ChannelHandlerContext ctx, InetSocketAddress client) {
      InetSocketAddress to = resolver;
      if (to == null) {
        return null;
      }
      if (sessions.size() >= shared.limits().lookupsInFlightPerPod()) {
        shared.counters().count(CaptureCounter.LIMIT_LOOKUPS_IN_FLIGHT);
        Iterator<DnsSession> oldest = sessions.values().iterator();
        oldest.next().close();
        oldest.remove();
        waiting.decrementAndGet();
      }
      try {
        EpollDatagramChannel upstream =
            pod.namespace().inside(shared.thread().home(), () -> socket(to));
        DnsSession session =
            new DnsSession(pod, shared, ctx.channel(), client, to, upstream, () -> ended(client));
        session.start(loop);
        sessions.put(client, session);
        waiting.incrementAndGet();
        return session;
      } catch (IOException | RuntimeException e) {
        shared.counters().count(CaptureCounter.LIMIT_DESCRIPTORS);
        log.debug("no socket for a lookup", e);
        return null;
      }
    }

    private EpollDatagramChannel socket(InetSocketAddress to) {
      boolean v6 = to.getAddress().getAddress().length == 16;
      EpollDatagramChannel upstream =
          new EpollDatagramChannel(v6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
      upstream.config().setOption(SocketOptions.MARK, shared.marks().own());
      configure(upstream);
      return upstream;
    }

    private void giveUp(long nowNanos) {
      int before = sessions.size();
      sessions.values().removeIf(session -> session.giveUp(nowNanos));
      waiting.addAndGet(sessions.size() - before);
    }

    private void ended(InetSocketAddress client) {
      if (sessions.remove(client) != null) {
        waiting.decrementAndGet();
      }
    }
  }

  /** Returns the number that joins question and answer, or -1 when the message is too short. */
  static int id(ByteBuf message) {
    return message.readableBytes() < 12 ? -1 : message.getUnsignedShort(message.readerIndex());
  }
}

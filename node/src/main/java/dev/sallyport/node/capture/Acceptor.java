// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.FailureCause;
import dev.sallyport.model.Vantage;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the connections of one listener: finds out where they were dialled to, and dials there
 * at once, since in many protocols the server speaks first. Confined to the listener's event loop,
 * or to that of the connection once it was handed over.
 */
final class Acceptor extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(Acceptor.class);
  private static final long PAUSE_MILLIS = 100;
  private static final int DNS_PORT = 53;

  private final CapturedPod pod;
  private final RelayLoops loops;
  private final RelayLoop mine;
  private final Vantage vantage;
  private final boolean ipv6;

  Acceptor(CapturedPod pod, RelayLoops loops, RelayLoop mine, Vantage vantage, boolean ipv6) {
    this.pod = pod;
    this.loops = loops;
    this.mine = mine;
    this.vantage = vantage;
    this.ipv6 = ipv6;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    EpollSocketChannel client = (EpollSocketChannel) message;
    RelayLoop loop = loops.forConnectionOf(mine);
    if (loop == mine) {
      takeOver(client, loop);
    } else {
      loop.loop().execute(() -> takeOver(client, loop));
    }
  }

  /** Accepting fails when descriptors run out; trying again at once would only spin. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    pod.counters().count(CaptureCounter.LIMIT_DESCRIPTORS);
    log.warn("cannot accept: {}", FailureCause.of(cause));
    Channel listener = ctx.channel();
    listener.config().setAutoRead(false);
    ctx.executor()
        .schedule(() -> listener.config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void takeOver(EpollSocketChannel client, RelayLoop loop) {
    try {
      InetSocketAddress destination = destination(client);
      if (pod.isCanary(destination)) {
        CanaryAnswer.serve(client, loop, pod.canaryKey(), vantage);
      } else if (isOwnListener(destination)) {
        pod.counters().count(CaptureCounter.LOOPS_REFUSED);
        refuse(client);
      } else if (!pod.admit()) {
        refuse(client);
      } else {
        relay(client, loop, destination);
      }
    } catch (IOException | RuntimeException e) {
      log.debug("cannot take over a connection", e);
      refuse(client);
    }
  }

  private void relay(EpollSocketChannel client, RelayLoop loop, InetSocketAddress destination)
      throws IOException {
    EpollSocketChannel server;
    try {
      server = pod.sockets(ipv6).take();
    } catch (IOException | RuntimeException e) {
      pod.counters().count(CaptureCounter.LIMIT_DESCRIPTORS);
      pod.release();
      throw e;
    }
    long now = System.nanoTime();
    InetSocketAddress source = client.remoteAddress();
    CapturedConnection connection =
        new CapturedConnection(pod.sandbox(), vantage, source, destination, now);
    Tap tap = isLookup(destination) ? new LookupTap(pod, connection) : pod.open(connection);
    Relay relay = new Relay(pod, loop, client, server, tap, now);
    if (relay.isClosed()) {
      // It is not allowed, so nobody is dialled.
      return;
    }
    client.config().setAutoRead(false);
    pod.configure(client).pipeline().addLast(relay.fromClient());
    pod.configure(server).pipeline().addLast(relay.fromServer());
    loop.loop().register(client);
    loop.loop().register(server);
    if (vantage == Vantage.CLIENT) {
      new Dial(relay, server, destination, null, 0).start();
    } else {
      new Dial(relay, server, destination, source.getAddress(), pod.nextSourcePort()).start();
    }
  }

  private InetSocketAddress destination(EpollSocketChannel client) throws IOException {
    return vantage == Vantage.SERVER
        ? client.localAddress()
        : SocketOptions.originalDestination(client, ipv6);
  }

  /** Somebody in the pod dialled the listener itself; going on would dial it again for ever. */
  private boolean isOwnListener(InetSocketAddress destination) {
    InetAddress address = destination.getAddress();
    return address.isLoopbackAddress()
        && (destination.getPort() == pod.ports().outbound()
            || destination.getPort() == pod.ports().inbound());
  }

  private boolean isLookup(InetSocketAddress destination) {
    return vantage == Vantage.CLIENT && destination.getPort() == DNS_PORT;
  }

  private static void refuse(EpollSocketChannel client) {
    Relay.reset(client);
    client.unsafe().closeForcibly();
  }
}

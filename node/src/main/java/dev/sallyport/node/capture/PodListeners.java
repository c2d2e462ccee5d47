// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.Vantage;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The sockets in a pod's namespace on which its traffic arrives, for each family. All are bound to
 * the loopback address, so that nobody outside the pod can reach them. Changed by the namespace
 * thread.
 */
final class PodListeners {

  private static final int RESOLVERS_MAX = 3;
  private static final long BIND_SECONDS = 5;

  private final CapturedPod pod;
  private final CaptureShared shared;
  private final List<Channel> channels = new ArrayList<>();
  private final DnsRelay[] dns = new DnsRelay[RESOLVERS_MAX];
  private boolean ipv4;
  private boolean ipv6;
  private volatile Set<InetAddress> addresses = Set.of();

  PodListeners(CapturedPod pod, CaptureShared shared) {
    this.pod = pod;
    this.shared = shared;
  }

  boolean ipv4() {
    return ipv4;
  }

  boolean ipv6() {
    return ipv6;
  }

  /** Returns the addresses of the pod as last seen, loopback and link-local left out. */
  Set<InetAddress> addresses() {
    return addresses;
  }

  void addresses(Set<InetAddress> seen) {
    addresses = Set.copyOf(seen);
  }

  /**
   * Opens what is not open yet of one family; called inside the pod's namespace.
   *
   * @throws IOException when a port is taken, or the family has no loopback address here
   */
  void open(boolean v6) throws IOException {
    if (v6 ? ipv6 : ipv4) {
      return;
    }
    List<Channel> opened = new ArrayList<>();
    try {
      opened.add(listen(v6, Vantage.CLIENT, pod.ports().outbound()));
      opened.add(listen(v6, Vantage.SERVER, pod.ports().inbound()));
      for (int i = 0; i < RESOLVERS_MAX; i++) {
        opened.add(lookups(v6, i));
      }
      opened.add(heart(v6));
    } catch (IOException | RuntimeException e) {
      opened.forEach(Channel::close);
      throw e;
    }
    channels.addAll(opened);
    if (v6) {
      ipv6 = true;
    } else {
      ipv4 = true;
    }
  }

  void resolvers(List<InetAddress> resolvers) {
    for (int i = 0; i < RESOLVERS_MAX; i++) {
      DnsRelay relay = dns[i];
      if (relay != null && i < resolvers.size()) {
        relay.resolver(new InetSocketAddress(resolvers.get(i), 53));
      }
    }
  }

  void close() {
    channels.forEach(Channel::close);
    channels.clear();
    ipv4 = false;
    ipv6 = false;
  }

  private Channel listen(boolean v6, Vantage vantage, int port) throws IOException {
    RelayLoop loop = shared.loops().next();
    EpollServerSocketChannel listener = new EpollServerSocketChannel(family(v6));
    listener.config().setOption(ChannelOption.SO_REUSEADDR, true);
    listener.config().setBacklog(shared.limits().acceptBacklog());
    listener.config().setOption(SocketOptions.NO_DELAY, 1);
    listener.config().setOption(SocketOptions.KEEP_ALIVE, 1);
    if (vantage == Vantage.SERVER) {
      listener
          .config()
          .setOption(v6 ? SocketOptions.TRANSPARENT_V6 : SocketOptions.TRANSPARENT_V4, 1);
    }
    return bind(listener, loop, new Acceptor(pod, shared.loops(), loop, vantage, v6), v6, port);
  }

  private Channel lookups(boolean v6, int number) throws IOException {
    RelayLoop loop = shared.loops().next();
    EpollDatagramChannel listener = new EpollDatagramChannel(family(v6));
    DnsRelay relay = dns[number];
    if (relay == null) {
      relay = new DnsRelay(pod, shared);
      dns[number] = relay;
    }
    DnsRelay.configure(listener);
    return bind(listener, loop, relay.listener(loop), v6, pod.ports().dns() + number);
  }

  private Channel heart(boolean v6) throws IOException {
    EpollDatagramChannel heart = new EpollDatagramChannel(family(v6));
    heart.config().setOption(SocketOptions.MARK, shared.marks().own());
    heart.pipeline().addLast(new Heartbeat.Deaf());
    RelayLoop loop = shared.loops().all().getLast();
    await(loop.loop().register(heart));
    await(heart.connect(new InetSocketAddress(loopback(v6), pod.ports().heartbeat())));
    shared.heartbeat().add(heart);
    return heart;
  }

  private static <C extends UnixChannel> C bind(
      C channel, RelayLoop loop, ChannelHandler handler, boolean v6, int port) throws IOException {
    channel.pipeline().addLast(handler);
    await(loop.loop().register(channel));
    try {
      await(channel.bind(new InetSocketAddress(loopback(v6), port)));
    } catch (IOException e) {
      channel.close();
      throw new IOException("cannot listen on port " + port + ": " + e.getMessage(), e);
    }
    return channel;
  }

  private static void await(ChannelFuture future) throws IOException {
    if (!future.awaitUninterruptibly(BIND_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("the event loop did not answer within " + BIND_SECONDS + " s");
    }
    if (!future.isSuccess()) {
      Throwable cause = future.cause();
      throw cause instanceof IOException io ? io : new IOException(cause);
    }
  }

  private static InetAddress loopback(boolean v6) {
    return InetAddress.ofLiteral(v6 ? "::1" : "127.0.0.1");
  }

  private static SocketProtocolFamily family(boolean v6) {
    return v6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.FailureCause;
import dev.sallyport.model.Vantage;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets in a pod's namespace on which its traffic arrives, for each family. All are bound to
 * the loopback address, so that nobody outside the pod can reach them. Changed by the namespace
 * thread.
 */
final class PodListeners {

  private static final Logger log = LoggerFactory.getLogger(PodListeners.class);

  /** A port from which nothing comes. */
  private static final int DISCARD = 9;

  private static final int RESOLVERS_MAX = 3;
  private static final long OPEN_SECONDS = 5;

  private final CapturedPod pod;
  private final CaptureShared shared;
  private final List<Channel> channels = new ArrayList<>();
  private final List<Channel> hearts = new ArrayList<>();
  private final List<Channel> lookups = new ArrayList<>();
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
    Opening opening = new Opening();
    try {
      listen(opening, v6, Vantage.CLIENT, pod.ports().outbound());
      listen(opening, v6, Vantage.SERVER, pod.ports().inbound());
      List<Channel> names = new ArrayList<>();
      for (int i = 0; i < RESOLVERS_MAX; i++) {
        names.add(lookups(opening, v6, i));
      }
      Channel heart = heart(opening, v6);
      opening.await();
      lookups.addAll(names);
      hearts.add(heart);
    } catch (IOException | RuntimeException e) {
      opening.channels.forEach(Channel::close);
      throw e;
    }
    channels.addAll(opening.channels);
    if (v6) {
      ipv6 = true;
    } else {
      ipv4 = true;
    }
  }

  void resolvers(List<InetAddress> resolvers) {
    for (int i = 0; i < Math.min(RESOLVERS_MAX, resolvers.size()); i++) {
      relay(i).resolver(new InetSocketAddress(resolvers.get(i), 53));
    }
  }

  private DnsRelay relay(int number) {
    DnsRelay relay = dns[number];
    if (relay == null) {
      relay = new DnsRelay(pod, shared);
      dns[number] = relay;
    }
    return relay;
  }

  /** Stops the heartbeat of this program, since the rules lead to another one now. */
  void still() {
    hearts.forEach(Channel::close);
    hearts.clear();
  }

  /**
   * Beats again after {@link #still}.
   *
   * @throws IOException when the sockets cannot be made
   */
  void beat() throws IOException {
    Opening opening = new Opening();
    if (hearts.isEmpty()) {
      List<Channel> again = new ArrayList<>();
      if (ipv4) {
        again.add(heart(opening, false));
      }
      if (ipv6) {
        again.add(heart(opening, true));
      }
      opening.await();
      hearts.addAll(again);
      channels.addAll(again);
    }
  }

  /** Returns whether no question about a name waits for its answer; may be a little old. */
  boolean quiet() {
    for (DnsRelay each : dns) {
      if (each != null && each.waiting() > 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Lets a program that takes over bind the ports of lookups beside this one, or nobody any more.
   * While it is let, a process of the pod may bind them too, if to the node it is the same user as
   * this program: root without a user namespace. The kernel asks both sockets when the later one
   * binds, so it need not have been let before. Completes on the loops of the sockets.
   */
  List<Future<?>> share(boolean ports) {
    List<Future<?>> set = new ArrayList<>();
    for (Channel each : lookups) {
      set.add(each.eventLoop().submit(() -> share(each, ports)));
    }
    return set;
  }

  private static void share(Channel listener, boolean ports) {
    if (listener.isOpen()) {
      listener.config().setOption(UnixChannelOption.SO_REUSEPORT, ports);
    }
  }

  /** Accepts no connections any more; lookups are still answered. */
  void closeConnections() {
    channels.stream().filter(each -> !lookups.contains(each)).forEach(Channel::close);
  }

  /**
   * Takes no questions any more, but answers those that came. The sockets are connected to nobody
   * in particular: the kernel then gives what comes to the other program's socket of the same port,
   * which closing could not do without losing what waits to be read.
   */
  void deafen() {
    for (Channel each : lookups) {
      if (each instanceof EpollDatagramChannel open) {
        each.eventLoop().execute(() -> deafen(open));
      }
    }
  }

  private static void deafen(EpollDatagramChannel listener) {
    InetSocketAddress local = listener.localAddress();
    if (listener.isOpen() && local != null) {
      try {
        // Not by the channel, which would take all that it still reads for the peer's.
        new Socket(listener.fd().intValue())
            .connect(new InetSocketAddress(local.getAddress(), DISCARD));
      } catch (IOException e) {
        log.debug("a listener for lookups goes on until it is closed", e);
      }
    }
  }

  /** Answers no lookups any more. */
  void closeLookups() {
    lookups.forEach(Channel::close);
  }

  void close() {
    channels.forEach(Channel::close);
    channels.clear();
    hearts.clear();
    ipv4 = false;
    ipv6 = false;
  }

  private void listen(Opening opening, boolean v6, Vantage vantage, int port) {
    RelayLoop loop = shared.loops().next();
    EpollServerSocketChannel listener = opening.add(new EpollServerSocketChannel(family(v6)));
    listener.config().setOption(ChannelOption.SO_REUSEADDR, true);
    listener.config().setBacklog(shared.limits().acceptBacklog());
    listener.config().setOption(SocketOptions.NO_DELAY, 1);
    listener.config().setOption(SocketOptions.KEEP_ALIVE, 1);
    if (vantage == Vantage.SERVER) {
      listener
          .config()
          .setOption(v6 ? SocketOptions.TRANSPARENT_V6 : SocketOptions.TRANSPARENT_V4, 1);
    }
    listener.pipeline().addLast(new Acceptor(pod, shared.loops(), loop, vantage, v6));
    opening.bind(listener, loop, new InetSocketAddress(loopback(v6), port));
  }

  private Channel lookups(Opening opening, boolean v6, int number) {
    RelayLoop loop = shared.loops().next();
    EpollDatagramChannel listener = opening.add(new EpollDatagramChannel(family(v6)));
    DnsRelay relay = relay(number);
    DnsRelay.configure(listener);
    // A program that takes over shares the port until the one before has no question left.
    listener.config().setOption(UnixChannelOption.SO_REUSEPORT, shared.sharing().get());
    listener.pipeline().addLast(relay.listener(loop));
    opening.bind(listener, loop, new InetSocketAddress(loopback(v6), pod.ports().dns() + number));
    return listener;
  }

  private Channel heart(Opening opening, boolean v6) {
    EpollDatagramChannel heart = opening.add(new EpollDatagramChannel(family(v6)));
    heart.config().setOption(SocketOptions.MARK, shared.marks().own());
    heart.pipeline().addLast(new Heartbeat.Deaf());
    opening.connect(
        heart,
        shared.loops().all().getLast(),
        new InetSocketAddress(loopback(v6), pod.ports().heartbeat()));
    shared.heartbeat().add(heart);
    return heart;
  }

  private static InetAddress loopback(boolean v6) {
    return InetAddress.ofLiteral(v6 ? "::1" : "127.0.0.1");
  }

  private static SocketProtocolFamily family(boolean v6) {
    return v6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
  }

  /**
   * Sockets of one family that are being opened, all at once: each needs turns of an event loop.
   */
  private static final class Opening {

    private final List<Channel> channels = new ArrayList<>();
    private final List<CompletableFuture<?>> steps = new ArrayList<>();

    <C extends Channel> C add(C channel) {
      channels.add(channel);
      return channel;
    }

    void bind(Channel channel, RelayLoop loop, InetSocketAddress address) {
      step(channel, loop, () -> channel.bind(address), "listen on port " + address.getPort());
    }

    void connect(Channel channel, RelayLoop loop, InetSocketAddress address) {
      step(channel, loop, () -> channel.connect(address), "use port " + address.getPort());
    }

    void await() throws IOException {
      try {
        CompletableFuture.allOf(steps.toArray(CompletableFuture[]::new))
            .get(OPEN_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        Throwable cause = e.getCause();
        throw cause instanceof IOException io ? io : new IOException(cause);
      } catch (TimeoutException e) {
        throw new IOException("the event loops did not answer within " + OPEN_SECONDS + " s", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }

    private void step(
        Channel channel, RelayLoop loop, Supplier<ChannelFuture> action, String what) {
      CompletableFuture<Void> step = new CompletableFuture<>();
      steps.add(step);
      loop.loop()
          .register(channel)
          .addListener(
              registered -> {
                if (registered.isSuccess()) {
                  action.get().addListener(done -> settle(step, done.cause(), what));
                } else {
                  settle(step, registered.cause(), what);
                }
              });
    }

    private static void settle(
        CompletableFuture<Void> step, @Nullable Throwable failure, String what) {
      if (failure == null) {
        step.complete(null);
      } else {
        step.completeExceptionally(
            new IOException("cannot " + what + ": " + FailureCause.of(failure), failure));
      }
    }
  }
}

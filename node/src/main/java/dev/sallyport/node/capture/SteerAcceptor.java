// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.FailureCause;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the connections of one listener of steering: finds out whose they are, then dials on.
 * A client that is gone as soon as it has its answer could not be found any more afterwards.
 */
final class SteerAcceptor extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(SteerAcceptor.class);
  private static final long PAUSE_MILLIS = 100;

  private final SteerDoor door;
  private final SteerShared shared;
  private final RelayLoop mine;

  SteerAcceptor(SteerDoor door, SteerShared shared, RelayLoop mine) {
    this.door = door;
    this.shared = shared;
    this.mine = mine;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    EpollSocketChannel client = (EpollSocketChannel) message;
    InetSocketAddress source = client.remoteAddress();
    if (source == null || door.isCanary(source)) {
      client.unsafe().closeForcibly();
    } else if (!door.admit()) {
      refuse(client);
    } else {
      identify(client, source);
    }
  }

  /** Accepting fails when descriptors run out; trying again at once would only spin. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    door.counters().count(CaptureCounter.LIMIT_DESCRIPTORS);
    log.warn("cannot accept: {}", FailureCause.of(cause));
    Channel listener = ctx.channel();
    listener.config().setAutoRead(false);
    ctx.executor()
        .schedule(() -> listener.config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void identify(EpollSocketChannel client, InetSocketAddress source) {
    RelayLoop loop = shared.loops().forConnectionOf(mine);
    Arrival arrival = new Arrival(client, loop, source, System.nanoTime());
    loop.loop().execute(arrival::await);
    shared.owners().owner(source, door.listener().listen(), arrival::owned);
  }

  /** A connection that waits until it is known whose it is; confined to its loop but for one. */
  private final class Arrival {
    private final EpollSocketChannel client;
    private final RelayLoop loop;
    private final InetSocketAddress source;
    private final long openedAtNanos;
    private @Nullable Future<?> patience;
    private boolean gone;

    Arrival(
        EpollSocketChannel client, RelayLoop loop, InetSocketAddress source, long openedAtNanos) {
      this.client = client;
      this.loop = loop;
      this.source = source;
      this.openedAtNanos = openedAtNanos;
    }

    /** May be called on any thread. */
    void owned(String podUid) {
      loop.loop().execute(() -> goOn(podUid));
    }

    void await() {
      if (!gone) {
        patience =
            loop.loop()
                .schedule(
                    this::giveUp, shared.settings().ownerWait().toMillis(), TimeUnit.MILLISECONDS);
      }
    }

    private void giveUp() {
      if (!gone) {
        door.counters().count(CaptureCounter.LIMIT_OWNER_WAIT);
        goOn("");
      }
    }

    private void goOn(String podUid) {
      if (gone) {
        return;
      }
      gone = true;
      if (patience != null) {
        patience.cancel(false);
      }
      takeOver(client, loop, source, podUid, openedAtNanos);
    }
  }

  private void takeOver(
      EpollSocketChannel client,
      RelayLoop loop,
      InetSocketAddress source,
      String podUid,
      long openedAtNanos) {
    SteerListener listener = door.listener();
    Optional<SteerListener.Upstream> upstream = door.next();
    if (upstream.isEmpty()) {
      door.closed(CloseReason.REFUSED);
      refuse(client);
      return;
    }
    try {
      relay(
          client,
          loop,
          new SteeredConnection(listener, upstream.get(), source, podUid, openedAtNanos));
    } catch (RuntimeException e) {
      log.debug("cannot take over a connection", e);
      door.counters().count(CaptureCounter.LIMIT_DESCRIPTORS);
      door.closed(CloseReason.LIMIT);
      refuse(client);
    }
  }

  private void relay(EpollSocketChannel client, RelayLoop loop, SteeredConnection connection) {
    InetSocketAddress upstream = connection.upstream().address();
    EpollSocketChannel server = new EpollSocketChannel(SteerDoor.family(upstream));
    server.config().setOption(ChannelOption.TCP_NODELAY, true);
    server.config().setOption(SocketOptions.KEEP_ALIVE, 1);
    // The time allowed for connecting begins now, however long it took to know the source.
    Relay relay = new Relay(door, loop, client, server, tap(connection), System.nanoTime());
    if (relay.isClosed()) {
      // It is not allowed, so nobody is dialled.
      return;
    }
    client.config().setAutoRead(false);
    shared.buffers().configure(client).pipeline().addLast(relay.fromClient());
    shared.buffers().configure(server).pipeline().addLast(relay.fromServer());
    loop.loop().register(client);
    loop.loop().register(server);
    new Dial(relay, server, upstream, null, 0).start();
  }

  private Tap tap(SteeredConnection connection) {
    try {
      return shared.observer().steered(connection);
    } catch (RuntimeException e) {
      log.warn("the observer failed on a new connection; it goes on unobserved", e);
      door.counters().count(CaptureCounter.OBSERVER_FAILURES);
      return Tap.BLIND;
    }
  }

  private static void refuse(EpollSocketChannel client) {
    Relay.reset(client);
    client.unsafe().closeForcibly();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection through this program: the side that the client opened and the side towards the
 * server, both on the same event loop, to which everything here is confined.
 */
final class Relay implements Tap.Traffic, Guard.Outlet {

  /** How long a client may take to read why it is hung up on, before it is closed. */
  private static final long LINGER_MILLIS = 2_000;

  private static final Logger log = LoggerFactory.getLogger(Relay.class);

  /** The state of a socket without a connection, in {@code netinet/tcp.h}. */
  private static final int TCP_CLOSE = 7;

  /** Neighbours in the list of {@link RelayLoop}, which alone touches them. */
  @Nullable Relay older;

  @Nullable Relay newer;

  private final RelayOwner owner;
  private final RelayLoop loop;
  private final EpollSocketChannel client;
  private final EpollSocketChannel server;
  private final RelayHandler fromClient;
  private final RelayHandler fromServer;
  private final long openedAtNanos;
  private Tap tap;
  private @Nullable Guard guard;
  private boolean wantsBytes = true;
  private boolean connected;
  private boolean closed;
  private boolean hangingUp;
  private int halvesEnded;
  private long fromClientBytes;
  private long fromServerBytes;
  private long fromClientCounted;
  private long fromServerCounted;

  Relay(
      RelayOwner owner,
      RelayLoop loop,
      EpollSocketChannel client,
      EpollSocketChannel server,
      Tap tap,
      long openedAtNanos) {
    this.owner = owner;
    this.loop = loop;
    this.client = client;
    this.server = server;
    this.tap = tap;
    this.fromClient = new RelayHandler(this, Direction.FROM_CLIENT, client, server);
    this.fromServer = new RelayHandler(this, Direction.FROM_SERVER, server, client);
    this.openedAtNanos = openedAtNanos;
    loop.add(this);
    try {
      tap.relayed(this);
      tap.guarded(this);
    } catch (RuntimeException e) {
      blind(e);
    }
  }

  @Override
  public long fromClientBytes() {
    return fromClientBytes;
  }

  @Override
  public long fromServerBytes() {
    return fromServerBytes;
  }

  RelayOwner owner() {
    return owner;
  }

  /** Returns the handler for the client's side, which waits until the server's side stands. */
  RelayHandler fromClient() {
    return fromClient;
  }

  /** Returns the handler for the server's side. */
  RelayHandler fromServer() {
    return fromServer;
  }

  /** Returns the handler of the other side. */
  RelayHandler other(Direction than) {
    return than == Direction.FROM_CLIENT ? fromServer : fromClient;
  }

  private RelayHandler from(Direction direction) {
    return direction == Direction.FROM_CLIENT ? fromClient : fromServer;
  }

  boolean isConnected() {
    return connected;
  }

  boolean isHalfEnded() {
    return halvesEnded > 0;
  }

  boolean isClosed() {
    return closed;
  }

  boolean isConnectOverdue(long nowNanos, long timeoutNanos) {
    return !connected && nowNanos - openedAtNanos > timeoutNanos;
  }

  /**
   * Returns which side was reset after one had ended; null while none was. Such a reset is no news
   * to the event loop, since nothing is left to be read, and yet the kernel reports it for ever.
   */
  @Nullable CloseReason resetUnnoticed() {
    if (!isHalfEnded() || closed) {
      return null;
    }
    if (isOver(client)) {
      return CloseReason.CLIENT_RESET;
    }
    return isOver(server) ? CloseReason.SERVER_RESET : null;
  }

  private static boolean isOver(EpollSocketChannel channel) {
    try {
      return channel.tcpInfo().state() == TCP_CLOSE;
    } catch (io.netty.channel.ChannelException gone) {
      log.debug("cannot ask for the state of a socket that ended", gone);
      return true;
    }
  }

  /** The server accepted; from now on bytes flow. */
  void connected(InetSocketAddress local, InetSocketAddress remote) {
    connected = true;
    try {
      tap.upstreamConnected(local, remote);
    } catch (RuntimeException e) {
      blind(e);
    }
    fromClient.peerConnected();
  }

  /** Counts and shows what was read, before it is passed on. */
  void moved(Direction direction, ByteBuf bytes) {
    count(direction, bytes);
    if (wantsBytes) {
      show(direction, bytes);
    }
  }

  private void count(Direction direction, ByteBuf bytes) {
    if (direction == Direction.FROM_CLIENT) {
      fromClientBytes += bytes.readableBytes();
    } else {
      fromServerBytes += bytes.readableBytes();
    }
  }

  /** Gives what was read to the guard, if there is one, which takes it over. */
  boolean guarded(Direction direction, ByteBuf bytes, boolean counted) {
    Guard by = guard;
    if (hangingUp) {
      bytes.release();
      return true;
    }
    if (by == null) {
      return false;
    }
    if (!counted) {
      count(direction, bytes);
    }
    try {
      by.read(direction, bytes, System.nanoTime());
    } catch (RuntimeException e) {
      broken(e);
    }
    return true;
  }

  /** Leaves the end of a direction to the guard, if there is one. */
  boolean guardedEnd(Direction direction) {
    Guard by = guard;
    if (by == null || hangingUp) {
      return hangingUp;
    }
    try {
      by.ended(direction, System.nanoTime());
    } catch (RuntimeException e) {
      broken(e);
    }
    return true;
  }

  @Override
  public void guard(Guard by) {
    guard = by;
  }

  @Override
  public boolean isGuarded() {
    return guard != null;
  }

  @Override
  public void unguard() {
    guard = null;
    if (!closed) {
      fromClient.hold(false);
      fromServer.hold(false);
    }
  }

  @Override
  public void pass(Direction direction, ByteBuf bytes) {
    if (closed || (hangingUp && direction == Direction.FROM_CLIENT)) {
      bytes.release();
    } else {
      from(direction).pass(bytes);
    }
  }

  @Override
  public void flush() {
    if (!closed) {
      fromClient.flush();
      fromServer.flush();
    }
  }

  @Override
  public void end(Direction direction) {
    if (!closed) {
      from(direction).end();
    }
  }

  @Override
  public void hold(Direction direction, boolean hold) {
    if (!closed) {
      from(direction).hold(hold);
    }
  }

  @Override
  public void hangUp() {
    if (closed || hangingUp) {
      return;
    }
    hangingUp = true;
    if (!connected) {
      abort(CloseReason.DENIED);
      return;
    }
    reset(server);
    server.close();
    client.config().setAutoRead(true);
    client
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              client.shutdownOutput();
              client
                  .eventLoop()
                  .schedule(() -> end(CloseReason.DENIED), LINGER_MILLIS, TimeUnit.MILLISECONDS);
            });
  }

  @Override
  public void cut() {
    abort(CloseReason.DENIED);
  }

  boolean isHangingUp() {
    return hangingUp;
  }

  /** Adds what moved since the last time to the counters, so that they do not wait for the end. */
  void countBytes() {
    long fromClient = fromClientBytes - fromClientCounted;
    long fromServer = fromServerBytes - fromServerCounted;
    if (fromClient + fromServer > 0) {
      fromClientCounted = fromClientBytes;
      fromServerCounted = fromServerBytes;
      owner.counters().add(CaptureCounter.BYTES_FROM_CLIENT, fromClient);
      owner.counters().add(CaptureCounter.BYTES_FROM_SERVER, fromServer);
    }
  }

  /** One side ended its half and the other was told so; the second time ends the connection. */
  void halfEnded() {
    halvesEnded++;
    if (halvesEnded == 2) {
      end(CloseReason.FINISHED);
    }
  }

  /** Resets both sides. A side that reset itself is closed already and does not mind. */
  void abort(CloseReason why) {
    if (!closed) {
      reset(client);
      reset(server);
      end(why);
    }
  }

  static void reset(EpollSocketChannel channel) {
    try {
      if (channel.isOpen()) {
        channel.config().setSoLinger(0);
      }
    } catch (io.netty.channel.ChannelException e) {
      log.debug("cannot set SO_LINGER on a socket that ended", e);
    }
  }

  private void end(CloseReason why) {
    if (closed) {
      return;
    }
    closed = true;
    close(client);
    close(server);
    loop.remove(this);
    Guard by = guard;
    guard = null;
    if (by != null) {
      try {
        by.closed();
      } catch (RuntimeException e) {
        log.warn("a guard failed at the end of its connection", e);
      }
    }
    countBytes();
    owner.closed(why);
    try {
      tap.closed(why, fromClientBytes, fromServerBytes, System.nanoTime());
    } catch (RuntimeException e) {
      blind(e);
    }
  }

  /** One that is not allowed may end before its channels belong to a loop. */
  private static void close(EpollSocketChannel channel) {
    if (channel.isRegistered()) {
      channel.close();
    } else {
      channel.unsafe().closeForcibly();
    }
  }

  /** What a guard held is lost, and what it would have decided is not known. */
  private void broken(RuntimeException e) {
    log.warn("a guard failed; its connection is reset", e);
    owner.counters().count(CaptureCounter.GUARD_FAILURES);
    abort(CloseReason.LIMIT);
  }

  private void show(Direction direction, ByteBuf bytes) {
    try {
      wantsBytes = tap.wantsBytes();
      if (wantsBytes) {
        tap.bytes(direction, bytes, System.nanoTime());
      }
    } catch (RuntimeException e) {
      blind(e);
    }
  }

  /** An observer's mistake must not cost the connection. */
  private void blind(RuntimeException e) {
    log.warn("a tap failed; the connection goes on unobserved", e);
    owner.counters().count(CaptureCounter.OBSERVER_FAILURES);
    wantsBytes = false;
    tap = Tap.BLIND;
  }
}

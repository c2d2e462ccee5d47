// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Vantage;
import dev.sallyport.node.capture.Guard;
import dev.sallyport.protocol.ConnectionReader;
import dev.sallyport.protocol.ProtocolLimits;
import dev.sallyport.protocol.ProtocolMemory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Carries connections of real programs through a guard, read in pieces of at most some bytes. */
final class GuardedRelay implements AutoCloseable {
  private static final ProtocolMemory MEMORY = new ProtocolMemory();

  private final Enforcement enforcement;
  private final int target;
  private final int piece;
  private final ServerSocket listener;

  GuardedRelay(Enforcement enforcement, int target, int piece) throws IOException {
    this.enforcement = enforcement;
    this.target = target;
    this.piece = piece;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        new Connection(client, server).start();
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  /** One connection; everything but reading happens on its own thread. */
  private final class Connection implements Guard.Outlet, ConnectionEnforcement.Reading {
    private final Socket client;
    private final Socket server;
    private final ScheduledExecutorService loop =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    private final ConnectionReader reader;
    private final ConnectionEnforcement acting;
    private Guard guard;
    private long fromClient;
    private long fromServer;

    Connection(Socket client, Socket server) {
      this.client = client;
      this.server = server;
      this.reader =
          new ConnectionReader(
              target, Optional.empty(), ProtocolLimits.DEFAULT, each -> acting().observed(each));
      this.acting =
          new ConnectionEnforcement(
              enforcement,
              new ConnectionEnforcement.Connection(target, 0, 0, List.of()),
              this,
              this);
      acting.identified(
          new Conversation(
              new Attribution(Wire.CALLER, Proof.PEER_VOUCH),
              new Attribution(Wire.CALLED, Proof.NAMESPACE),
              target,
              CaptureTier.NODE,
              Vantage.SERVER));
    }

    private ConnectionEnforcement acting() {
      return acting;
    }

    void start() {
      Thread.ofPlatform().daemon().start(() -> read(Direction.FROM_CLIENT, client));
      Thread.ofPlatform().daemon().start(() -> read(Direction.FROM_SERVER, server));
    }

    private void read(Direction direction, Socket from) {
      byte[] octets = new byte[piece];
      try {
        InputStream in = from.getInputStream();
        for (int length = in.read(octets); length >= 0; length = in.read(octets)) {
          ByteBuf bytes = Unpooled.copiedBuffer(octets, 0, length);
          onLoop(() -> take(direction, bytes));
        }
        onLoop(() -> over(direction));
      } catch (IOException | InterruptedException e) {
        cut();
      }
    }

    private void onLoop(Runnable work) throws InterruptedException {
      CountDownLatch done = new CountDownLatch(1);
      loop.execute(
          () -> {
            try {
              work.run();
            } catch (RuntimeException e) {
              cut();
            } finally {
              done.countDown();
            }
          });
      done.await();
    }

    private void take(Direction direction, ByteBuf bytes) {
      if (direction == Direction.FROM_CLIENT) {
        fromClient += bytes.readableBytes();
      } else {
        fromServer += bytes.readableBytes();
      }
      if (guard != null) {
        guard.read(direction, bytes, System.nanoTime());
      } else {
        reader.read(direction, bytes, System.nanoTime());
        pass(direction, bytes);
      }
    }

    private void over(Direction direction) {
      if (guard != null) {
        guard.ended(direction, System.nanoTime());
      } else {
        reader.closed(direction, System.nanoTime());
        end(direction);
      }
    }

    @Override
    public ProtocolMemory memory() {
      return MEMORY;
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
    }

    @Override
    public void pass(Direction direction, ByteBuf bytes) {
      try {
        Socket to = direction == Direction.FROM_CLIENT ? server : client;
        bytes.readBytes(to.getOutputStream(), bytes.readableBytes());
      } catch (IOException e) {
        cut();
      } finally {
        bytes.release();
      }
    }

    @Override
    public void flush() {}

    @Override
    public void end(Direction direction) {
      try {
        (direction == Direction.FROM_CLIENT ? server : client).shutdownOutput();
      } catch (IOException e) {
        cut();
      }
    }

    @Override
    public void hold(Direction direction, boolean hold) {}

    @Override
    public void hangUp() {
      cut();
    }

    @Override
    public void cut() {
      try {
        client.close();
        server.close();
      } catch (IOException e) {
        // Closed is closed.
      }
    }

    @Override
    public void show(Direction direction, ByteBuf bytes, long nowNanos) {
      reader.read(direction, bytes, nowNanos);
    }

    @Override
    public void ended(Direction direction, long nowNanos) {
      reader.closed(direction, nowNanos);
    }

    @Override
    public ConnectionReader reader() {
      return reader;
    }

    @Override
    public long fromClientBytes() {
      return fromClient;
    }

    @Override
    public long fromServerBytes() {
      return fromServer;
    }

    @Override
    public Looked looked(long stream) {
      return new Looked(List.of(), List.of(), true);
    }

    @Override
    public void blocked(long stream, String policy) {}

    @Override
    public void later(Duration delay, Runnable call) {
      var unused =
          loop.schedule(
              () -> {
                try {
                  call.run();
                } catch (RuntimeException e) {
                  cut();
                }
              },
              delay.toNanos(),
              TimeUnit.NANOSECONDS);
    }
  }
}

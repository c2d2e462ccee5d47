// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.content.ContentLimits;
import dev.sallyport.protocol.content.Said;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Relays loopback connections to a real server and lets the product read what passes. */
public final class TappedRelay implements AutoCloseable {
  private static final Conversation CONVERSATION =
      new Conversation(
          new Attribution(new ExternalHost("client", true), Proof.values()[0]),
          new Attribution(new ExternalHost("server", true), Proof.values()[0]),
          1,
          CaptureTier.values()[0],
          Vantage.SERVER);

  private static final ProtocolMemory MEMORY = new ProtocolMemory();

  private final ServerSocket listener;
  private final int serverPort;
  private final List<Connection> connections = new ArrayList<>();

  /** What was learned on one connection. */
  public static final class Connection implements ExchangeSink {
    private final ExchangeFold fold = new ExchangeFold(1, 0, ProtocolLimits.DEFAULT, this);
    public final List<Observation> observations = new ArrayList<>();
    public final Said said = new Said(ContentLimits.DEFAULT, this::observed);
    private final ValuesSaid values = new ValuesSaid(said.content);
    public final ConnectionReader reader =
        new ConnectionReader(
            1, Optional.empty(), ProtocolLimits.DEFAULT, this::observed, values, MEMORY);
    private final CountDownLatch open = new CountDownLatch(2);
    public final List<Exchange> exchanges = new ArrayList<>();
    public long fromClient;
    public long fromServer;
    private long reported;

    private void observed(Observation observation) {
      observations.add(observation);
      fold.accept(observation);
    }

    private synchronized void moved(Direction direction, byte[] bytes, int size) {
      if (direction == Direction.FROM_CLIENT) {
        fromClient += size;
      } else {
        fromServer += size;
      }
      if (!reader.finished()) {
        reader.read(direction, Unpooled.wrappedBuffer(bytes, 0, size), System.nanoTime());
      }
    }

    private synchronized void ended(Direction direction) {
      reader.closed(direction, System.nanoTime());
      if (open.getCount() == 1) {
        said.content.closed();
        fold.closed(reader, Ending.ORDERLY, fromClient, fromServer, System.nanoTime());
      }
      open.countDown();
    }

    @Override
    public void exchange(Exchange exchange) {
      exchanges.add(exchange);
      reported += exchange.requestBytes() + exchange.responseBytes();
    }

    @Override
    public void moved(
        Conversation conversation,
        Operation operation,
        Visibility visibility,
        long request,
        long response) {
      reported += request + response;
    }

    /** Returns whether all bytes that passed were reported. */
    public boolean addsUp() {
      return reported == fromClient + fromServer;
    }
  }

  public TappedRelay(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Waits until all connections so far have ended, and returns them. */
  public synchronized List<Connection> ended() throws InterruptedException {
    for (Connection each : connections) {
      if (!each.open.await(90, TimeUnit.SECONDS)) {
        throw new AssertionError("connection did not end");
      }
    }
    return List.copyOf(connections);
  }

  /** Counts exchanges of all connections by what was called. */
  public Map<String, Long> counts() throws InterruptedException {
    Map<String, Long> counts = new TreeMap<>();
    for (Connection each : ended()) {
      for (Exchange exchange : each.exchanges) {
        String failed = exchange.outcome().failed() ? " failed" : "";
        counts.merge(exchange.operation().key() + failed, 1L, Long::sum);
      }
    }
    return counts;
  }

  /** Returns the values that stores were told on all connections, or that they answered. */
  public List<String> values(Direction direction) throws InterruptedException {
    List<String> lines = new ArrayList<>();
    for (Connection each : ended()) {
      lines.addAll(each.values.lines(direction));
    }
    return lines;
  }

  /** Returns what all connections were found to say. */
  public List<String> said() throws InterruptedException {
    List<String> said = new ArrayList<>();
    for (Connection each : ended()) {
      if (each.said.buffers.heldBytes() != 0) {
        throw new AssertionError("still held: " + each.said.buffers.heldBytes());
      }
      said.addAll(each.said.lines);
    }
    return said;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        client.setTcpNoDelay(true);
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        server.setTcpNoDelay(true);
        Connection connection = new Connection();
        connection.fold.conversation(CONVERSATION);
        synchronized (this) {
          connections.add(connection);
        }
        Thread.ofVirtual().start(() -> pump(connection, Direction.FROM_CLIENT, client, server));
        Thread.ofVirtual().start(() -> pump(connection, Direction.FROM_SERVER, server, client));
      } catch (IOException e) {
        // The listener was closed, or the server is gone.
      }
    }
  }

  private static void pump(Connection connection, Direction direction, Socket from, Socket to) {
    byte[] bytes = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      for (int size = in.read(bytes); size > 0; size = in.read(bytes)) {
        connection.moved(direction, bytes, size);
        to.getOutputStream().write(bytes, 0, size);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // One side is gone; so shall be the other.
      try {
        to.close();
      } catch (IOException ignored) {
        // It is.
      }
    } finally {
      connection.ended(direction);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}

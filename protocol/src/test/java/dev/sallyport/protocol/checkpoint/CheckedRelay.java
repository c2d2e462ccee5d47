// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.checkpoint;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Checkpoints;
import dev.sallyport.protocol.ConnectionReader;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.ProtocolLimits;
import dev.sallyport.protocol.ProtocolMemory;
import dev.sallyport.protocol.gate.Denial;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Relays loopback connections to a real server through a checkpoint that refuses what it is told.
 */
public final class CheckedRelay implements AutoCloseable {
  private static final ProtocolMemory MEMORY = new ProtocolMemory();

  private final ServerSocket listener;
  private final int serverPort;
  private final Protocol protocol;
  private volatile Predicate<String> denied;
  private volatile boolean late;

  /** What was asked, each part as its operation's key. */
  public final List<String> asked = new ArrayList<>();

  /** Why connections were lost. */
  public final List<String> lost = new ArrayList<>();

  private int connections;

  /** Relays to that port and refuses calls of which a part has such a name. */
  public CheckedRelay(Protocol protocol, int serverPort, Predicate<String> denied)
      throws IOException {
    this.protocol = protocol;
    this.serverPort = serverPort;
    this.denied = denied;
    this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** Decides on a thread of its own, so that bytes go on to come meanwhile. */
  public CheckedRelay late() {
    late = true;
    return this;
  }

  public void deny(Predicate<String> names) {
    denied = names;
  }

  public int port() {
    return listener.getLocalPort();
  }

  public synchronized int connections() {
    return connections;
  }

  public synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  private final class Connection implements Passage {
    private final Socket client;
    private final Socket server;
    private final Checkpoint checkpoint;
    private final ConnectionReader reader =
        new ConnectionReader(
            serverPort,
            Optional.of(protocol),
            ProtocolLimits.DEFAULT,
            observation -> {},
            ContentListener.NONE,
            MEMORY);

    Connection(Socket client, Socket server) {
      this.client = client;
      this.server = server;
      checkpoint = Checkpoints.of(protocol, CheckpointLimits.DEFAULT, MEMORY, this).orElseThrow();
    }

    @Override
    public void pass(Direction direction, ByteBuf bytes) {
      if (direction == Direction.FROM_SERVER) {
        reader.read(direction, bytes, System.nanoTime());
      }
      try {
        Socket to = direction == Direction.FROM_CLIENT ? server : client;
        to.getOutputStream().write(ByteBufUtil.getBytes(bytes));
      } catch (IOException e) {
        // The other pump sees it, too.
      } finally {
        bytes.release();
      }
    }

    @Override
    public void asked(Call call) {
      List<Call.Part> refused = new ArrayList<>();
      synchronized (CheckedRelay.this) {
        for (Call.Part each : call.parts()) {
          asked.add(each.operation().key());
          if (denied.test(each.operation().key())) {
            refused.add(each);
          }
        }
      }
      if (late) {
        Thread.ofVirtual()
            .start(
                () -> {
                  synchronized (this) {
                    decide(call, refused);
                  }
                });
      } else {
        decide(call, refused);
      }
    }

    private void decide(Call call, List<Call.Part> refused) {
      if (!refused.isEmpty()) {
        call.refuse(new Denial(7, "shop/no-drop", 403, "", Optional.empty()), refused);
      } else {
        call.allow();
      }
    }

    @Override
    public void lost(String reason) {
      synchronized (CheckedRelay.this) {
        lost.add(reason);
      }
      checkpoint.open();
    }

    @Override
    public void end() {
      close(client);
      close(server);
    }

    private void pump(Direction direction, Socket from, Socket to) {
      byte[] bytes = new byte[8192];
      try {
        InputStream in = from.getInputStream();
        for (int size = in.read(bytes); size > 0; size = in.read(bytes)) {
          synchronized (this) {
            ByteBuf piece = Unpooled.copiedBuffer(bytes, 0, size);
            if (direction == Direction.FROM_CLIENT) {
              reader.read(direction, piece, System.nanoTime());
            }
            checkpoint.read(direction, piece);
          }
        }
        to.shutdownOutput();
      } catch (IOException e) {
        close(to);
      }
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        client.setTcpNoDelay(true);
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        server.setTcpNoDelay(true);
        synchronized (this) {
          connections++;
        }
        Connection connection = new Connection(client, server);
        Thread.ofVirtual().start(() -> connection.pump(Direction.FROM_CLIENT, client, server));
        Thread.ofVirtual().start(() -> connection.pump(Direction.FROM_SERVER, server, client));
      } catch (IOException e) {
        // The listener was closed, or the server is gone.
      }
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}

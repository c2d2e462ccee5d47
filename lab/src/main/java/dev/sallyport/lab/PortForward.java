// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.network.LabFailure;
import dev.sallyport.lab.supervisor.Tunnel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * A port on this machine's loopback that leads to something inside the lab. Serves on virtual
 * threads until closed.
 */
final class PortForward implements AutoCloseable {
  private final ServerSocketChannel listener;
  private final AdminClient client;
  private final ObjectNode request;

  private PortForward(ServerSocketChannel listener, AdminClient client, ObjectNode request) {
    this.listener = listener;
    this.client = client;
    this.request = request;
  }

  /** Opens the port (0: any free one); throws {@link LabFailure} when it is taken. */
  static PortForward open(int port, AdminClient client, ObjectNode request) {
    try {
      ServerSocketChannel listener =
          ServerSocketChannel.open()
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      PortForward forward =
          new PortForward(listener, client, request.deepCopy().put("op", "forward"));
      Thread.ofPlatform().daemon().name("port-forward").start(forward::serve);
      return forward;
    } catch (IOException e) {
      throw new LabFailure(
          "port "
              + port
              + " on 127.0.0.1 cannot be opened ("
              + e.getMessage()
              + "); choose another with --port",
          e);
    }
  }

  int port() {
    try {
      return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    } catch (IOException e) {
      throw new LabFailure("the forwarded port is closed", e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new LabFailure("the forwarded port does not close", e);
    }
  }

  private void serve() {
    while (listener.isOpen()) {
      try {
        SocketChannel from = listener.accept();
        Thread.ofVirtual().start(() -> join(from));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void join(SocketChannel from) {
    try (from;
        SocketChannel to = client.forward(request)) {
      Tunnel.run(from, to);
    } catch (IOException | LabFailure e) {
      // The far side is not there (yet): the near side sees a closed connection.
    }
  }
}

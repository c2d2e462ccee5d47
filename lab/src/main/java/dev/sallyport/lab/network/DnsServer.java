// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.network;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A DNS server on port 53 (UDP and TCP) of some network namespace. Serves on virtual threads until
 * closed.
 */
public final class DnsServer implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(DnsServer.class);
  private static final int PORT = 53;
  private static final int MESSAGE_MAX = 4096;

  private final DnsZone zone;
  private final DatagramChannel udp;
  private final ServerSocketChannel tcp;

  private DnsServer(DnsZone zone, DatagramChannel udp, ServerSocketChannel tcp) {
    this.zone = zone;
    this.udp = udp;
    this.tcp = tcp;
  }

  /** Opens the sockets inside the namespace and starts serving. */
  public static DnsServer open(NamespaceThread threads, Path netns, DnsZone zone) {
    return threads.inside(
        netns,
        () -> {
          DatagramChannel udp = DatagramChannel.open().bind(new InetSocketAddress(PORT));
          ServerSocketChannel tcp = ServerSocketChannel.open().bind(new InetSocketAddress(PORT));
          DnsServer server = new DnsServer(zone, udp, tcp);
          Thread.ofPlatform().daemon().name("dns-udp").start(server::serveUdp);
          Thread.ofPlatform().daemon().name("dns-tcp").start(server::serveTcp);
          return server;
        });
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }

  private void serveUdp() {
    ByteBuffer buffer = ByteBuffer.allocate(MESSAGE_MAX);
    while (udp.isOpen()) {
      try {
        buffer.clear();
        SocketAddress from = udp.receive(buffer);
        byte[] query = new byte[buffer.flip().remaining()];
        buffer.get(query);
        Thread.ofVirtual().start(() -> answerUdp(query, from));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        logger.debug("dns receive: {}", e.toString());
      }
    }
  }

  private void answerUdp(byte[] query, SocketAddress from) {
    try {
      byte[] answer = zone.answer(query);
      if (answer.length > 0) {
        udp.send(ByteBuffer.wrap(answer), from);
      }
    } catch (IOException e) {
      logger.debug("dns answer to {}: {}", from, e.toString());
    }
  }

  private void serveTcp() {
    while (tcp.isOpen()) {
      try {
        SocketChannel client = tcp.accept();
        Thread.ofVirtual().start(() -> answerTcp(client));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        logger.debug("dns accept: {}", e.toString());
      }
    }
  }

  private void answerTcp(SocketChannel client) {
    try (client) {
      client.socket().setSoTimeout(5000);
      DataInputStream in = new DataInputStream(client.socket().getInputStream());
      DataOutputStream out = new DataOutputStream(client.socket().getOutputStream());
      while (true) {
        byte[] query = new byte[in.readUnsignedShort()];
        in.readFully(query);
        byte[] answer = zone.answer(query);
        byte[] framed = new byte[answer.length + 2];
        ByteBuffer.wrap(framed).putShort((short) answer.length).put(answer);
        out.write(framed);
      }
    } catch (IOException e) {
      logger.debug("dns over tcp ended: {}", e.toString());
    }
  }
}

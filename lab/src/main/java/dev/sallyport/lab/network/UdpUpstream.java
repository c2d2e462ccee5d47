// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.network;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.Arrays;

/** Passes queries to a resolver from a socket inside a network namespace, one socket per query. */
public record UdpUpstream(NamespaceThread threads, Path netns, InetSocketAddress resolver)
    implements DnsZone.Upstream {
  private static final int TIMEOUT_MILLIS = 1500;

  @Override
  public byte[] ask(byte[] query) {
    try (DatagramChannel channel = threads.inside(netns, () -> DatagramChannel.open())) {
      DatagramSocket socket = channel.socket();
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(resolver);
      socket.send(new DatagramPacket(query, query.length));
      DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
      socket.receive(answer);
      return Arrays.copyOf(answer.getData(), answer.getLength());
    } catch (IOException e) {
      return new byte[0];
    }
  }
}

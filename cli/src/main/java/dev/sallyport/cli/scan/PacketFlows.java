// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.scan;

import dev.sallyport.protocol.ProtocolMemory;
import dev.sallyport.protocol.content.ContentBuffers;
import dev.sallyport.protocol.content.ContentLimits;
import dev.sallyport.protocol.dns.DnsMessage;
import dev.sallyport.protocol.dns.DnsQuestion;
import dev.sallyport.protocol.dns.DnsRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Packets to connections and lookups. Holds at most {@value #FLOWS_MAX} connections at once. */
final class PacketFlows implements PacketReader.Packets {
  private static final int FLOWS_MAX = 65_536;
  private static final int NAMES_MAX = 65_536;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int DNS_PORT = 53;

  /** Both ends of a connection, whoever speaks. */
  private record Pair(InetSocketAddress one, InetSocketAddress other) {
    static Pair of(InetSocketAddress a, InetSocketAddress b) {
      return a.toString().compareTo(b.toString()) <= 0 ? new Pair(a, b) : new Pair(b, a);
    }
  }

  private final Recorded recorded;
  private final Inspection inspection;
  private final ProtocolMemory memory = new ProtocolMemory();
  private final ContentBuffers buffers = new ContentBuffers(ContentLimits.DEFAULT);
  private final Map<Pair, TcpFlow> flows = new LinkedHashMap<>();
  private final Map<InetAddress, String> names = new LinkedHashMap<>();
  private long nowNanos;

  PacketFlows(Recorded recorded, Inspection inspection) {
    this.recorded = recorded;
    this.inspection = inspection;
  }

  @Override
  public void packet(ByteBuffer ip, long nanos) {
    nowNanos = Math.max(nowNanos, nanos);
    try {
      switch (ip.get(0) >> 4 & 0xf) {
        case 4 -> four(ip);
        case 6 -> six(ip);
        default -> {}
      }
    } catch (IndexOutOfBoundsException | UnknownHostException e) {
      // A packet that was cut when it was recorded says nothing.
    }
  }

  /** Ends all connections that are still open. */
  void end() {
    flows.values().forEach(flow -> flow.end(nowNanos));
    flows.clear();
  }

  private void four(ByteBuffer ip) throws UnknownHostException {
    int head = (ip.get(0) & 0xf) * 4;
    int whole = Math.min(ip.getShort(2) & 0xffff, ip.capacity());
    boolean fragment = (ip.getShort(6) & 0x1fff) != 0;
    if (!fragment) {
      int end = whole == 0 ? ip.capacity() : whole;
      transport(ip, ip.get(9), head, end, address(ip, 12, 4), address(ip, 16, 4));
    }
  }

  private void six(ByteBuffer ip) throws UnknownHostException {
    int end = Math.min(40 + (ip.getShort(4) & 0xffff), ip.capacity());
    transport(ip, ip.get(6), 40, end, address(ip, 8, 16), address(ip, 24, 16));
  }

  private static InetAddress address(ByteBuffer ip, int at, int size) throws UnknownHostException {
    byte[] octets = new byte[size];
    ip.get(at, octets);
    return InetAddress.getByAddress(octets);
  }

  private void transport(
      ByteBuffer ip, int protocol, int at, int end, InetAddress from, InetAddress to) {
    InetSocketAddress source = new InetSocketAddress(from, ip.getShort(at) & 0xffff);
    InetSocketAddress target = new InetSocketAddress(to, ip.getShort(at + 2) & 0xffff);
    if (protocol == TCP) {
      tcp(ip, at, end, source, target);
    } else if (protocol == UDP && source.getPort() == DNS_PORT && end > at + 8) {
      lookup(Unpooled.wrappedBuffer(ip.slice(at + 8, end - at - 8)));
    }
  }

  private void tcp(
      ByteBuffer ip, int at, int end, InetSocketAddress source, InetSocketAddress target) {
    TcpFlow.Segment segment =
        new TcpFlow.Segment(
            ip.getInt(at + 4),
            ip.get(at + 13) & 0xff,
            bytes(ip, at + (ip.get(at + 12) >> 4 & 0xf) * 4, end));
    Pair pair = Pair.of(source, target);
    TcpFlow flow = flows.get(pair);
    if (flow != null && segment.opens() && flow.ended()) {
      flow.end(nowNanos);
      flow = null;
    }
    if (flow == null) {
      if (!segment.opens() && segment.bytes().length == 0) {
        return;
      }
      boolean fromClient = segment.opens() || source.getPort() > target.getPort();
      makeRoom();
      flow =
          new TcpFlow(
              fromClient ? source : target,
              fromClient ? target : source,
              nowNanos,
              new TcpFlow.Surroundings(recorded, inspection, memory, buffers, names));
      flows.put(pair, flow);
    }
    flow.segment(source, segment, nowNanos);
  }

  private static byte[] bytes(ByteBuffer ip, int from, int end) {
    byte[] bytes = new byte[Math.max(0, end - from)];
    ip.get(from, bytes);
    return bytes;
  }

  private void makeRoom() {
    if (flows.size() >= FLOWS_MAX) {
      Map.Entry<Pair, TcpFlow> oldest = flows.entrySet().iterator().next();
      oldest.getValue().end(nowNanos);
      flows.remove(oldest.getKey());
    }
  }

  private void lookup(ByteBuf answer) {
    DnsMessage message = DnsMessage.read(answer);
    for (DnsQuestion question : message.questions()) {
      for (DnsRecord.Address each : message.addressesOf(question.name())) {
        if (names.size() < NAMES_MAX) {
          names.putIfAbsent(each.address(), question.name());
        }
      }
    }
  }
}

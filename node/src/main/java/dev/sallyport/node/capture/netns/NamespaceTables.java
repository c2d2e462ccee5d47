// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture.netns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What procfs says of the namespace that the calling thread is in: its addresses and TCP sockets.
 * The format of the files is that of proc(5).
 */
public final class NamespaceTables {

  /**
   * A TCP socket.
   *
   * @param local own address
   * @param remote other end; the wildcard address and port 0 while listening
   * @param listening whether it listens; all others here are established
   */
  public record TcpSocket(InetSocketAddress local, InetSocketAddress remote, boolean listening) {}

  private static final Path NET = Path.of("/proc/thread-self/net");
  private static final String ESTABLISHED = "01";
  private static final String LISTEN = "0A";

  private NamespaceTables() {}

  /**
   * Returns listening and established TCP sockets of both families. The kernel walks the sockets of
   * all namespaces for it, some milliseconds each time, unless the namespace has none.
   */
  public static List<TcpSocket> tcpSockets() throws IOException {
    List<TcpSocket> sockets = new ArrayList<>();
    if (!hasTcpSockets()) {
      return sockets;
    }
    parseSockets(lines("tcp"), sockets);
    parseSockets(lines("tcp6"), sockets);
    return sockets;
  }

  /** Returns the IPv4 addresses of the namespace that are not loopback. */
  public static Set<InetAddress> ipv4Addresses() throws IOException {
    Set<InetAddress> addresses = new LinkedHashSet<>();
    String candidate = "";
    for (String line : lines("fib_trie")) {
      String text = line.strip();
      if (text.startsWith("|-- ")) {
        candidate = text.substring(4);
      } else if (text.equals("/32 host LOCAL")) {
        InetAddress address = InetAddress.ofLiteral(candidate);
        if (!address.isLoopbackAddress()) {
          addresses.add(address);
        }
      }
    }
    return addresses;
  }

  /** Returns the IPv6 addresses of the namespace that are of global scope. */
  public static Set<InetAddress> ipv6Addresses() throws IOException {
    Set<InetAddress> addresses = new LinkedHashSet<>();
    for (String line : lines("if_inet6")) {
      String[] fields = line.strip().split("\\s+");
      if (fields.length >= 6 && fields[3].equals("00")) {
        addresses.add(InetAddress.getByAddress(HexFormat.of().parseHex(fields[0])));
      }
    }
    return addresses;
  }

  private static boolean hasTcpSockets() throws IOException {
    for (String table : List.of("sockstat", "sockstat6")) {
      for (String line : lines(table)) {
        String[] fields = line.strip().split("\\s+");
        if (fields[0].startsWith("TCP") && fields.length > 2 && !fields[2].equals("0")) {
          return true;
        }
      }
    }
    return false;
  }

  static void parseSockets(List<String> lines, List<TcpSocket> sockets) throws IOException {
    for (String line : lines) {
      String[] fields = line.strip().split("\\s+");
      if (fields.length > 3 && (fields[3].equals(ESTABLISHED) || fields[3].equals(LISTEN))) {
        sockets.add(
            new TcpSocket(address(fields[1]), address(fields[2]), fields[3].equals(LISTEN)));
      }
    }
  }

  /** The address is written as 32-bit words in the machine's order, the port as a number. */
  private static InetSocketAddress address(String text) throws UnknownHostException {
    int colon = text.indexOf(':');
    byte[] raw = HexFormat.of().parseHex(text, 0, colon);
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      ByteBuffer words = ByteBuffer.wrap(raw);
      for (int at = 0; at < raw.length; at += 4) {
        words.putInt(at, Integer.reverseBytes(words.getInt(at)));
      }
    }
    int port = Integer.parseInt(text, colon + 1, text.length(), 16);
    return new InetSocketAddress(InetAddress.getByAddress(raw), port);
  }

  private static List<String> lines(String table) throws IOException {
    try {
      return Files.readAllLines(NET.resolve(table), StandardCharsets.US_ASCII);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.process;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The TCP sockets of this program's network namespace at one moment, as {@code /proc/net/tcp} and
 * {@code /proc/net/tcp6} of proc(5) list them.
 *
 * @param texts what the files hold
 */
record SocketTable(List<String> texts) {
  private static final int FIELDS_TO_INODE = 7;

  static SocketTable read(Path procRoot) {
    return new SocketTable(List.of(read(procRoot, "net/tcp"), read(procRoot, "net/tcp6")));
  }

  /** Returns the inode of the socket at {@code local} that is connected to {@code remote}. */
  OptionalLong inode(InetSocketAddress local, InetSocketAddress remote) {
    boolean ipv6 = local.getAddress() instanceof Inet6Address;
    String plain = hex(local) + " " + hex(remote);
    // A program that speaks IPv6 as well reaches IPv4 by mapped addresses.
    String mapped = ipv6 ? plain : mapped(local) + " " + mapped(remote);
    OptionalLong found = ipv6 ? OptionalLong.empty() : find(texts.getFirst(), plain);
    return found.isPresent() ? found : find(texts.getLast(), mapped);
  }

  /** The fields after the two addresses: state, queues, timer, retransmits, uid, timeout, inode. */
  private static OptionalLong find(String text, String ends) {
    int at = text.indexOf(ends);
    if (at < 0) {
      return OptionalLong.empty();
    }
    int lineEnd = text.indexOf('\n', at);
    String rest = text.substring(at + ends.length(), lineEnd < 0 ? text.length() : lineEnd);
    String[] fields = rest.strip().split(" +", FIELDS_TO_INODE + 1);
    if (fields.length < FIELDS_TO_INODE) {
      return OptionalLong.empty();
    }
    long inode = Long.parseLong(fields[FIELDS_TO_INODE - 1]);
    return inode == 0 ? OptionalLong.empty() : OptionalLong.of(inode);
  }

  private static String mapped(InetSocketAddress socket) {
    return "0000000000000000FFFF0000" + hex(socket);
  }

  /** Words of four bytes, each as the machine's own number: little-endian here. */
  private static String hex(InetSocketAddress socket) {
    StringBuilder hex = new StringBuilder();
    InetAddress address = socket.getAddress();
    byte[] bytes = address.getAddress();
    for (int word = 0; word < bytes.length; word += 4) {
      for (int i = 3; i >= 0; i--) {
        hex.append(String.format(Locale.ROOT, "%02X", bytes[word + i]));
      }
    }
    return hex.append(String.format(Locale.ROOT, ":%04X", socket.getPort())).toString();
  }

  private static String read(Path procRoot, String file) {
    try {
      return new String(Files.readAllBytes(procRoot.resolve(file)), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      // A kernel without the family has no such file.
      return "";
    }
  }
}

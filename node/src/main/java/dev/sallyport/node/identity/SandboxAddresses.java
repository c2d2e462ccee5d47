// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the addresses of a pod in its own network namespace, by procfs and without entering it.
 * Formats: {@code fib_trie} (lines {@code |-- ADDRESS} followed by {@code /32 host LOCAL}) and
 * {@code if_inet6} (32 hex digits, index, prefix length, scope, flags, device) of proc_net(5).
 */
public final class SandboxAddresses {
  private static final int LINES_MAX = 20_000;

  private SandboxAddresses() {}

  /**
   * Returns the addresses that the namespace of a process has, without loopback and link-local
   * ones; empty when the process ended or procfs cannot be read. Reads files, so it is not for an
   * event loop.
   *
   * @param pid a process in the namespace
   */
  public static Set<InetAddress> of(int pid) {
    return of(Path.of("/proc"), pid);
  }

  static Set<InetAddress> of(Path proc, int pid) {
    Path net = proc.resolve(Integer.toString(pid)).resolve("net");
    Set<InetAddress> addresses = new LinkedHashSet<>();
    inFibTrie(lines(net.resolve("fib_trie")), addresses);
    inIfInet6(lines(net.resolve("if_inet6")), addresses);
    addresses.removeIf(a -> a.isLoopbackAddress() || a.isLinkLocalAddress());
    return addresses;
  }

  private static void inFibTrie(List<String> lines, Set<InetAddress> addresses) {
    String last = "";
    for (String line : lines) {
      int leaf = line.indexOf("|-- ");
      if (leaf >= 0) {
        last = line.substring(leaf + 4).strip();
      } else if (line.contains("/32 host LOCAL") && !last.isEmpty()) {
        addresses.add(InetAddress.ofLiteral(last));
      }
    }
  }

  private static void inIfInet6(List<String> lines, Set<InetAddress> addresses) {
    for (String line : lines) {
      if (line.length() < 32) {
        continue;
      }
      try {
        addresses.add(InetAddress.getByAddress(HexFormat.of().parseHex(line, 0, 32)));
      } catch (UnknownHostException | IllegalArgumentException e) {
        return;
      }
    }
  }

  private static List<String> lines(Path file) {
    try (var lines = Files.lines(file)) {
      return lines.limit(LINES_MAX).toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      // The process may end at any time; the caller goes by what others tell.
      return List.of();
    }
  }
}

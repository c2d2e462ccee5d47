// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.FailureCause;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The name servers that a pod is told to ask, in the format of resolv.conf(5). */
final class Resolvers {

  private static final Logger log = LoggerFactory.getLogger(Resolvers.class);

  /** As many as the C library uses. */
  private static final int MOST = 3;

  /** A file of a pod is not trusted to be short. */
  private static final int BYTES_MAX = 16 << 10;

  private static final String FILE = "etc/resolv.conf";
  private static final int LINKS_MAX = 4;

  private Resolvers() {}

  /**
   * Returns the resolvers that the first of the processes which can be read sees in its own root;
   * empty when none can.
   */
  static List<InetAddress> of(Path procRoot, List<Integer> processes) {
    for (int pid : processes) {
      List<InetAddress> found = of(procRoot.resolve(pid + "/root"));
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  private static List<InetAddress> of(Path root) {
    try {
      Path file = root.resolve(FILE);
      for (int links = 0; Files.isSymbolicLink(file) && links < LINKS_MAX; links++) {
        // A link that is absolute means the pod's root, not ours.
        Path target = Files.readSymbolicLink(file);
        file =
            target.isAbsolute()
                ? root.resolve(target.toString().substring(1))
                : file.resolveSibling(target);
      }
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return List.of();
      }
      try (var input = Files.newInputStream(file)) {
        return parse(new String(input.readNBytes(BYTES_MAX), StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      log.debug("no resolvers below {}: {}", root, FailureCause.of(e));
      return List.of();
    }
  }

  static List<InetAddress> parse(String text) {
    List<InetAddress> resolvers = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      if (words.length >= 2 && words[0].equals("nameserver") && resolvers.size() < MOST) {
        InetAddress address = literal(words[1]);
        if (address != null && !address.isLoopbackAddress() && !resolvers.contains(address)) {
          resolvers.add(address);
        }
      }
    }
    return List.copyOf(resolvers);
  }

  private static @Nullable InetAddress literal(String text) {
    try {
      InetAddress address = InetAddress.ofLiteral(text);
      return address instanceof java.net.Inet6Address v6 && v6.getScopeId() != 0 ? null : address;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}

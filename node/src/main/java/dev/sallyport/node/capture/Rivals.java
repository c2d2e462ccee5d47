// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.node.capture.netns.NamespaceTables.TcpSocket;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds others that redirect the pod's traffic. Two that do so fight over every connection, and the
 * pod loses, so capture stays away and says why.
 */
final class Rivals {

  /** Ports on which Istio's sidecar and its ambient ztunnel listen in a pod. */
  private static final Set<Integer> MESH_PORTS = Set.of(15001, 15006, 15008);

  private Rivals() {}

  /** Returns what speaks for a mesh sidecar among the sockets. */
  static Optional<String> listening(List<TcpSocket> sockets) {
    return sockets.stream()
        .filter(socket -> socket.listening() && MESH_PORTS.contains(socket.local().getPort()))
        .map(socket -> "a mesh proxy listens on port " + socket.local().getPort() + " in the pod")
        .findFirst();
  }

  /**
   * Returns what speaks for another redirect of outgoing connections in the text of a rule set, in
   * any table but the own one.
   */
  static Optional<String> redirecting(String ruleset) {
    String table = "";
    boolean output = false;
    for (String line : ruleset.lines().map(String::strip).toList()) {
      if (line.startsWith("table ")) {
        table = line.substring(6).replace(" {", "");
        output = false;
      } else if (line.startsWith("chain ")) {
        output = false;
      } else if (line.startsWith("type nat hook output")) {
        output = true;
      }
      boolean own = table.equals("inet " + RuleText.TABLE);
      boolean diverts =
          line.contains("redirect")
              || line.contains("xt target \"REDIRECT\"")
              || line.contains("dnat");
      boolean mesh = line.contains("ISTIO_") || line.contains("PROXY_INIT_");
      if (!own && (mesh || (output && diverts))) {
        return Optional.of("another program redirects the pod's connections (table " + table + ")");
      }
    }
    return Optional.empty();
  }
}

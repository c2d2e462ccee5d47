// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the node program on the loopback address for some seconds, with made-up traffic passing, and
 * ends: while the JVM records an AOT cache, it so meets the classes and the hot methods of later
 * runs. Needs no privilege, no cluster and no network, and changes nothing but the cache.
 */
final class Rehearsal {
  private static final Logger log = LoggerFactory.getLogger(Rehearsal.class);
  private static final Duration DEFAULT_LENGTH = Duration.ofSeconds(8);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Rehearsal() {}

  /**
   * Rehearses and exits with 0, or fails when no traffic passed.
   *
   * @param arguments how many seconds traffic passes; default 8
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Duration length =
        arguments.length == 0 ? DEFAULT_LENGTH : Duration.ofSeconds(Integer.parseInt(arguments[0]));
    log.info("rehearsed with {} exchanges", run(length));
    // Threads of the program may be about to end.
    System.exit(0);
  }

  /** Lets traffic pass for so long and returns how many exchanges did. */
  static long run(Duration length) throws IOException, InterruptedException {
    Path state = Files.createTempDirectory("sallyport-rehearsal");
    try (RehearsalTraffic.Origin origin = RehearsalTraffic.Origin.start()) {
      int port = freePort();
      try (NodeProgram unused = NodeProgram.start(config(state, origin.port(), port), settings())) {
        return RehearsalTraffic.pass(port, length, PATIENCE);
      }
    } finally {
      delete(state);
    }
  }

  private static NodeConfig config(Path state, int origin, int port) throws IOException {
    Path listeners = state.resolve("listeners.json");
    Files.writeString(
        listeners,
        """
        {"listeners": [{"service": "rehearsal/origin", "listen": "127.0.0.1:%d",
          "upstreams": [{"address": "127.0.0.1:%d"}]}]}
        """
            .formatted(port, origin));
    Map<String, String> environment = new HashMap<>(settings());
    environment.put("SALLYPORT_STATE_DIR", state.toString());
    environment.put("SALLYPORT_STEER_LISTENERS", listeners.toString());
    environment.put("SALLYPORT_ADMIN_PORT", Integer.toString(freePort()));
    environment.put("SALLYPORT_PEER_PORT", Integer.toString(freePort()));
    return NodeConfig.from(environment);
  }

  private static Map<String, String> settings() {
    return Map.of(
        "SALLYPORT_NODE_NAME", "rehearsal",
        "SALLYPORT_TIER", "steer",
        "SALLYPORT_LISTEN_ADDRESS", "127.0.0.1",
        "SALLYPORT_KUBE_API", "http://127.0.0.1:1",
        "SALLYPORT_CONTROL", "127.0.0.1:1");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var paths = Files.walk(directory)) {
      paths
          .sorted(java.util.Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import static java.util.Objects.requireNonNull;

import dev.sallyport.node.capture.FailMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How one node program is set up, read once from the environment at start.
 *
 * @param nodeName {@code SALLYPORT_NODE_NAME}: name of the Kubernetes Node; the host's name when
 *     absent
 * @param control {@code SALLYPORT_CONTROL}: host and port of the control program's link; default
 *     {@code sallyport-control.sallyport.svc:7443}
 * @param stateDirectory {@code SALLYPORT_STATE_DIR}: what must outlive a restart; default {@code
 *     /var/lib/sallyport}
 * @param peerPort {@code SALLYPORT_PEER_PORT}: UDP port on which nodes vouch for connections;
 *     default 15021
 * @param cgroupRoot {@code SALLYPORT_CGROUP_ROOT}: mount of the cgroup tree; default {@code
 *     /sys/fs/cgroup}
 * @param procRoot {@code SALLYPORT_PROC_ROOT}: mount of procfs; default {@code /proc}
 * @param failMode {@code SALLYPORT_FAIL_MODE}: {@code open} or {@code closed}; default open
 * @param eventLoops {@code SALLYPORT_EVENT_LOOPS}: threads that move bytes, 1 to 64; default 0,
 *     half of the processors
 * @param sandboxHooks {@code SALLYPORT_SANDBOX_HOOKS}: directory in which a socket is offered to
 *     whatever starts pods, so that it can wait for capture before the first program starts; none
 *     when absent
 * @param understand {@code SALLYPORT_UNDERSTAND}: {@code on}, or {@code off} to carry and count
 *     connections without reading them; default on
 * @param adminAddress address and port of metrics and health: {@code SALLYPORT_LISTEN_ADDRESS}, all
 *     addresses when absent, and {@code SALLYPORT_ADMIN_PORT}
 * @param steer what tier steer needs; empty in tier node. {@code SALLYPORT_TIER} says which: {@code
 *     node} or {@code steer}, default node
 * @param inspect {@code SALLYPORT_INSPECT}: {@code on}, or {@code off} to not look into what
 *     exchanges carry; default on
 * @param inspectBytes {@code SALLYPORT_INSPECT_BYTES}: bytes of one message that are looked into,
 *     256 to 16 MiB; default 65536
 * @param handover {@code SALLYPORT_HANDOVER}: {@code on} to take over from a program that runs on
 *     this node and to hand over to one that comes, or {@code off}; default off
 * @param handoverDrain {@code SALLYPORT_DRAIN_SECONDS}: longest time that open connections go on
 *     after this program was asked to end and another one has taken over, 0 to 86400; default 300
 */
public record NodeConfig(
    String nodeName,
    String control,
    Path stateDirectory,
    int peerPort,
    Path cgroupRoot,
    Path procRoot,
    FailMode failMode,
    int eventLoops,
    Optional<Path> sandboxHooks,
    boolean understand,
    InetSocketAddress adminAddress,
    Optional<SteerConfig> steer,
    boolean inspect,
    int inspectBytes,
    boolean handover,
    Duration handoverDrain) {

  public NodeConfig {
    requireNonNull(nodeName, "nodeName");
    requireNonNull(control, "control");
    requireNonNull(stateDirectory, "stateDirectory");
    requireNonNull(cgroupRoot, "cgroupRoot");
    requireNonNull(procRoot, "procRoot");
    requireNonNull(failMode, "failMode");
    requireNonNull(sandboxHooks, "sandboxHooks");
    requireNonNull(adminAddress, "adminAddress");
    requireNonNull(steer, "steer");
    requireNonNull(handoverDrain, "handoverDrain");
  }

  /**
   * Returns the configuration that the environment asks for.
   *
   * @throws IllegalArgumentException naming the key, what was found and what was expected
   */
  public static NodeConfig from(Map<String, String> environment) {
    Keys keys = new Keys(environment);
    return new NodeConfig(
        keys.text("SALLYPORT_NODE_NAME").orElseGet(NodeConfig::hostName),
        keys.text("SALLYPORT_CONTROL").orElse("sallyport-control.sallyport.svc:7443"),
        keys.path("SALLYPORT_STATE_DIR", "/var/lib/sallyport"),
        keys.number("SALLYPORT_PEER_PORT", 15021, 1, 65535),
        keys.path("SALLYPORT_CGROUP_ROOT", "/sys/fs/cgroup"),
        keys.path("SALLYPORT_PROC_ROOT", "/proc"),
        keys.choice("SALLYPORT_FAIL_MODE", Map.of("open", FailMode.OPEN, "closed", FailMode.CLOSED))
            .orElse(FailMode.OPEN),
        keys.number("SALLYPORT_EVENT_LOOPS", 0, 0, 64),
        keys.text("SALLYPORT_SANDBOX_HOOKS").map(Path::of),
        keys.choice("SALLYPORT_UNDERSTAND", Map.of("on", true, "off", false)).orElse(true),
        keys.address(
            "SALLYPORT_LISTEN_ADDRESS", keys.number("SALLYPORT_ADMIN_PORT", 15020, 1, 65535)),
        keys.choice("SALLYPORT_TIER", Map.of("node", false, "steer", true)).orElse(false)
            ? Optional.of(steer(keys))
            : Optional.empty(),
        keys.choice("SALLYPORT_INSPECT", Map.of("on", true, "off", false)).orElse(true),
        keys.number("SALLYPORT_INSPECT_BYTES", 65_536, 256, 16 << 20),
        keys.choice("SALLYPORT_HANDOVER", Map.of("on", true, "off", false)).orElse(false),
        Duration.ofSeconds(keys.number("SALLYPORT_DRAIN_SECONDS", 300, 0, 86_400)));
  }

  private static SteerConfig steer(Keys keys) {
    return new SteerConfig(
        keys.path("SALLYPORT_STEER_LISTENERS", "/etc/sallyport/listeners.json"),
        keys.text("SALLYPORT_STEER_PROCESSES").map(Path::of));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "SALLYPORT_NODE_NAME: not set, and this host has no name (expected: the name of the"
              + " Kubernetes Node, as the downward API gives it in spec.nodeName)",
          e);
    }
  }

  /** Reads values and names the key that is wrong. An empty value counts as absent. */
  private record Keys(Map<String, String> environment) {
    Optional<String> text(String key) {
      return Optional.ofNullable(environment.get(key)).map(String::strip).filter(v -> !v.isEmpty());
    }

    Path path(String key, String otherwise) {
      return Path.of(text(key).orElse(otherwise));
    }

    InetSocketAddress address(String key, int port) {
      return convert(
              key,
              "an address",
              text -> Optional.of(new InetSocketAddress(InetAddress.ofLiteral(text), port)))
          .orElseGet(() -> new InetSocketAddress(port));
    }

    int number(String key, int otherwise, int min, int max) {
      return convert(
              key,
              "a whole number from " + min + " to " + max,
              value -> {
                int number = Integer.parseInt(value);
                return number >= min && number <= max ? Optional.of(number) : Optional.empty();
              })
          .orElse(otherwise);
    }

    <T> Optional<T> choice(String key, Map<String, T> choices) {
      return convert(
          key,
          "one of " + String.join(", ", choices.keySet().stream().sorted().toList()),
          value -> Optional.ofNullable(choices.get(value.toLowerCase(Locale.ROOT))));
    }

    private <T> Optional<T> convert(
        String key, String expected, Function<String, Optional<T>> conversion) {
      Optional<String> value = text(key);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      Optional<T> converted;
      try {
        converted = conversion.apply(value.get());
      } catch (IllegalArgumentException e) {
        converted = Optional.empty();
      }
      if (converted.isEmpty()) {
        throw new IllegalArgumentException(
            key + ": " + value.get() + " (expected: " + expected + ")");
      }
      return converted;
    }
  }
}

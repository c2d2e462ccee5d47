// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.node.capture.FailMode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeConfigTest {
  @Test
  void everyKeyHasADefault() {
    NodeConfig config = NodeConfig.from(Map.of("SALLYPORT_NODE_NAME", "a"));
    assertThat(config)
        .isEqualTo(
            new NodeConfig(
                "a",
                "sallyport-control.sallyport.svc:7443",
                Path.of("/var/lib/sallyport"),
                15021,
                Path.of("/sys/fs/cgroup"),
                Path.of("/proc"),
                FailMode.OPEN,
                0,
                Optional.empty(),
                true,
                new InetSocketAddress(15020),
                Optional.empty(),
                true,
                65_536,
                false,
                Duration.ofMinutes(5)));
  }

  @Test
  void everyKeyIsRead() {
    NodeConfig config =
        NodeConfig.from(
            Map.ofEntries(
                Map.entry("SALLYPORT_NODE_NAME", "b"),
                Map.entry("SALLYPORT_CONTROL", "c:1"),
                Map.entry("SALLYPORT_STATE_DIR", "/s"),
                Map.entry("SALLYPORT_ADMIN_PORT", "2"),
                Map.entry("SALLYPORT_PEER_PORT", "3"),
                Map.entry("SALLYPORT_CGROUP_ROOT", "/g"),
                Map.entry("SALLYPORT_PROC_ROOT", "/p"),
                Map.entry("SALLYPORT_FAIL_MODE", "closed"),
                Map.entry("SALLYPORT_EVENT_LOOPS", "4"),
                Map.entry("SALLYPORT_SANDBOX_HOOKS", "/h"),
                Map.entry("SALLYPORT_LISTEN_ADDRESS", "127.0.0.9"),
                Map.entry("SALLYPORT_TIER", "steer"),
                Map.entry("SALLYPORT_STEER_LISTENERS", "/l"),
                Map.entry("SALLYPORT_STEER_PROCESSES", "/q"),
                Map.entry("SALLYPORT_INSPECT", "off"),
                Map.entry("SALLYPORT_INSPECT_BYTES", "1024"),
                Map.entry("SALLYPORT_HANDOVER", "on"),
                Map.entry("SALLYPORT_DRAIN_SECONDS", "7"),
                Map.entry("SALLYPORT_UNDERSTAND", "off")));
    assertThat(config)
        .isEqualTo(
            new NodeConfig(
                "b",
                "c:1",
                Path.of("/s"),
                3,
                Path.of("/g"),
                Path.of("/p"),
                FailMode.CLOSED,
                4,
                Optional.of(Path.of("/h")),
                false,
                new InetSocketAddress("127.0.0.9", 2),
                Optional.of(new SteerConfig(Path.of("/l"), Optional.of(Path.of("/q")))),
                false,
                1024,
                true,
                Duration.ofSeconds(7)));
  }

  @ParameterizedTest
  @CsvSource({
    "SALLYPORT_ADMIN_PORT, 70000",
    "SALLYPORT_ADMIN_PORT, many",
    "SALLYPORT_FAIL_MODE, ajar",
    "SALLYPORT_EVENT_LOOPS, -1",
    "SALLYPORT_LISTEN_ADDRESS, here",
    "SALLYPORT_TIER, sideways",
    "SALLYPORT_INSPECT, perhaps",
    "SALLYPORT_INSPECT_BYTES, 12",
    "SALLYPORT_HANDOVER, maybe",
    "SALLYPORT_DRAIN_SECONDS, -1",
    "SALLYPORT_UNDERSTAND, maybe"
  })
  void aWrongValueIsRefusedByTheNameOfItsKey(String key, String value) {
    assertThatThrownBy(() -> NodeConfig.from(Map.of("SALLYPORT_NODE_NAME", "a", key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(key + ": " + value + " (expected: ");
  }

  @Test
  void anEmptyValueCountsAsAbsent() {
    assertThat(
            NodeConfig.from(Map.of("SALLYPORT_NODE_NAME", "a", "SALLYPORT_ADMIN_PORT", " "))
                .adminAddress())
        .isEqualTo(new InetSocketAddress(15020));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Layer;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Program;
import dev.sallyport.protocol.TappedRelay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mosquitto with its own clients. */
class MqttIT {
  @TempDir static Path directory;
  private static Process server;
  private static int port;

  @BeforeAll
  static void startServer() throws Exception {
    String mosquitto = Program.path("/usr/sbin/mosquitto");
    port = Program.freePort();
    Path configuration = directory.resolve("mosquitto.conf");
    Files.writeString(configuration, "listener " + port + " 127.0.0.1\nallow_anonymous true\n");
    server = Program.start(port, List.of(mosquitto, "-c", configuration.toString()));
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      Program.stop(server);
    }
  }

  @Test
  void whatIsPublishedAndDeliveredIsCountedByTopic() throws Exception {
    for (String version : List.of("mqttv311", "mqttv5")) {
      try (TappedRelay relay = new TappedRelay(port)) {
        publish(relay, version, "shop/orders", "0");
        publish(relay, version, "devices/4f2a9c1b7d/state", "1");
        publish(relay, version, "kept", "2", "-r");
        Program.run(
            "",
            List.of(
                Program.path("/usr/bin/mosquitto_sub"),
                "-p",
                "" + relay.port(),
                "-V",
                version,
                "-t",
                "kept",
                "-C",
                "1",
                "-W",
                "10"));
        Map<String, Long> counts = relay.counts();
        assertThat(counts)
            .containsEntry("publish shop/orders", 1L)
            .containsEntry("publish devices/{id}/state", 1L)
            .containsEntry("publish kept", 1L)
            .containsEntry("subscribe kept", 1L)
            .containsEntry("deliver kept", 1L);
        assertThat(counts.keySet()).anyMatch(each -> each.startsWith("connect"));
        for (TappedRelay.Connection each : relay.ended()) {
          assertThat(each.reader.protocol()).isEqualTo(Protocol.MQTT);
          assertThat(each.reader.visibility().unseen()).doesNotContainKey(Layer.OPERATION);
          assertThat(each.addsUp()).isTrue();
        }
      }
    }
  }

  private static void publish(
      TappedRelay relay, String version, String topic, String quality, String... more)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Program.path("/usr/bin/mosquitto_pub"),
                "-p",
                "" + relay.port(),
                "-V",
                version,
                "-q",
                quality,
                "-t",
                topic,
                "-m",
                "hello"));
    command.addAll(List.of(more));
    Program.run("", command);
  }
}

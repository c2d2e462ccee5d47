// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.checkpoint.CheckedRelay;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mosquitto with its own clients, some of whose packets are refused. */
class MqttCheckpointIT {
  @TempDir static Path directory;
  private static Mosquitto server;

  @BeforeAll
  static void startServer() throws Exception {
    server = Mosquitto.start(directory);
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      server.stop();
    }
  }

  private static CheckedRelay relay() throws Exception {
    return new CheckedRelay(Protocol.MQTT, server.port(), name -> name.endsWith(" secret"));
  }

  @Test
  void aRefusedPublicationIsKeptFromTheServer() throws Exception {
    for (String version : List.of("mqttv311", "mqttv5")) {
      try (CheckedRelay relay = relay()) {
        for (String quality : List.of("0", "1", "2")) {
          String word = version + quality;
          String printed =
              Mosquitto.client(
                  "mosquitto_pub",
                  relay.port(),
                  version,
                  "-q",
                  quality,
                  "-t",
                  "secret",
                  "-r",
                  "-m",
                  word);
          if (version.equals("mqttv5") && !quality.equals("0")) {
            assertThat(printed).containsIgnoringCase("not authorized");
          }
          Mosquitto.client(
              "mosquitto_pub",
              relay.port(),
              version,
              "-q",
              quality,
              "-t",
              "open/" + version + "/" + word,
              "-r",
              "-m",
              word);
        }
        String kept =
            Mosquitto.client(
                "mosquitto_sub",
                server.port(),
                version,
                "-t",
                "secret",
                "-t",
                "open/" + version + "/#",
                "-C",
                "3",
                "-W",
                "60",
                "-v");
        assertThat(kept)
            .contains(version + "0", version + "1", version + "2")
            .doesNotContain("secret");
        assertThat(relay.lost).isEmpty();
      }
    }
  }

  @Test
  void aSubscriptionIsRefusedWithAllItsFilters() throws Exception {
    for (String version : List.of("mqttv311", "mqttv5")) {
      try (CheckedRelay relay = relay()) {
        Mosquitto.client(
            "mosquitto_pub", server.port(), version, "-t", "secret", "-r", "-m", "hidden");
        String printed =
            Mosquitto.client(
                "mosquitto_sub", relay.port(), version, "-t", "secret", "-W", "60", "-d");
        assertThat(printed)
            .doesNotContain("hidden")
            .contains(version.equals("mqttv5") ? "135" : "128");
        assertThat(relay.asked()).contains("subscribe secret");
        Mosquitto.client("mosquitto_pub", server.port(), version, "-t", "secret", "-r", "-n");
      }
    }
  }
}

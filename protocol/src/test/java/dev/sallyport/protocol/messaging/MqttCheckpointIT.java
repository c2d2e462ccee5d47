// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Program;
import dev.sallyport.protocol.checkpoint.CheckedRelay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mosquitto with its own clients, some of whose packets are refused. */
class MqttCheckpointIT {
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

  private static CheckedRelay relay() throws Exception {
    return new CheckedRelay(Protocol.MQTT, port, name -> name.endsWith(" secret"));
  }

  private static String client(String program, int through, String version, String... more)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Program.path("/usr/bin/" + program), "-p", "" + through, "-V", version));
    command.addAll(List.of(more));
    return Program.run("", command);
  }

  @Test
  void aRefusedPublicationIsKeptFromTheServer() throws Exception {
    for (String version : List.of("mqttv311", "mqttv5")) {
      try (CheckedRelay relay = relay()) {
        for (String quality : List.of("0", "1", "2")) {
          String word = version + quality;
          String printed =
              client(
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
          client(
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
            client(
                "mosquitto_sub",
                port,
                version,
                "-t",
                "secret",
                "-t",
                "open/" + version + "/#",
                "-C",
                "4",
                "-W",
                "2",
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
        client("mosquitto_pub", port, version, "-t", "secret", "-r", "-m", "hidden");
        String printed =
            client("mosquitto_sub", relay.port(), version, "-t", "secret", "-W", "3", "-d");
        assertThat(printed)
            .doesNotContain("hidden")
            .contains(version.equals("mqttv5") ? "135" : "128");
        assertThat(relay.asked()).contains("subscribe secret");
        client("mosquitto_pub", port, version, "-t", "secret", "-r", "-n");
      }
    }
  }
}

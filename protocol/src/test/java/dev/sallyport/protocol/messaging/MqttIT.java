// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Layer;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.TappedRelay;
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

  @Test
  void whatIsPublishedAndDeliveredIsCountedByTopic() throws Exception {
    for (String version : List.of("mqttv311", "mqttv5")) {
      try (TappedRelay relay = new TappedRelay(server.port())) {
        publish(relay, version, "shop/orders", "0");
        publish(relay, version, "devices/4f2a9c1b7d/state", "1");
        publish(relay, version, "kept", "2", "-r");
        Mosquitto.client(
            "mosquitto_sub", relay.port(), version, "-t", "kept", "-C", "1", "-W", "60");
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
    List<String> words = new ArrayList<>(List.of("-q", quality, "-t", topic, "-m", "hello"));
    words.addAll(List.of(more));
    Mosquitto.client("mosquitto_pub", relay.port(), version, words.toArray(String[]::new));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Layer;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.TappedRelay;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server with its own clients. */
class RedisIT {
  @TempDir static Path directory;
  private static RedisServer server;

  @BeforeAll
  static void startServer() throws Exception {
    server = RedisServer.start(directory);
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      server.stop();
    }
  }

  private static void understoodAndComplete(TappedRelay relay) throws InterruptedException {
    for (TappedRelay.Connection each : relay.ended()) {
      assertThat(each.reader.protocol()).isEqualTo(Protocol.REDIS);
      assertThat(each.reader.visibility().unseen()).doesNotContainKey(Layer.OPERATION);
      assertThat(each.addsUp()).isTrue();
    }
  }

  @Test
  void commandsOfTheRealClientAreCounted() throws Exception {
    for (String version : List.of("-2", "-3")) {
      try (TappedRelay relay = new TappedRelay(server.port())) {
        RedisServer.client(
            relay.port(),
            version,
            "SET session:4f2a9c secret\nGET session:4f2a9c\nDEL bag\nLPUSH bag a b\nINCR bag\n"
                + "HSET cart:17 sku 4\nHGETALL cart:17\nLRANGE bag 0 -1\n");
        assertThat(relay.counts())
            .containsEntry("SET session", 1L)
            .containsEntry("GET session", 1L)
            .containsEntry("LPUSH bag", 1L)
            .containsEntry("INCR bag failed", 1L)
            .containsEntry("HGETALL cart", 1L)
            .containsEntry("LRANGE bag", 1L);
        understoodAndComplete(relay);
      }
    }
  }

  @Test
  void everyCommandOfAPipelinedLoadIsCountedAsTheServerCountsIt() throws Exception {
    RedisServer.client(server.port(), "-2", "CONFIG RESETSTAT\n");
    try (TappedRelay relay = new TappedRelay(server.port())) {
      RedisServer.load(relay.port());
      String truth = RedisServer.client(server.port(), "-2", "INFO commandstats\n");
      assertThat(truth).contains("cmdstat_set:calls=" + started(relay, "SET key") + ",");
      assertThat(truth).contains("cmdstat_get:calls=" + started(relay, "GET key") + ",");
      understoodAndComplete(relay);
    }
  }

  /** Counts exchanges, also those whose answer the client did not wait for. */
  private static long started(TappedRelay relay, String name) throws InterruptedException {
    return relay.counts().entrySet().stream()
        .filter(each -> each.getKey().startsWith(name))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}

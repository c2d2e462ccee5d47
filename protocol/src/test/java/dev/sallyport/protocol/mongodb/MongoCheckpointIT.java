// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.checkpoint.CheckedRelay;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** The driver of MongoDB against a server that speaks its protocol. */
class MongoCheckpointIT {
  @Test
  void aRefusedCommandDoesNothingAndTheSessionGoesOn() throws Exception {
    MongoServer server = new MongoServer(new MemoryBackend());
    int port = server.bind().getPort();
    try (CheckedRelay relay =
        new CheckedRelay(
            Protocol.MONGODB,
            port,
            name -> name.startsWith("delete") || name.endsWith(" secret"))) {
      talk(relay.port());
      try (MongoClient direct = MongoClients.create("mongodb://127.0.0.1:" + port)) {
        MongoCollection<Document> customers = direct.getDatabase("shop").getCollection("customers");
        assertThat(customers.countDocuments()).isEqualTo(301);
        assertThat(direct.getDatabase("shop").getCollection("secret").countDocuments()).isZero();
      }
      assertThat(relay.lost).isEmpty();
    } finally {
      server.shutdownNow();
    }
  }

  private static void talk(int port) {
    String one = "mongodb://127.0.0.1:" + port + "/?maxPoolSize=1&retryWrites=false";
    try (MongoClient client = MongoClients.create(one)) {
      MongoCollection<Document> customers = client.getDatabase("shop").getCollection("customers");
      List<Document> many = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        many.add(new Document("_id", i).append("name", "customer " + i));
      }
      customers.insertMany(many);
      assertThatThrownBy(() -> customers.deleteMany(Filters.empty()))
          .isInstanceOf(MongoCommandException.class)
          .hasMessageContaining("denied by policy shop/no-drop (decision 7)")
          .satisfies(
              e -> {
                assertThat(((MongoCommandException) e).getErrorCode()).isEqualTo(13);
                assertThat(((MongoCommandException) e).getErrorCodeName())
                    .isEqualTo("Unauthorized");
              });
      assertThatThrownBy(
              () -> client.getDatabase("shop").getCollection("secret").insertOne(new Document()))
          .isInstanceOf(MongoCommandException.class);
      assertThat(customers.find(Filters.lt("_id", 250)).into(new ArrayList<>())).hasSize(250);
      customers.insertOne(new Document("_id", 1000));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.TappedRelay;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

/** The driver of MongoDB against a server that speaks its protocol. */
class MongoIT {
  private static final String NOTE = "about them ".repeat(40).strip();
  private static final String ORDER =
      "{\"_id\":\"65f0a1b2c3d4e5f6a7b8c9d0\",\"born\":\"1984-03-02T00:00:00Z\","
          + "\"card\":\"4111111111111111\",\"limit\":\"1234567.50\",\"raw\":\"a text\"}";

  @Test
  void commandsAreCountedByTheirCollection() throws Exception {
    MongoServer server = new MongoServer(new MemoryBackend());
    int port = server.bind().getPort();
    try (TappedRelay relay = new TappedRelay(port)) {
      talk(relay.port());
      Map<String, Long> counts = relay.counts();
      assertThat(counts)
          .containsEntry("insert customers", 1L)
          .containsEntry("insert customers failed", 1L)
          .containsEntry("update customers", 1L)
          .containsEntry("delete customers", 1L);
      assertThat(counts.get("find customers")).isEqualTo(2);
      assertThat(relay.values(Direction.FROM_CLIENT))
          .contains(
              "{\"name\":\"customer 0\",\"note\":\"" + NOTE + "\"}",
              "{\"name\":\"customer 299\",\"note\":\"" + NOTE + "\"}")
          .anyMatch(each -> each.contains("\"$set\":{\"name\":\"other\"}"));
      assertThat(relay.values(Direction.FROM_SERVER))
          .contains("{\"name\":\"customer 4\",\"note\":\"" + NOTE + "\"}");
      assertThat(relay.values(Direction.FROM_CLIENT)).contains(ORDER);
      assertThat(relay.values(Direction.FROM_SERVER))
          .contains(ORDER)
          .as("beyond what was once held of a message")
          .contains("{\"name\":\"customer 299\",\"note\":\"" + NOTE + "\"}");
      for (TappedRelay.Connection each : relay.ended()) {
        assertThat(each.reader.protocol()).isEqualTo(Protocol.MONGODB);
        assertThat(each.reader.visibility().unseen()).doesNotContainKey(Layer.OPERATION);
        assertThat(each.addsUp()).isTrue();
      }
    } finally {
      server.shutdownNow();
    }
  }

  private static void talk(int port) {
    try (MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + port)) {
      MongoCollection<Document> customers = client.getDatabase("shop").getCollection("customers");
      List<Document> many = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        many.add(new Document("_id", i).append("name", "customer " + i).append("note", NOTE));
      }
      customers.insertMany(many);
      try {
        customers.insertOne(new Document("_id", 1));
      } catch (MongoWriteException expected) {
        // The key is taken, as it should be.
      }
      assertThat(customers.find(Filters.lt("_id", 5)).into(new ArrayList<>())).hasSize(5);
      customers.updateOne(Filters.eq("_id", 1), Updates.set("name", "other"));
      customers.deleteOne(Filters.eq("_id", 2));
      assertThat(customers.find(Filters.gt("_id", 4)).batchSize(500).into(new ArrayList<>()))
          .hasSize(295);
      MongoCollection<Document> orders = client.getDatabase("shop").getCollection("orders");
      orders.insertOne(
          new Document("_id", new ObjectId("65f0a1b2c3d4e5f6a7b8c9d0"))
              .append("born", Date.from(Instant.parse("1984-03-02T00:00:00Z")))
              .append("card", 4111111111111111.0)
              .append("limit", new Decimal128(new BigDecimal("1234567.50")))
              .append("raw", "a text".getBytes(StandardCharsets.UTF_8)));
      assertThat(orders.find().first()).isNotNull();
    }
  }
}

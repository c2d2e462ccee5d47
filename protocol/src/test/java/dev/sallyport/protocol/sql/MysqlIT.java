// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.TappedRelay;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** MariaDB with its client. */
class MysqlIT {
  private static MariadbServer server;

  @BeforeAll
  static void startServer() throws Exception {
    server = MariadbServer.start();
    MariadbServer.client(
        server.port(),
        "CREATE DATABASE shop; CREATE TABLE shop.orders (id int primary key, card text);");
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      server.stop();
    }
  }

  @Test
  void theRealClientIsUnderstoodStatementByStatement() throws Exception {
    try (TappedRelay relay = new TappedRelay(server.port())) {
      MariadbServer.client(
          relay.port(),
          "USE shop;\n"
              + "INSERT INTO orders VALUES (1, '4111111111111111');\n"
              + "SELECT * FROM orders WHERE card = 'it\\'s from x';\n"
              + "SELECT * FROM orders, orders b;\n"
              + "SELECT broken FROM orders;\n"
              + "PREPARE p FROM 'SELECT 1'; EXECUTE p;\n"
              + "DELIMITER //\nCREATE PROCEDURE two() BEGIN SELECT 1; SELECT 2; END//\nDELIMITER ;\n"
              + "CALL two();\n"
              + "UPDATE orders SET card = REPEAT('x', 60000);\nSELECT card FROM orders;\n"
              + "DELETE FROM `shop`.`orders`;\n");
      assertThat(relay.counts())
          .containsEntry("LOGIN", 1L)
          .containsEntry("USE", 1L)
          .containsEntry("INSERT orders", 1L)
          .containsEntry("SELECT orders", 3L)
          .containsEntry("SELECT orders failed", 1L)
          .containsEntry("PREPARE", 1L)
          .containsEntry("EXECUTE", 1L)
          .containsEntry("CALL two", 1L)
          .containsEntry("UPDATE orders", 1L)
          .containsEntry("DELETE shop.orders", 1L);
      assertThat(relay.values(Direction.FROM_CLIENT))
          .contains("{\"card\":\"it's from x\"}")
          .anyMatch(each -> each.contains("\"?\":\"4111111111111111\""));
      assertThat(relay.values(Direction.FROM_SERVER))
          .anyMatch(each -> each.contains("\"card\":\"4111111111111111\""))
          .anyMatch(each -> each.contains("Unknown column"));
      for (TappedRelay.Connection each : relay.ended()) {
        assertThat(each.reader.protocol()).isEqualTo(Protocol.MYSQL);
        assertThat(each.reader.visibility().unseen()).doesNotContainKey(Layer.OPERATION);
        assertThat(each.addsUp()).isTrue();
      }
    }
  }
}

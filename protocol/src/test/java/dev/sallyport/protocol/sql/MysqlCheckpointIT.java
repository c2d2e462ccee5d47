// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.checkpoint.CheckedRelay;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real server with its own client, some of whose statements are refused. */
class MysqlCheckpointIT {
  private static MariadbServer server;

  @BeforeAll
  static void startServer() throws Exception {
    server = MariadbServer.start();
    MariadbServer.client(
        server.port(),
        "CREATE DATABASE shop; USE shop; CREATE TABLE orders (id int primary key, card text);"
            + "CREATE TABLE secret (word text); INSERT INTO secret VALUES ('hidden');");
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      server.stop();
    }
  }

  @Test
  void aRefusedStatementDoesNothingAndTheSessionGoesOn() throws Exception {
    for (boolean late : new boolean[] {false, true}) {
      MariadbServer.client(server.port(), "DELETE FROM shop.orders;");
      try (CheckedRelay relay =
          new CheckedRelay(
              Protocol.MYSQL,
              server.port(),
              name ->
                  name.startsWith("DROP")
                      || name.startsWith("DELETE")
                      || name.endsWith(" secret"))) {
        if (late) {
          relay.late();
        }
        String printed =
            MariadbServer.client(
                relay.port(),
                "USE shop;\nINSERT INTO orders VALUES (1, 'a');\nDROP TABLE orders;\n"
                    + "SELECT concat('count ', count(*)) FROM orders;\n"
                    + "SELECT word FROM shop.secret;\nSELECT word FROM orders, secret;\n"
                    + "START TRANSACTION;\nINSERT INTO orders VALUES (2, 'b');\n"
                    + "DELETE FROM orders;\nCOMMIT;\n"
                    + "/*!50000 DROP TABLE orders */;\n"
                    + "UPDATE orders SET card = REPEAT('x', 60000);\nSELECT card FROM orders;\n"
                    + "DELIMITER //\nSELECT 'two'; DROP TABLE orders//\nDELIMITER ;\n");
        assertThat(printed)
            .contains("ERROR 1142 (42000)", "denied by policy shop/no-drop (decision 7)", "count 1")
            .contains("x".repeat(60000))
            .doesNotContain("hidden", "sallyport_refused", "\ntwo\n");
        assertThat(
                MariadbServer.client(
                    server.port(), "SELECT concat('ids ', group_concat(id)) FROM shop.orders;"))
            .contains("ids 1,2");
        assertThat(relay.connections()).isEqualTo(1);
        assertThat(relay.lost).isEmpty();
      }
    }
  }
}

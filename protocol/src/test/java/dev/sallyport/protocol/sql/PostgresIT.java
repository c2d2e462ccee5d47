// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.TappedRelay;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real server with psql and pgbench. */
class PostgresIT {
  private static PostgresServer server;
  private TappedRelay relay;

  @BeforeAll
  static void startServer() throws Exception {
    server = PostgresServer.start();
    server.psql(server.port(), "CREATE TABLE orders (id int primary key, card text);");
    server.pgbench(server.port(), "-i", "-q");
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      server.stop();
    }
  }

  @BeforeEach
  void startRelay() throws IOException {
    relay = new TappedRelay(server.port());
  }

  @AfterEach
  void stopRelay() throws IOException {
    relay.close();
  }

  private void understoodAndComplete() throws InterruptedException {
    for (TappedRelay.Connection each : relay.ended()) {
      assertThat(each.reader.protocol()).isEqualTo(Protocol.POSTGRESQL);
      assertThat(each.reader.visibility().unseen()).doesNotContainKey(Layer.OPERATION);
      assertThat(each.addsUp()).isTrue();
    }
  }

  @Test
  void psqlIsUnderstoodStatementByStatement() throws Exception {
    server.psql(
        relay.port(),
        "INSERT INTO orders VALUES (1, '4111111111111111');\n"
            + "SELECT * FROM orders WHERE card = '4111111111111111';\n"
            + "SELECT broken FROM orders;\n"
            + "COPY orders FROM STDIN;\n2\tx\n3\ty\n\\.\n"
            + "COPY orders TO STDOUT;\n"
            + "PREPARE p AS SELECT 1 FROM orders; EXECUTE p;\n"
            + "BEGIN; DELETE FROM orders; ROLLBACK;\n");
    assertThat(relay.counts().toString())
        .isEqualTo(
            "{BEGIN=1, COPY orders=2, DELETE orders=1, EXECUTE=1, INSERT orders=1, LOGIN postgres=1,"
                + " PREPARE=1, ROLLBACK=1, SELECT orders=1, SELECT orders failed=1}");
    understoodAndComplete();
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended", "prepared"})
  void everyStatementOfALoadIsCounted(String mode) throws Exception {
    String printed = server.pgbench(relay.port(), "-M", mode, "-c", "4", "-t", "50", "-n");
    assertThat(printed).contains("transactions actually processed: 200/200");
    assertThat(relay.counts())
        .containsEntry("BEGIN", 200L)
        .containsEntry("UPDATE pgbench_accounts", 200L)
        .containsEntry("SELECT pgbench_accounts", 200L)
        .containsEntry("UPDATE pgbench_tellers", 200L)
        .containsEntry("UPDATE pgbench_branches", 200L)
        .containsEntry("INSERT pgbench_history", 200L)
        .containsEntry("END", 200L);
    understoodAndComplete();
  }

  @Test
  void aDriversParametersAndRowsAreNamedByTheirColumns() throws Exception {
    String url = "jdbc:postgresql://127.0.0.1:%d/postgres?user=shop&prepareThreshold=2";
    try (Connection connection = DriverManager.getConnection(url.formatted(relay.port()));
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO orders (id, card) VALUES (?, ?)");
        PreparedStatement select =
            connection.prepareStatement("SELECT card AS number, id FROM orders WHERE id = ?")) {
      for (int i = 0; i < 4; i++) {
        insert.setInt(1, 100_000 + i);
        insert.setString(2, "411111111111111" + i);
        insert.executeUpdate();
        select.setInt(1, 100_000 + i);
        select.executeQuery().next();
      }
      connection.createStatement().execute("DELETE FROM orders");
    }
    for (int i = 0; i < 4; i++) {
      int id = 100_000 + i;
      assertThat(relay.values(Direction.FROM_CLIENT))
          .contains("{\"id\":\"%d\",\"card\":\"411111111111111%d\"}".formatted(id, i))
          .contains("{\"id\":\"%d\"}".formatted(id));
      assertThat(relay.values(Direction.FROM_SERVER))
          .contains("{\"number\":\"411111111111111%d\",\"id\":\"%d\"}".formatted(i, id));
    }
    understoodAndComplete();
  }

  @Test
  void valuesInBinaryFormAndLongOnesAreReadAsWhatTheyAre() throws Exception {
    String url =
        "jdbc:postgresql://127.0.0.1:%d/postgres?user=shop&prepareThreshold=-1&binaryTransferEnable="
            + "UUID,TIMESTAMPTZ,TIMESTAMP,NUMERIC,FLOAT8,TEXT_ARRAY,VARCHAR_ARRAY,INT8_ARRAY,DATE";
    String id = "6d0f0c1e-7b0c-4d53-9a5e-0f3c5f5f2a11";
    String sql =
        "SELECT ?::uuid AS id, '2026-11-21 10:00:00+00'::timestamptz AS at,"
            + " '1984-03-02'::date AS born, 4111111111111111::float8 AS card,"
            + " 1234567.50::numeric AS paid, ARRAY['ada@example.com','4111111111111111'] AS seen,"
            + " ARRAY[4111111111111111::int8] AS cards,"
            + " repeat('a few words, ', 8000) || 'the end of it' AS note";
    try (Connection connection = DriverManager.getConnection(url.formatted(relay.port()));
        PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < 2; i++) {
        select.setObject(1, UUID.fromString(id));
        assertThat(select.executeQuery().next()).isTrue();
      }
    }
    assertThat(relay.values(Direction.FROM_SERVER))
        .anyMatch(
            each ->
                each.startsWith(
                    "{\"id\":\"%s\",\"at\":\"2026-11-21T10:00:00Z\",\"born\":\"1984-03-02\","
                            .formatted(id)
                        + "\"card\":\"4111111111111111\",\"paid\":\"1234567.50\","
                        + "\"seen\":[\"ada@example.com\",\"4111111111111111\"],"
                        + "\"cards\":[\"4111111111111111\"],\"note\":\"a few words"))
        .as("beyond what was once held of a message")
        .anyMatch(each -> each.startsWith("{\"note\":") && each.endsWith("the end of it\"}"));
    understoodAndComplete();
  }

  @Test
  void aWrongLoginHasFailed() throws Exception {
    server.psqlAs("nobody", relay.port(), "");
    assertThat(relay.counts()).containsEntry("LOGIN postgres failed", 1L);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.checkpoint.CheckedRelay;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real server with psql and with its Java driver, some of whose statements are refused. */
class PostgresCheckpointIT {
  private static PostgresServer server;
  private CheckedRelay relay;

  @BeforeAll
  static void startServer() throws Exception {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      server.stop();
    }
  }

  @BeforeEach
  void fill() throws Exception {
    server.psql(
        server.port(),
        "DROP TABLE IF EXISTS orders, secret;"
            + "CREATE TABLE orders (id int primary key, card text);"
            + "CREATE TABLE secret (id int primary key, word text);"
            + "INSERT INTO orders VALUES (1, 'a'); INSERT INTO secret VALUES (1, 'hidden');");
    relay =
        new CheckedRelay(
            Protocol.POSTGRESQL,
            server.port(),
            name ->
                name.startsWith("DROP") || name.startsWith("DELETE") || name.contains("secret"));
  }

  @AfterEach
  void stopRelay() throws Exception {
    assertThat(relay.lost).isEmpty();
    relay.close();
  }

  private String onServer(String sql) throws Exception {
    return server.psql(server.port(), sql);
  }

  private Connection connect(String... settings) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "shop");
    properties.setProperty("sslmode", "disable");
    for (int i = 0; i < settings.length; i += 2) {
      properties.setProperty(settings[i], settings[i + 1]);
    }
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + relay.port() + "/postgres", properties);
  }

  @Test
  void psqlIsToldAndItsSessionGoesOn() throws Exception {
    String printed =
        server.psql(
            relay.port(),
            "DROP TABLE orders;\nSELECT count(*) || ' order' FROM orders;\n"
                + "SELECT word FROM public.secret;\nINSERT INTO orders VALUES (2, 'b');\n"
                + "COPY secret TO STDOUT;\nCOPY orders FROM STDIN;\n3\tc\n\\.\n"
                + "COPY secret FROM STDIN;\n");
    assertThat(printed)
        .contains("ERROR:  denied by policy shop/no-drop (decision 7)", "1 order")
        .doesNotContain("hidden", "sallyport_refused");
    assertThat(onServer("SELECT count(*) || ' orders' FROM orders")).contains("3 orders");
    assertThat(onServer("SELECT count(*) || ' words' FROM secret")).contains("1 words");
    assertThat(relay.connections()).isEqualTo(1);
  }

  @Test
  void oneRefusedStatementRefusesAllOfItsString() throws Exception {
    try (Connection connection = connect("preferQueryMode", "simple");
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(
              () -> statement.execute("INSERT INTO orders VALUES (9, 'x'); DROP TABLE orders"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("denied by policy shop/no-drop (decision 7)")
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("42501"));
      assertThat(statement.execute("SELECT 1 FROM orders")).isTrue();
    }
    assertThat(onServer("SELECT 'has ' || count(*) FROM orders WHERE id = 9")).contains("has 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
  void aTransactionIsAbortedOnBothSides(String mode) throws Exception {
    try (Connection connection = connect("preferQueryMode", mode);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.executeUpdate("INSERT INTO orders VALUES (5, 'lost')");
      assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM orders"))
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("42501"));
      assertThatThrownBy(() -> statement.executeQuery("SELECT 1"))
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("25P02"));
      // The server makes a rollback of it, and the connection is as new.
      connection.commit();
      statement.executeUpdate("INSERT INTO orders VALUES (6, 'kept')");
      connection.commit();
    }
    assertThat(onServer("SELECT 'ids ' || string_agg(id::text, ',' ORDER BY id) FROM orders"))
        .contains("ids 1,6");
  }

  @Test
  void aSavepointSurvivesWhatIsRefusedBehindIt() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.executeUpdate("INSERT INTO orders VALUES (5, 'kept')");
      Savepoint before = connection.setSavepoint();
      assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM orders"))
          .isInstanceOf(SQLException.class);
      connection.rollback(before);
      connection.commit();
    }
    assertThat(onServer("SELECT 'ids ' || string_agg(id::text, ',' ORDER BY id) FROM orders"))
        .contains("ids 1,5");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 5})
  void aPreparedStatementIsRefusedHoweverOftenItWasPrepared(int threshold) throws Exception {
    try (Connection connection = connect("prepareThreshold", "" + threshold);
        PreparedStatement refused = connection.prepareStatement("DELETE FROM orders WHERE id = ?");
        PreparedStatement allowed =
            connection.prepareStatement("SELECT card FROM orders WHERE id = ?")) {
      for (int i = 0; i < 8; i++) {
        refused.setInt(1, 1);
        assertThatThrownBy(refused::executeUpdate)
            .hasMessageContaining("denied by policy shop/no-drop");
        allowed.setInt(1, 1);
        try (ResultSet rows = allowed.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(1)).isEqualTo("a");
        }
      }
    }
    assertThat(relay.connections()).isEqualTo(1);
  }

  @Test
  void whatWasPreparedBeforeThePolicyChangedIsRefusedWhenItIsExecuted() throws Exception {
    relay.deny(name -> false);
    try (Connection connection = connect("prepareThreshold", "1");
        PreparedStatement delete = connection.prepareStatement("DELETE FROM orders WHERE id = ?")) {
      delete.setInt(1, 100);
      for (int i = 0; i < 3; i++) {
        delete.executeUpdate();
      }
      relay.deny(name -> name.startsWith("DELETE"));
      delete.setInt(1, 1);
      assertThatThrownBy(delete::executeUpdate).hasMessageContaining("denied by policy");
      relay.deny(name -> false);
      delete.setInt(1, 100);
      assertThat(delete.executeUpdate()).isZero();
    }
    assertThat(onServer("SELECT 'has ' || count(*) FROM orders")).contains("has 1");
  }

  @Test
  void aBatchWithARefusedStatementLeavesNothing() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.addBatch("INSERT INTO orders VALUES (20, 'x')");
      statement.addBatch("DELETE FROM orders");
      statement.addBatch("INSERT INTO orders VALUES (21, 'y')");
      assertThatThrownBy(statement::executeBatch).isInstanceOf(BatchUpdateException.class);
      assertThat(statement.executeUpdate("INSERT INTO orders VALUES (22, 'z')")).isEqualTo(1);
    }
    assertThat(onServer("SELECT 'ids ' || string_agg(id::text, ',' ORDER BY id) FROM orders"))
        .contains("ids 1,22");
  }

  @Test
  void cursorsAndManyRowsPassUnchanged() throws Exception {
    onServer("INSERT INTO orders SELECT g, repeat('x', 100) FROM generate_series(100, 5099) g");
    relay.late();
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      try (PreparedStatement select = connection.prepareStatement("SELECT * FROM orders")) {
        select.setFetchSize(77);
        int rows = 0;
        try (ResultSet all = select.executeQuery()) {
          while (all.next()) {
            rows++;
          }
        }
        assertThat(rows).isEqualTo(5001);
      }
      connection.commit();
    }
  }

  @Test
  void pgbenchRunsThroughItInEveryMode() throws Exception {
    server.pgbench(server.port(), "-i", "-q");
    relay.deny(name -> false);
    for (String mode : new String[] {"simple", "extended", "prepared"}) {
      assertThat(server.pgbench(relay.port(), "-M", mode, "-c", "4", "-t", "50", "-n"))
          .contains("transactions actually processed: 200/200");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.trade;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.shop.plumbing.Database;
import dev.sallyport.lab.shop.plumbing.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** The table of orders in PostgreSQL. */
final class Orders {
  /**
   * Orders that are there from the start, {@code o-demo-1} and on, so that some can be asked for.
   */
  private static final int SEEDED = 20;

  private final Database database;

  Orders(Database database) {
    this.database = database;
  }

  void prepare() throws InterruptedException {
    database.prepare("CREATE orders", Orders::createAndFill);
  }

  void add(String id, String customer, int pieces, String charge)
      throws SQLException, InterruptedException {
    database.with("INSERT orders", session -> insert(session, id, customer, pieces, charge));
  }

  Optional<ObjectNode> order(String id) throws SQLException, InterruptedException {
    return database.with(
        "SELECT order",
        session -> {
          try (PreparedStatement select =
              session.prepareStatement(
                  "SELECT id, customer, pieces, charge FROM orders WHERE id = ?")) {
            select.setString(1, id);
            try (ResultSet rows = select.executeQuery()) {
              return rows.next() ? Optional.of(order(rows)) : Optional.<ObjectNode>empty();
            }
          }
        });
  }

  private static ObjectNode order(ResultSet row) throws SQLException {
    return Json.object()
        .put("id", row.getString("id"))
        .put("customer", row.getString("customer"))
        .put("pieces", row.getInt("pieces"))
        .put("charge", row.getString("charge"))
        .put("state", "placed");
  }

  private static Integer insert(
      Connection session, String id, String customer, int pieces, String charge)
      throws SQLException {
    try (PreparedStatement insert =
        session.prepareStatement(
            "INSERT INTO orders (id, customer, pieces, charge) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (id) DO NOTHING")) {
      insert.setString(1, id);
      insert.setString(2, customer);
      insert.setInt(3, pieces);
      insert.setString(4, charge);
      return insert.executeUpdate();
    }
  }

  private static Boolean createAndFill(Connection session) throws SQLException {
    session.setAutoCommit(false);
    try (Statement statement = session.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(20261102)");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS orders (id text PRIMARY KEY, customer text NOT NULL,"
              + " pieces int NOT NULL, charge text NOT NULL,"
              + " placed_at timestamptz NOT NULL DEFAULT now())");
      for (int i = 1; i <= SEEDED; i++) {
        insert(session, "o-demo-" + i, "Customer " + i, 1 + i % 3, "ch-demo-" + i);
      }
      session.commit();
    } finally {
      session.setAutoCommit(true);
    }
    return true;
  }
}

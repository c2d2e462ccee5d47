// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.trade;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.shop.plumbing.Database;
import dev.sallyport.lab.shop.plumbing.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** The table of products in PostgreSQL. */
final class Products {
  private static final int SEEDED = 120;
  private static final String[] THINGS = {
    "Lantern", "Rope", "Compass", "Barometer", "Sextant", "Kettle", "Blanket", "Anchor lamp"
  };
  private static final String[] KINDS = {"brass", "oak", "canvas", "copper", "woollen"};

  private final Database database;

  Products(Database database) {
    this.database = database;
  }

  /** Creates and fills the table unless another replica did; repeated until it succeeds. */
  void prepare() throws InterruptedException {
    database.prepare("CREATE products", Products::createAndFill);
  }

  ArrayNode page(int page, int limit) throws SQLException, InterruptedException {
    return list(
        "SELECT products",
        "SELECT id, name, category, price_cents FROM products ORDER BY id LIMIT ? OFFSET ?",
        statement -> {
          statement.setInt(1, limit);
          statement.setInt(2, (page - 1) * limit);
        });
  }

  ArrayNode search(String words) throws SQLException, InterruptedException {
    return list(
        "SELECT products search",
        "SELECT id, name, category, price_cents FROM products"
            + " WHERE name ILIKE '%' || ? || '%' ORDER BY id LIMIT 10",
        statement -> statement.setString(1, words));
  }

  Optional<ObjectNode> product(long id) throws SQLException, InterruptedException {
    ArrayNode found =
        list(
            "SELECT product",
            "SELECT id, name, category, price_cents FROM products WHERE id = ?",
            statement -> statement.setLong(1, id));
    return found.isEmpty() ? Optional.empty() : Optional.of((ObjectNode) found.get(0));
  }

  void retire(long id) throws SQLException, InterruptedException {
    database.with(
        "DELETE products",
        session -> {
          try (PreparedStatement delete =
              session.prepareStatement("DELETE FROM products WHERE id = ?")) {
            delete.setLong(1, id);
            return delete.executeUpdate();
          }
        });
  }

  private ArrayNode list(String label, String sql, Filling filling)
      throws SQLException, InterruptedException {
    return database.with(
        label,
        session -> {
          try (PreparedStatement select = session.prepareStatement(sql)) {
            filling.fill(select);
            try (ResultSet rows = select.executeQuery()) {
              return products(rows);
            }
          }
        });
  }

  private static ArrayNode products(ResultSet rows) throws SQLException {
    ArrayNode products = Json.array();
    while (rows.next()) {
      products
          .addObject()
          .put("id", rows.getLong("id"))
          .put("name", rows.getString("name"))
          .put("category", rows.getString("category"))
          .put("priceCents", rows.getInt("price_cents"));
    }
    return products;
  }

  private static Boolean createAndFill(Connection session) throws SQLException {
    session.setAutoCommit(false);
    try (Statement statement = session.createStatement()) {
      // Two replicas start at once, and CREATE TABLE IF NOT EXISTS alone may collide with itself.
      statement.execute("SELECT pg_advisory_xact_lock(20261101)");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS products (id bigint PRIMARY KEY, name text NOT NULL,"
              + " category text NOT NULL, price_cents int NOT NULL)");
      fill(session);
      session.commit();
    } finally {
      session.setAutoCommit(true);
    }
    return true;
  }

  private static void fill(Connection session) throws SQLException {
    try (PreparedStatement insert =
        session.prepareStatement(
            "INSERT INTO products VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING")) {
      for (int id = 1; id <= SEEDED; id++) {
        String kind = KINDS[id % KINDS.length];
        insert.setLong(1, id);
        insert.setString(2, kind + " " + THINGS[id % THINGS.length] + " no. " + id);
        insert.setString(3, kind);
        insert.setInt(4, 500 + id * 37 % 9_000);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Sets the parameters of a statement. */
  @FunctionalInterface
  private interface Filling {
    void fill(PreparedStatement statement) throws SQLException;
  }
}

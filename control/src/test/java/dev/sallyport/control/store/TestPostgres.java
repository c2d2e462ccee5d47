// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A real PostgreSQL that several programs may use, with its data in a directory of the test. */
public final class TestPostgres implements AutoCloseable {
  private final Path directory;
  private final EmbeddedDatabase server;

  public TestPostgres(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    this.server = new EmbeddedDatabase(directory);
    server.open();
  }

  /** Returns what SALLYPORT_DATABASE_URL says of it. */
  public String url() throws IOException, SQLException {
    try (Connection connection = server.connect()) {
      String password = Files.readString(directory.resolve("password")).strip();
      return connection
          .getMetaData()
          .getURL()
          .substring("jdbc:".length())
          .replace("//", "//sallyport:" + password + "@");
    }
  }

  public long number(String query) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** A PostgreSQL that somebody else runs. */
final class ExternalDatabase implements Database {
  private static final String PREFIX = "jdbc:";

  private final String url;
  private final Properties properties = new Properties();

  /**
   * Takes {@code jdbc:postgresql:} URLs as they are and {@code postgresql:} URLs with user info.
   */
  ExternalDatabase(String url) {
    requireNonNull(url, "url");
    properties.setProperty("reWriteBatchedInserts", "true");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "60");
    properties.setProperty("ApplicationName", "sallyport");
    this.url = url.startsWith(PREFIX) ? url : translate(URI.create(url));
  }

  private String translate(URI uri) {
    String user = uri.getUserInfo();
    if (user != null) {
      int colon = user.indexOf(':');
      properties.setProperty("user", colon < 0 ? user : user.substring(0, colon));
      if (colon >= 0) {
        properties.setProperty("password", user.substring(colon + 1));
      }
    }
    return PREFIX
        + "postgresql://"
        + uri.getHost()
        + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
        + (uri.getPath() == null ? "/" : uri.getPath())
        + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
  }

  @Override
  public String kind() {
    return "external";
  }

  @Override
  public void open() {}

  @Override
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url, properties);
  }

  @Override
  public void close() {}
}

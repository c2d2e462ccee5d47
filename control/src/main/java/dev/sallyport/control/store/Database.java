// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** A PostgreSQL that can be connected to. */
public interface Database extends AutoCloseable {
  /** Returns {@code embedded} or {@code external}. */
  String kind();

  /**
   * Makes it ready to be connected to, and returns at once when it is.
   *
   * @throws IOException saying why it is not
   * @throws InterruptedException when told to stop waiting
   */
  void open() throws IOException, InterruptedException;

  /** Returns a new connection. */
  Connection connect() throws SQLException;

  /** Stops what {@link #open} started; data stays. */
  @Override
  void close();
}

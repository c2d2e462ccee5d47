// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.LedgerLine;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * What is kept of what happened on every edge. Safe for any thread; every read takes a connection
 * of its own, and blocks.
 */
public final class Ledger {
  private final Database database;
  private final BooleanSupplier answers;

  Ledger(Database database, BooleanSupplier answers) {
    this.database = requireNonNull(database, "database");
    this.answers = requireNonNull(answers, "answers");
  }

  /** The database does not answer, so nothing is known of what happened. */
  public static final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    Unavailable() {
      super("the database of the ledger does not answer yet");
    }

    Unavailable(Throwable cause) {
      super("the database of the ledger does not answer", cause);
    }
  }

  /**
   * Hands every line that ends after {@code since} and begins before {@code until} to {@code sink},
   * edge by edge in order of time.
   */
  public void read(Instant since, Instant until, Consumer<LedgerLine> sink) throws Unavailable {
    if (!answers.getAsBoolean()) {
      throw new Unavailable();
    }
    try (Handle handle = Jdbi.create(this::connect).open()) {
      LedgerRows.read(handle, since, until, sink);
    } catch (JdbiException | IllegalStateException e) {
      throw new Unavailable(e);
    }
  }

  private Connection connect() throws SQLException {
    return database.connect();
  }
}

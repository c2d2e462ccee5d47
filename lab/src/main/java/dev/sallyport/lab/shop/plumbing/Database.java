// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * PostgreSQL with a few long sessions, opened on demand and kept. Usable from any thread; work
 * beyond the number of sessions waits.
 */
public final class Database implements AutoCloseable {
  private final String name;
  private final String url;
  private final Properties login = new Properties();
  private final Tally tally;
  private final Semaphore permits;
  private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();

  /**
   * Creates a client that is not connected yet.
   *
   * @param name how the tally calls the server
   * @param settings {@code DATABASE_URL}, {@code DATABASE_USER}, {@code DATABASE_PASSWORD}, {@code
   *     DATABASE_SESSIONS} (at most so many sessions, default 4)
   * @param tally where sessions and statements are counted
   */
  public Database(String name, Settings settings, Tally tally) {
    this.name = name;
    this.url = settings.text("DATABASE_URL", "jdbc:postgresql://127.0.0.1:5432/shop");
    this.tally = tally;
    this.permits = new Semaphore(settings.number("DATABASE_SESSIONS", 4));
    login.setProperty("user", settings.text("DATABASE_USER", "shop"));
    login.setProperty("password", settings.text("DATABASE_PASSWORD", "only-for-the-lab"));
    login.setProperty("ApplicationName", tally.program());
    login.setProperty("sslmode", "disable");
    login.setProperty("gssEncMode", "disable");
    login.setProperty("tcpKeepAlive", "true");
    login.setProperty("connectTimeout", "5");
  }

  /**
   * Returns the result of {@code work} on a session.
   *
   * @param label how the tally calls the statement
   * @throws SQLException when the server cannot be reached or refuses; the session is then given up
   */
  public <T> T with(String label, Work<T> work) throws SQLException, InterruptedException {
    permits.acquire();
    Optional<Session> session = Optional.empty();
    try {
      session = Optional.of(session());
      T result = work.on(session.orElseThrow().connection());
      tally.sent(name, label, "ok");
      keep(session.orElseThrow());
      return result;
    } catch (SQLException e) {
      tally.sent(name, label, "broken");
      session.ifPresent(Session::giveUp);
      throw e;
    } finally {
      permits.release();
    }
  }

  /**
   * Repeats {@code work} with growing pauses until it succeeds: for what is needed before a program
   * is ready.
   */
  public void prepare(String label, Work<?> work) throws InterruptedException {
    Duration pause = Duration.ofMillis(100);
    while (true) {
      try {
        with(label, work);
        return;
      } catch (SQLException e) {
        Diary.note(tally, "waiting for " + name + ": " + e.getMessage());
        Thread.sleep(pause);
        pause = pause.compareTo(Duration.ofSeconds(1)) < 0 ? pause.multipliedBy(2) : pause;
      }
    }
  }

  @Override
  public void close() {
    for (Session session = idle.poll(); session != null; session = idle.poll()) {
      session.giveUp();
    }
  }

  private Session session() throws SQLException {
    Session kept = idle.poll();
    if (kept != null) {
      return kept;
    }
    Session opened = new Session(DriverManager.getConnection(url, login), System.nanoTime());
    tally.opened(name);
    return opened;
  }

  private void keep(Session session) {
    if (System.nanoTime() - session.sinceNanos() > ConnectionAge.MAX.toNanos()) {
      session.giveUp();
    } else {
      idle.push(session);
    }
  }

  /** A session and when it was opened. */
  private record Session(Connection connection, long sinceNanos) {
    void giveUp() {
      try {
        connection.close();
      } catch (SQLException _) {
        // The server closes it as well once the socket is gone.
      }
    }
  }

  /** Something to be done on a session. */
  @FunctionalInterface
  public interface Work<T> {
    /** Returns the result. */
    T on(Connection session) throws SQLException;
  }
}

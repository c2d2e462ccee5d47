// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.access.LoginPlace;
import dev.sallyport.control.config.AccessLimits;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Logins of browsers in the database. While it stays away, new ones and ends wait in memory and are
 * known to this program alone. Blocks, for {@link #PATIENCE_MILLIS} at most; safe for any thread.
 */
public final class LoginBook implements LoginPlace {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int CONNECTIONS_MAX = 4;

  private final Database database;
  private final BooleanSupplier answers;
  private final AccessLimits limits;
  private final Semaphore turns = new Semaphore(CONNECTIONS_MAX, true);
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final Map<String, Login> added = new LinkedHashMap<>();
  private final Set<String> removed = new LinkedHashSet<>();
  private boolean closed;

  LoginBook(Database database, BooleanSupplier answers, AccessLimits limits) {
    this.database = requireNonNull(database, "database");
    this.answers = requireNonNull(answers, "answers");
    this.limits = requireNonNull(limits, "limits");
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public void add(Login login) {
    if (ask(it -> LoginRows.insert(it, login, limits)).isEmpty()) {
      synchronized (added) {
        put(added, login);
      }
    }
  }

  @Override
  public Found find(String id) {
    synchronized (added) {
      Login waiting = added.get(id);
      if (removed.contains(id)) {
        return new Found.NotThere();
      }
      if (waiting != null) {
        return new Found.There(waiting);
      }
    }
    return ask(it -> LoginRows.find(it, id))
        .<Found>map(found -> found.<Found>map(Found.There::new).orElseGet(Found.NotThere::new))
        .orElseGet(Found.Unanswered::new);
  }

  @Override
  public void used(String id, Instant at) {
    // What is not noted is noted at the next use.
    var unused = ask(it -> LoginRows.used(it, id, at));
  }

  @Override
  public void remove(String id) {
    synchronized (added) {
      added.remove(id);
    }
    if (ask(it -> LoginRows.remove(it, id)).isEmpty()) {
      synchronized (added) {
        if (removed.size() >= limits.sessionsMax()) {
          removed.remove(removed.iterator().next());
        }
        removed.add(id);
      }
    }
  }

  /** Writes what waits, and forgets what has ended. */
  void drain(Handle handle, Instant now) {
    List<Login> fresh;
    List<String> gone;
    synchronized (added) {
      fresh = List.copyOf(added.values());
      gone = List.copyOf(removed);
    }
    handle.useTransaction(
        transaction -> {
          fresh.forEach(each -> LoginRows.insert(transaction, each, limits));
          gone.forEach(each -> LoginRows.remove(transaction, each));
          LoginRows.forget(transaction, now, limits);
        });
    synchronized (added) {
      fresh.forEach(each -> added.remove(each.id()));
      removed.removeAll(gone);
    }
  }

  /** Closes the connections that it holds. */
  void close() {
    synchronized (idle) {
      closed = true;
      idle.forEach(LoginBook::end);
      idle.clear();
    }
  }

  private void put(Map<String, Login> waiting, Login login) {
    if (waiting.size() >= limits.sessionsMax()) {
      waiting.remove(waiting.keySet().iterator().next());
    }
    waiting.put(login.id(), login);
  }

  /** Returns what the database says; empty when it does not answer. */
  private <T> Optional<T> ask(Function<Handle, T> question) {
    if (!answers.getAsBoolean() || !turn()) {
      return Optional.empty();
    }
    try {
      // One that lay idle may be dead; then another is tried.
      Connection lay = take();
      Optional<T> answer = lay == null ? Optional.empty() : ask(lay, question);
      return answer.isPresent() ? answer : ask(open(), question);
    } catch (SQLException away) {
      return Optional.empty();
    } finally {
      turns.release();
    }
  }

  private <T> Optional<T> ask(Connection connection, Function<Handle, T> question) {
    try (Handle handle = Jdbi.create(connection).open()) {
      T answer = question.apply(handle);
      give(connection);
      return Optional.of(answer);
    } catch (JdbiException failed) {
      end(connection);
      return Optional.empty();
    }
  }

  private boolean turn() {
    try {
      return turns.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Connection open() throws SQLException {
    Connection connection = database.connect();
    connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
    return connection;
  }

  private @Nullable Connection take() {
    synchronized (idle) {
      return idle.pollFirst();
    }
  }

  private void give(Connection connection) {
    synchronized (idle) {
      if (closed) {
        end(connection);
      } else {
        idle.addFirst(connection);
      }
    }
  }

  private static void end(Connection connection) {
    try {
      connection.close();
    } catch (SQLException gone) {
      // It is not used any more.
    }
  }
}

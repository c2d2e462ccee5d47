// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.config.AccessLimits;
import dev.sallyport.wire.api.AuditEntryView;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Who changed what over the API, and who was refused. Entries wait in memory until the database
 * takes them; of each sort the latest are kept. Safe for any thread.
 */
public final class AuditBook {
  private static final int DRAIN_MAX = 500;

  private final Database database;
  private final BooleanSupplier answers;
  private final AccessLimits limits;
  private final Deque<AuditEntryView> waiting = new ArrayDeque<>();
  private final AtomicLong dropped = new AtomicLong();

  AuditBook(Database database, BooleanSupplier answers, AccessLimits limits) {
    this.database = requireNonNull(database, "database");
    this.answers = requireNonNull(answers, "answers");
    this.limits = requireNonNull(limits, "limits");
  }

  /**
   * What was read.
   *
   * @param entries latest first
   * @param complete whether the database was asked
   */
  public record Read(List<AuditEntryView> entries, boolean complete) {
    public Read {
      entries = List.copyOf(entries);
    }
  }

  /** Keeps an entry; of too many that wait the oldest is given up and counted. */
  public void add(AuditEntryView entry) {
    synchronized (waiting) {
      if (waiting.size() >= limits.auditWaitingMax()) {
        waiting.removeFirst();
        dropped.incrementAndGet();
      }
      waiting.addLast(entry);
    }
  }

  /** Returns entries that were only logged since the database stayed away. */
  public long dropped() {
    return dropped.get();
  }

  /** Returns the latest entries. Blocks. */
  public Read latest(int max) {
    List<AuditEntryView> found;
    synchronized (waiting) {
      found = new ArrayList<>(waiting);
    }
    boolean complete = false;
    if (answers.getAsBoolean()) {
      try (Handle handle = Jdbi.create(this::connect).open()) {
        found.addAll(AuditRows.latest(handle, max));
        complete = true;
      } catch (JdbiException | IllegalStateException e) {
        // What waits is told, and that it is not all.
      }
    }
    found.sort(Comparator.comparing(AuditEntryView::at).reversed());
    return new Read(found.stream().distinct().limit(max).toList(), complete);
  }

  /** Stores what waits, and forgets what is too much. */
  void drain(Handle handle) {
    List<AuditEntryView> taken;
    synchronized (waiting) {
      taken = waiting.stream().limit(DRAIN_MAX).toList();
    }
    if (taken.isEmpty()) {
      return;
    }
    handle.useTransaction(transaction -> AuditRows.insert(transaction, taken, limits));
    synchronized (waiting) {
      // By identity: meanwhile the oldest may have been given up.
      taken.forEach(stored -> waiting.removeIf(each -> each == stored));
    }
  }

  private Connection connect() throws SQLException {
    return database.connect();
  }
}

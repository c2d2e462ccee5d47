// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import dev.sallyport.control.leader.Leadership;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * Guards what only one control program may write to a database that several share. A program that
 * was frozen and still believes that it leads finds the term changed and writes nothing.
 *
 * <p>Used by the thread of the {@link SummaryStore} alone. Where there is only one program it
 * guards nothing.
 */
final class Term {
  private final Leadership leadership;
  private long turn;
  private long term;

  Term(Leadership leadership) {
    this.leadership = leadership;
  }

  /** Another program writes to the database. */
  static final class TakenOver extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    TakenOver() {
      super("another control program writes to the database");
    }
  }

  /**
   * Begins a turn, once: from now on nobody who began before can write, and all that they wrote is
   * there.
   */
  void begin(Handle handle, long now) {
    if (!leadership.shared() || turn == now) {
      return;
    }
    term =
        handle
            .createQuery("UPDATE store_term SET term = term + 1 RETURNING term")
            .mapTo(Long.class)
            .one();
    turn = now;
  }

  /**
   * Does {@code work} in one transaction.
   *
   * @throws TakenOver when another program has begun a turn; nothing is written then
   */
  void write(Handle handle, Consumer<Handle> work) {
    handle.useTransaction(
        transaction -> {
          if (leadership.shared()) {
            hold(transaction);
          }
          work.accept(transaction);
        });
  }

  private void hold(Handle transaction) {
    long now =
        transaction.createQuery("SELECT term FROM store_term FOR SHARE").mapTo(Long.class).one();
    if (now != term) {
      TakenOver taken = new TakenOver();
      leadership.resign(turn, String.valueOf(taken.getMessage()));
      throw taken;
    }
  }
}

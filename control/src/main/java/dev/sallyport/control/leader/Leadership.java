// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.leader;

import java.net.URI;
import java.util.Optional;

/**
 * Whether this program leads. Who asks must ask again before each thing that only a leader may do;
 * what is written to the database is guarded there as well. Safe for any thread.
 */
public interface Leadership extends AutoCloseable {

  /** Returns whether others may lead instead of this program. */
  boolean shared();

  /** Returns the number of this program's present turn as leader, from 1; 0 while it follows. */
  long turn();

  /** Returns whether this program leads now. */
  default boolean leads() {
    return turn() > 0;
  }

  /** Returns who leads as far as this program knows, for people; empty when nobody does. */
  Optional<String> leader();

  /** Returns where the API of another program that leads is; empty when that is not known. */
  Optional<URI> leaderApi();

  /** Calls {@code listener} after this program began or ceased to lead; it must not block. */
  void onChange(Runnable listener);

  /** Gives up a turn, if it still lasts, because something shows that another program leads. */
  void resign(long turn, String why);

  /**
   * Begins to compete.
   *
   * @param apiPort port of this program's API, told to the others
   */
  void start(int apiPort);

  /** Gives up the place, so that another can have it at once. */
  @Override
  void close();

  /** Returns the leadership of a program that has no others beside it. */
  static Leadership alone() {
    return new Alone();
  }
}

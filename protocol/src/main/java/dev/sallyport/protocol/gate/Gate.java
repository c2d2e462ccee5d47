// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Ruling;
import io.netty.buffer.ByteBuf;

/**
 * Stands between the two sides of one guarded connection and lets only those bytes pass that a
 * {@link Sentence} covers, or that belong to no exchange. Confined to the connection's event loop.
 *
 * <p>For each piece that was read: {@link #take} it, show it to the reader of the connection, whose
 * observations go to {@link #observed}, then {@link #advance}. {@link #sentence} may come during
 * the observation of the head or any time later; then {@link #advance} again.
 */
public interface Gate {

  /** What the gate stands in. */
  interface Surroundings {
    /** Takes over bytes that go on in that direction. */
    void pass(Direction direction, ByteBuf bytes);

    /** Shows the reader of the connection bytes of the server that came from the gate itself. */
    void show(ByteBuf answer);

    /** Returns {@code Decoder.boundary} of the connection's reader. */
    long boundary(Direction direction);

    /** An exchange was refused without the reader having been shown an answer. */
    void refused(long stream);

    /** The session cannot go on: once all that passed is written, both sides are ended. */
    void hangUp();
  }

  /** Takes over bytes that were read. */
  void take(Direction direction, ByteBuf bytes);

  /** The reader saw something in the bytes taken last. */
  void observed(Observation observation);

  /** Says what becomes of an exchange. Said of one that is not known, it does nothing. */
  void sentence(long stream, Sentence sentence);

  /** Lets pass what may pass by now. */
  void advance();

  /**
   * Nothing is told apart any more: by that ruling all that waits and all that follows passes.
   *
   * @throws IllegalArgumentException when it denies
   */
  void open(Ruling ruling);

  /** Returns whether it can change exchanges in that way. */
  boolean canEdit(Editing editing);

  /** Returns how many bytes of that direction wait. */
  long held(Direction direction);

  /** Called now and then while something is edited, see {@link Editor#idle}. */
  default void idle() {}

  /**
   * Returns whether it may be taken out while it is open and holds nothing: what passes it is what
   * would pass without it.
   */
  default boolean removable() {
    return true;
  }

  /**
   * Returns the exchange that waits although more of it cannot come before some of it passes, -1
   * when there is none.
   */
  default long stalled() {
    return -1;
  }

  /** The connection ended; releases everything. */
  void close();
}

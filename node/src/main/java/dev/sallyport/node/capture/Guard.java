// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.Direction;
import io.netty.buffer.ByteBuf;

/**
 * Decides what passes on one connection. Confined to the connection's event loop; while one is set
 * every byte goes through it. An exception ends the connection, since what was held is lost.
 */
public interface Guard {

  /** Takes over bytes that were read; nothing passes unless it is given to the {@link Outlet}. */
  void read(Direction direction, ByteBuf bytes, long nowNanos);

  /**
   * That side will send nothing more. The guard tells the other one by {@link Outlet#end} once all
   * that came before has passed.
   */
  void ended(Direction direction, long nowNanos);

  /** The connection is over; lets go of what is held. */
  void closed();

  /** What a guard does to its connection. */
  interface Outlet {

    /** The outlet of a connection that is over: nothing can be done to it any more. */
    Outlet CLOSED = new ClosedOutlet();

    /** Puts a guard in; from now on it is given all bytes. */
    void guard(Guard guard);

    /** Returns whether a guard is in. */
    boolean isGuarded();

    /** Takes the guard out, which holds nothing any more: all passes as on any connection. */
    void unguard();

    /** Passes bytes on in that direction, and takes them over. Sent by {@link #flush}. */
    void pass(Direction direction, ByteBuf bytes);

    /** Sends what was passed. Done by itself after {@link Guard#read}. */
    void flush();

    /** Tells the other side that this direction ended, behind all that was passed. */
    void end(Direction direction);

    /** Stops or goes on reading from the side that sends in this direction. */
    void hold(Direction direction, boolean hold);

    /** Ends both sides once all that was passed to the client is with it. */
    void hangUp();

    /** Resets both sides at once; before the server is dialled, it is never dialled. */
    void cut();
  }
}

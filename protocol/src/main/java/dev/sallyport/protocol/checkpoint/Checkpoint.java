// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.checkpoint;

import dev.sallyport.model.Direction;
import io.netty.buffer.ByteBuf;

/**
 * Stands in the way of one connection: no byte of a call reaches the server before it is allowed,
 * and one that is not allowed never does. What is allowed passes byte for byte. Confined to the
 * connection's event loop. Never throws on what peers send.
 *
 * <p>Wherever the protocol permits, a refused call is exchanged for one that the server itself
 * refuses, and the server's error for one that names the policy. So transactions, pipelines and
 * channels are on both sides in the state that an error leaves them in, and answers keep their
 * order.
 */
public interface Checkpoint {

  /**
   * Reads what came from one side.
   *
   * @param direction who sent it
   * @param bytes taken over, and passed on or released later
   */
  void read(Direction direction, ByteBuf bytes);

  /** Lets everything pass from now on, also what waits and what was not decided. */
  void open();

  /** Returns the bytes of that direction that wait. */
  long held(Direction direction);

  /** Releases what waits: the connection ended. Does nothing the second time. */
  void close();
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Message;

/**
 * Receives messages as far as they were read. Whatever a message holds is valid only during the
 * call; its fields and names may be kept, its contents must be copied.
 */
public interface MessageSink {

  /**
   * A request is complete, or as much of it as is looked at. Comes before the observation of its
   * end, once for each exchange.
   *
   * @param stream exchange number, as in the observations
   */
  void request(long stream, Message message);

  /**
   * An answer is complete, or as much of it as is looked at. Once for each exchange that was
   * answered.
   *
   * @param stream exchange number, as in the observations
   */
  void response(long stream, Message message);

  /**
   * A message of a conversation inside an exchange that goes on, as WebSocket has them. Has neither
   * method nor status nor fields.
   *
   * @param stream exchange number, as in the observations
   */
  default void message(long stream, Message message) {}
}

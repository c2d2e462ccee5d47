// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import dev.sallyport.model.Conversation;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Visibility;

/** Receives what a connection amounts to. Called on the connection's event loop. */
public interface ExchangeSink {

  /** Stands for the connection as a whole where a number of an exchange is asked for. */
  long CONNECTION = -1;

  /** One exchange; to be counted as one. */
  void exchange(Exchange exchange);

  /**
   * One exchange; to be counted as one.
   *
   * @param exchange what it amounts to
   * @param stream its number on the connection, as in the observations; {@link #CONNECTION} when
   *     exchanges are not told apart
   */
  default void exchange(Exchange exchange, long stream) {
    exchange(exchange);
  }

  /**
   * More bytes of an exchange that was reported before: the connection is long-lived and not told
   * apart into requests. To be added to the bytes of the edge, never to the number of exchanges.
   *
   * @param conversation the connection
   * @param operation what the exchange was reported as
   * @param visibility what can be seen of it
   * @param requestBytes bytes from the client since the last report
   * @param responseBytes bytes from the server since the last report
   */
  void moved(
      Conversation conversation,
      Operation operation,
      Visibility visibility,
      long requestBytes,
      long responseBytes);

  /**
   * The same with the number of the exchange, {@link #CONNECTION} for the connection as a whole.
   */
  default void moved(
      Conversation conversation,
      Operation operation,
      Visibility visibility,
      long requestBytes,
      long responseBytes,
      long stream) {
    moved(conversation, operation, visibility, requestBytes, responseBytes);
  }
}

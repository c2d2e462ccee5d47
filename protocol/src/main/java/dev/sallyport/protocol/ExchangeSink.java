// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import dev.sallyport.model.Conversation;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Visibility;

/** Receives what a connection amounts to. Called on the connection's event loop. */
public interface ExchangeSink {

  /** One exchange; to be counted as one. */
  void exchange(Exchange exchange);

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
}

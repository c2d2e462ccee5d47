// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Conversation;
import dev.sallyport.model.Observation;
import java.util.function.Consumer;

/**
 * Folds the observations of one connection into exchanges. Confined to the connection's event loop.
 *
 * <p>Give it to the {@link ConnectionReader} as the sink of observations, tell it the conversation
 * as soon as both parties are known, call {@link #drain} from time to time (once a window) and
 * {@link #closed} exactly once.
 */
public final class ExchangeFold implements Consumer<Observation> {

  /**
   * Makes the fold of one connection.
   *
   * @param dialledPort destination port as the client dialled it
   * @param openedAtNanos monotonic time at which the connection was opened
   * @param limits bounds
   * @param sink receives the exchanges
   */
  public ExchangeFold(
      int dialledPort, long openedAtNanos, ProtocolLimits limits, ExchangeSink sink) {
    requireNonNull(limits, "limits");
    requireNonNull(sink, "sink");
  }

  @Override
  public void accept(Observation observation) {}

  /**
   * Says between whom the connection is. What finished before is reported now. Told again, later
   * exchanges carry the new one.
   */
  public void conversation(Conversation conversation) {}

  /**
   * Reports the bytes of a connection whose requests cannot be told apart, as far as they were not
   * reported yet. The first report of a connection is an exchange, later ones are {@link
   * ExchangeSink#moved}.
   *
   * @param reader the reader of the connection
   * @param fromClientBytes all bytes read from the client since it was opened
   * @param fromServerBytes all bytes read from the server since it was opened
   * @param nowNanos monotonic time
   */
  public void drain(
      ConnectionReader reader, long fromClientBytes, long fromServerBytes, long nowNanos) {}

  /**
   * The connection ended: reports what is in flight and what remains. When the parties are not
   * known by now the exchanges are lost and counted, see {@link #lost()}.
   *
   * @param reader the reader of the connection
   * @param ending how it ended
   * @param fromClientBytes all bytes read from the client since it was opened
   * @param fromServerBytes all bytes read from the server since it was opened
   * @param nowNanos monotonic time
   */
  public void closed(
      ConnectionReader reader,
      Ending ending,
      long fromClientBytes,
      long fromServerBytes,
      long nowNanos) {}

  /** Returns how many exchanges could not be reported because the parties were not known. */
  public long lost() {
    return 0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Observation;
import dev.sallyport.model.Operation;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Writes the observations of a protocol whose requests and answers are whole messages: numbers the
 * exchanges, and gives each message the bytes since the one before it in its direction.
 */
public final class ExchangeWriter {
  private final Consumer<Observation> sink;
  private final LongConsumer ended;
  private long streams;
  private long requestEnd;
  private long responseEnd;

  /** Makes the writer of one connection. */
  public ExchangeWriter(Consumer<Observation> sink) {
    this(sink, stream -> {});
  }

  /**
   * Makes the writer of one connection.
   *
   * @param ended is told the number of an exchange before it is observed that its answer ended
   */
  public ExchangeWriter(Consumer<Observation> sink, LongConsumer ended) {
    this.sink = requireNonNull(sink, "sink");
    this.ended = requireNonNull(ended, "ended");
  }

  /** Returns the number that the next exchange gets. */
  public long next() {
    return streams;
  }

  /** A request was read up to {@code offset}; returns the number of its exchange. */
  public long asked(Operation operation, long offset, long nowNanos) {
    long stream = streams++;
    sink.accept(new Observation.RequestHead(stream, nowNanos, offset, operation, "", ""));
    sink.accept(new Observation.RequestEnd(stream, nowNanos, offset, offset - requestEnd));
    requestEnd = offset;
    return stream;
  }

  /** The answer to an exchange was read up to {@code offset}; a status of 0 says no error. */
  public void answered(long stream, int status, long offset, long nowNanos) {
    ended.accept(stream);
    sink.accept(new Observation.ResponseHead(stream, nowNanos, offset, status, status != 0));
    sink.accept(new Observation.ResponseEnd(stream, nowNanos, offset, offset - responseEnd));
    responseEnd = offset;
  }

  /** A request that nobody answers was read up to {@code offset}. */
  public void sent(Operation operation, long offset, long nowNanos) {
    long stream = asked(operation, offset, nowNanos);
    answered(stream, 0, responseEnd, nowNanos);
  }

  /** The server sent something on its own, up to {@code offset}. */
  public void delivered(Operation operation, long offset, long nowNanos) {
    long stream = asked(operation, requestEnd, nowNanos);
    answered(stream, 0, offset, nowNanos);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.blueprint.summary.Contents;
import dev.sallyport.blueprint.summary.SummaryBuilder;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Outcome;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Visibility;
import dev.sallyport.node.identity.Identification;
import dev.sallyport.node.inspect.ConnectionInspection;
import dev.sallyport.protocol.ExchangeSink;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Counts the exchanges of one connection with what was seen in them and what policies said, and
 * claims no more to have been seen than was. Confined to the connection's event loop.
 */
final class TapCounting implements ExchangeSink {
  private static final Visibility OTHER_SIDE_SILENT =
      Visibility.below(Layer.PROTOCOL, Identification.NOT_INSPECTED);

  private static final Visibility NO_CONNECTION =
      Visibility.below(Layer.PROTOCOL, "the connection did not come about, so nothing was said");

  private final SummaryBuilder builder;
  private final Carried connection;
  private final @Nullable ConnectionInspection inspection;
  private final Ruled ruled;
  private boolean silent;
  private boolean uncounted;
  private Outcome.@Nullable Miss missed;
  private boolean missCounted;
  private @Nullable Visibility lastSeen;
  private Visibility lastShown = Visibility.full();
  private long bytesCounted;

  /** Tells what policies say of an exchange that is counted now. */
  interface Ruled {
    Optional<Ruling> counted(long stream, Operation operation);
  }

  TapCounting(
      SummaryBuilder builder,
      Carried connection,
      @Nullable ConnectionInspection inspection,
      Ruled ruled) {
    this.builder = builder;
    this.connection = connection;
    this.inspection = inspection;
    this.ruled = ruled;
  }

  /** The other side, which should have inspected the connection, did not. */
  void otherSideSilent() {
    silent = true;
  }

  /** The other side counts the connection: here exchanges are only settled, and forgotten. */
  void uncounted() {
    uncounted = true;
  }

  /** The connection reached nobody. */
  void missed(Outcome.Miss how) {
    missed = how;
  }

  /** Counts what moved since it was called last. */
  void countBytes(long total) {
    builder.addBytesSeen(total - bytesCounted);
    bytesCounted = total;
  }

  @Override
  public void exchange(Exchange exchange) {
    exchange(exchange, CONNECTION);
  }

  @Override
  public void exchange(Exchange exchange, long stream) {
    if (uncounted) {
      forget(exchange.operation(), stream);
    } else {
      count(asAttempt(exchange), stream);
    }
  }

  /** What policies and detectors keep of it until it is counted would fill what they may keep. */
  private void forget(Operation operation, long stream) {
    ruled.counted(stream, operation);
    if (inspection != null) {
      inspection.forget(stream);
    }
  }

  private void count(Exchange exchange, long stream) {
    long client =
        exchange.conversation().source().party() instanceof OutsideClient
            ? OutsideAddress.hash(connection.source())
            : 0;
    // Before what was said of it is taken away, since policies may ask for that.
    Optional<Ruling> ruling = ruled.counted(stream, exchange.operation());
    ConnectionInspection.Said said =
        inspection == null ? null : inspection.counted(exchange, stream);
    if (said == null || !exchange.visibility().sees(Layer.OPERATION)) {
      count(asSeen(exchange), client, Optional.empty(), ruling);
    } else {
      count(
          asSeen(seen(exchange, said.visibility())), client, Optional.of(said.contents()), ruling);
    }
    if (inspection != null) {
      inspection.countApi(exchange, stream, builder);
    }
  }

  @Override
  public void moved(
      Conversation conversation,
      Operation operation,
      Visibility visibility,
      long requestBytes,
      long responseBytes,
      long stream) {
    if (uncounted) {
      forget(operation, stream);
      return;
    }
    if (inspection != null && stream != CONNECTION) {
      inspection.ended(stream, builder, System.nanoTime());
    }
    moved(conversation, operation, visibility, requestBytes, responseBytes);
  }

  @Override
  public void moved(
      Conversation conversation,
      Operation operation,
      Visibility visibility,
      long requestBytes,
      long responseBytes) {
    if (uncounted) {
      return;
    }
    // What is not part of an exchange there is framing, and says nothing about payloads.
    boolean framing = inspection != null && inspection.looked() && visibility.sees(Layer.OPERATION);
    builder.addBytes(
        conversation,
        operation,
        asSeen(framing || never() ? Visibility.full() : visibility),
        requestBytes,
        responseBytes,
        System.nanoTime());
  }

  private void count(
      Exchange exchange, long client, Optional<Contents> contents, Optional<Ruling> ruling) {
    if (ruling.isPresent() && contents.isPresent()) {
      builder.add(exchange, client, contents.get(), ruling.get());
    } else if (ruling.isPresent()) {
      builder.add(exchange, client, ruling.get());
    } else if (contents.isPresent()) {
      builder.add(exchange, client, contents.get());
    } else {
      builder.add(exchange, client);
    }
  }

  private Exchange asSeen(Exchange exchange) {
    return seen(exchange, asSeen(exchange.visibility()));
  }

  private static Exchange seen(Exchange exchange, Visibility seen) {
    return seen == exchange.visibility()
        ? exchange
        : new Exchange(
            exchange.conversation(),
            exchange.operation(),
            exchange.outcome(),
            seen,
            exchange.requestBytes(),
            exchange.responseBytes(),
            exchange.startedAtNanos(),
            exchange.latencyNanos(),
            exchange.durationNanos(),
            exchange.rows());
  }

  /**
   * A connection is one attempt, however many requests the client wrote into it. A request that was
   * taken and then cut reached somebody.
   */
  private Exchange asAttempt(Exchange exchange) {
    Outcome.Miss how = missed;
    boolean raw = exchange.operation() instanceof RawOperation;
    boolean broken =
        exchange.outcome() instanceof Outcome.Reset
            || exchange.outcome() instanceof Outcome.TimedOut;
    if (how == null || missCounted || !broken || (!raw && !never())) {
      return exchange;
    }
    missCounted = true;
    return new Exchange(
        exchange.conversation(),
        exchange.operation(),
        new Outcome.Unreached(how),
        raw && never() ? NO_CONNECTION : exchange.visibility(),
        exchange.requestBytes(),
        exchange.responseBytes(),
        exchange.startedAtNanos(),
        exchange.latencyNanos(),
        exchange.durationNanos(),
        exchange.rows());
  }

  /** Returns whether the connection did not come about. */
  private boolean never() {
    return missed != null && missed != Outcome.Miss.RESET;
  }

  private Visibility asSeen(Visibility seen) {
    return silent ? OTHER_SIDE_SILENT : atMost(seen);
  }

  /** The same visibility comes again and again on one connection. */
  private Visibility atMost(Visibility seen) {
    if (connection.atMost().equals(Visibility.full())) {
      return seen;
    }
    if (seen != lastSeen) {
      lastSeen = seen;
      lastShown = seen.intersect(connection.atMost());
    }
    return lastShown;
  }
}

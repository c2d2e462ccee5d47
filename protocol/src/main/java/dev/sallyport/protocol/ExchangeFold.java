// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Conversation;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Outcome;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Visibility;
import io.netty.util.collection.LongObjectHashMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Folds the observations of one connection into exchanges. Confined to the connection's event loop.
 *
 * <p>Give it to the {@link ConnectionReader} as the sink of observations, tell it the conversation
 * as soon as both parties are known, call {@link #drain} from time to time (once a window) and
 * {@link #closed} exactly once. The bytes of all that it reports add up to the bytes of the
 * connection.
 *
 * <p>An answered exchange counts as failed when its decoder says so: for HTTP from status 500 on.
 * Lower ones say that the server did its work and the caller was wrong; they are told apart by
 * status.
 */
public final class ExchangeFold implements Consumer<Observation> {
  private final int dialledPort;
  private final long openedAtNanos;
  private final int unclaimedMax;
  private final ExchangeSink sink;
  private final LongObjectHashMap<InFlight> inFlight = new LongObjectHashMap<>(4);
  private final Queue<Finished> unclaimed = new ArrayDeque<>(0);
  private @Nullable Conversation conversation;
  private @Nullable Operation lastOperation;
  private boolean rawReported;
  private Outcome.@Nullable Blocked connectionBlocked;
  private long requestBytesReported;
  private long responseBytesReported;
  private long lost;

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
    this.dialledPort = dialledPort;
    this.openedAtNanos = openedAtNanos;
    this.unclaimedMax = limits.unclaimedExchanges();
    this.sink = requireNonNull(sink, "sink");
  }

  @Override
  public void accept(Observation observation) {
    switch (observation) {
      case Observation.RequestHead head -> inFlight.put(head.stream(), new InFlight(head));
      case Observation.RequestEnd end -> {
        InFlight exchange = inFlight.get(end.stream());
        if (exchange != null) {
          exchange.requestEnd(end);
          settle(exchange);
        }
      }
      case Observation.ResponseHead head -> {
        InFlight exchange = inFlight.get(head.stream());
        if (exchange != null) {
          exchange.responseHead(head);
        }
      }
      case Observation.ResponseEnd end -> {
        InFlight exchange = inFlight.get(end.stream());
        if (exchange != null) {
          exchange.responseEnd(end);
          settle(exchange);
        }
      }
      case Observation.StatusSeen seen -> {
        InFlight exchange = inFlight.get(seen.stream());
        if (exchange != null) {
          exchange.statusSeen(seen);
        }
      }
      case Observation.RowsSeen seen -> {
        InFlight exchange = inFlight.get(seen.stream());
        if (exchange != null) {
          exchange.rowsSeen(seen);
        }
      }
      case Observation.GivenUp givenUp -> {
        InFlight exchange = inFlight.remove(givenUp.stream());
        if (exchange != null) {
          exchange.givenUp(givenUp);
          end(exchange, exchange.cut(new Outcome.Reset(), Decoder.UNDERSTOOD, givenUp.atNanos()));
        }
      }
      case Observation.OperationNamed named -> {
        InFlight exchange = inFlight.get(named.stream());
        if (exchange != null && !exchange.isReported()) {
          exchange.named(named);
        }
      }
      case Observation.MessageSeen seen -> {}
      case Observation.TlsSeen seen -> {}
      case Observation.NameSeen seen -> {}
    }
  }

  /**
   * Says between whom the connection is. What finished before is reported now. Told again, later
   * exchanges carry the new one.
   */
  public void conversation(Conversation conversation) {
    this.conversation = requireNonNull(conversation, "conversation");
    for (Finished each = unclaimed.poll(); each != null; each = unclaimed.poll()) {
      sink.exchange(each.of(conversation), each.stream());
    }
  }

  /** An exchange that did not end yet does not pass: whatever comes of it, it was blocked. */
  public void blocked(long stream, String policy) {
    InFlight exchange = inFlight.get(stream);
    if (exchange != null) {
      exchange.blocked(new Outcome.Blocked(policy));
    }
  }

  /** The connection was cut because it is not allowed, and with it all that did not end yet. */
  public void blocked(String policy) {
    connectionBlocked = new Outcome.Blocked(policy);
    for (InFlight each : inFlight.values()) {
      each.blocked(connectionBlocked);
    }
  }

  /**
   * Reports what would otherwise stay unseen for long. The bytes of a connection whose requests
   * cannot be told apart, as far as they were not reported yet: the first report is an exchange,
   * later ones are {@link ExchangeSink#moved}. And exchanges that are being answered for more than
   * ten seconds, as streams are: they are reported now as what they are, and their bytes are {@link
   * ExchangeSink#moved} when they end. Does nothing while the parties are not known.
   *
   * @param reader the reader of the connection
   * @param fromClientBytes all bytes read from the client since it was opened
   * @param fromServerBytes all bytes read from the server since it was opened
   * @param nowNanos monotonic time
   */
  public void drain(
      ConnectionReader reader, long fromClientBytes, long fromServerBytes, long nowNanos) {
    if (conversation == null) {
      return;
    }
    if (!reader.exchangesOver()) {
      reportLongLived(nowNanos);
    } else if (reader.toldApart()) {
      reportMore(reader, fromClientBytes, fromServerBytes);
    } else {
      cutAll(new Outcome.Unseen(), reader.visibility(), nowNanos);
      reportRaw(reader, new Outcome.Unseen(), fromClientBytes, fromServerBytes, nowNanos);
    }
  }

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
      long nowNanos) {
    if (reader.toldApart()) {
      giveRemainder(fromClientBytes, fromServerBytes);
      cutAll(unanswered(ending), reader.visibility(), nowNanos);
    } else {
      cutAll(new Outcome.Unseen(), reader.visibility(), nowNanos);
    }
    if (reader.toldApart() && lastOperation != null) {
      reportMore(reader, fromClientBytes, fromServerBytes);
    } else {
      Outcome outcome =
          connectionBlocked == null ? raw(ending, fromServerBytes) : connectionBlocked;
      reportRaw(reader, outcome, fromClientBytes, fromServerBytes, nowNanos);
    }
    lost += unclaimed.size();
    unclaimed.clear();
  }

  /** Returns how many exchanges could not be reported because the parties were not known. */
  public long lost() {
    return lost;
  }

  private void settle(InFlight exchange) {
    if (exchange.ended()) {
      inFlight.remove(exchange.stream);
      end(exchange, exchange.answered(Decoder.UNDERSTOOD));
    }
  }

  /** Reports an exchange that ended: all of it, or its bytes when the rest was reported before. */
  private void end(InFlight exchange, Finished finished) {
    if (exchange.isReported()) {
      requestBytesReported += finished.requestBytes();
      responseBytesReported += finished.responseBytes();
      Conversation known = conversation;
      if (known != null) {
        sink.moved(
            known,
            finished.operation(),
            finished.visibility(),
            finished.requestBytes(),
            finished.responseBytes(),
            finished.stream());
      }
    } else {
      report(finished);
    }
  }

  private void report(Finished exchange) {
    lastOperation = exchange.operation();
    requestBytesReported += exchange.requestBytes();
    responseBytesReported += exchange.responseBytes();
    Conversation known = conversation;
    if (known != null) {
      sink.exchange(exchange.of(known), exchange.stream());
    } else if (unclaimed.size() < unclaimedMax) {
      unclaimed.add(exchange);
    } else {
      lost++;
    }
  }

  private void reportLongLived(long nowNanos) {
    for (InFlight each : inFlight.values()) {
      if (!each.isReported() && each.isLongLived(nowNanos)) {
        report(each.soFar(Decoder.UNDERSTOOD, nowNanos));
      }
    }
  }

  /** What of the connection's bytes belongs to no exchange yet goes to those that did not end. */
  private void giveRemainder(long fromClientBytes, long fromServerBytes) {
    long request = fromClientBytes - requestBytesReported;
    long response = fromServerBytes - responseBytesReported;
    for (InFlight each : inFlight.values()) {
      request -= each.requestBytes();
      response -= each.responseBytes();
    }
    for (InFlight each : inOrder()) {
      if (!each.requestEnded() && request > 0) {
        each.addRequestBytes(request);
        request = 0;
      }
      if (!each.responseEnded() && response > 0) {
        each.addResponseBytes(response);
        response = 0;
      }
    }
  }

  private List<InFlight> inOrder() {
    List<InFlight> ordered = new ArrayList<>(inFlight.values());
    ordered.sort(Comparator.comparingLong(each -> each.stream));
    return ordered;
  }

  private void cutAll(Outcome outcome, Visibility visibility, long nowNanos) {
    if (inFlight.isEmpty()) {
      return;
    }
    List<InFlight> cut = inOrder();
    inFlight.clear();
    for (InFlight each : cut) {
      end(each, each.cut(outcome, visibility, nowNanos));
    }
  }

  private void reportRaw(
      ConnectionReader reader,
      Outcome outcome,
      long fromClientBytes,
      long fromServerBytes,
      long nowNanos) {
    long request = fromClientBytes - requestBytesReported;
    long response = fromServerBytes - responseBytesReported;
    Operation raw = new RawOperation(reader.protocol(), dialledPort);
    if (!rawReported) {
      rawReported = true;
      long duration = Math.max(0, nowNanos - openedAtNanos);
      report(
          new Finished(
              ExchangeSink.CONNECTION,
              raw,
              outcome,
              reader.visibility(),
              Math.max(0, request),
              Math.max(0, response),
              openedAtNanos,
              -1,
              duration,
              0));
    } else {
      lastOperation = raw;
      reportMore(reader, fromClientBytes, fromServerBytes);
    }
  }

  private void reportMore(ConnectionReader reader, long fromClientBytes, long fromServerBytes) {
    Conversation known = conversation;
    Operation operation = lastOperation;
    long request = Math.max(0, fromClientBytes - requestBytesReported);
    long response = Math.max(0, fromServerBytes - responseBytesReported);
    if (known == null || operation == null || request + response == 0) {
      return;
    }
    requestBytesReported += request;
    responseBytesReported += response;
    sink.moved(known, operation, reader.visibility(), request, response);
  }

  private static Outcome unanswered(Ending ending) {
    return switch (ending) {
      case ORDERLY, RESET -> new Outcome.Reset();
      case TIMED_OUT -> new Outcome.TimedOut();
      case UNOBSERVED -> new Outcome.Unseen();
    };
  }

  /** Without understanding, only a connection that was never answered is known to have failed. */
  private static Outcome raw(Ending ending, long fromServerBytes) {
    return switch (ending) {
      case RESET -> fromServerBytes == 0 ? new Outcome.Reset() : new Outcome.Unseen();
      case TIMED_OUT -> new Outcome.TimedOut();
      case ORDERLY, UNOBSERVED -> new Outcome.Unseen();
    };
  }
}

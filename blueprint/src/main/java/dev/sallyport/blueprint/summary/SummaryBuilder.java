// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.ApiFacts;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Visibility;

/**
 * Counts exchanges on the hot path. One builder belongs to one event loop: it is not thread-safe,
 * takes no lock, and allocates nothing for an exchange on an edge it knows, except while the range
 * of latencies, statuses or outside clients on that edge still grows.
 *
 * <p>At the end of a window the loop calls {@link #swap}; the window it returns may then be read by
 * any one thread. Nothing is ever refused: beyond a bound, exchanges count on coarser edges and are
 * counted as folded.
 */
public final class SummaryBuilder {
  private OpenWindow open;
  private WindowClock clock;

  /** Creates a builder with the clock that turns monotonic into wall-clock time. */
  public SummaryBuilder(SummaryLimits limits, WindowClock clock) {
    this.open = new OpenWindow(limits);
    this.clock = requireNonNull(clock, "clock");
  }

  /**
   * Counts an exchange.
   *
   * @param exchange what to count; its end decides about first and last seen
   * @param outsideClient hash of the caller's address when the caller is outside the cluster, equal
   *     on every node for the same address; ignored for every other caller
   */
  public void add(Exchange exchange, long outsideClient) {
    open.add(exchange, outsideClient, null, null, clock);
  }

  /**
   * Counts an exchange whose contents were looked into.
   *
   * @param exchange what to count
   * @param outsideClient as in {@link #add(Exchange, long)}
   * @param contents what detectors said
   */
  public void add(Exchange exchange, long outsideClient, Contents contents) {
    open.add(exchange, outsideClient, requireNonNull(contents, "contents"), null, clock);
  }

  /**
   * Counts an exchange that policies had something to say of.
   *
   * @param exchange what to count
   * @param outsideClient as in {@link #add(Exchange, long)}
   * @param ruling what they said, and what was done
   */
  public void add(Exchange exchange, long outsideClient, Ruling ruling) {
    open.add(exchange, outsideClient, null, requireNonNull(ruling, "ruling"), clock);
  }

  /**
   * Counts an exchange whose contents were looked into, and that policies had something to say of.
   *
   * @param exchange what to count
   * @param outsideClient as in {@link #add(Exchange, long)}
   * @param contents what detectors said
   * @param ruling what policies said, and what was done
   */
  public void add(Exchange exchange, long outsideClient, Contents contents, Ruling ruling) {
    open.add(
        exchange,
        outsideClient,
        requireNonNull(contents, "contents"),
        requireNonNull(ruling, "ruling"),
        clock);
  }

  /**
   * Counts what policies said of an exchange that is counted elsewhere: one that goes on, or one
   * that {@link #add} counts when it ends.
   *
   * @param conversation the connection
   * @param operation what the exchange is counted as
   * @param ruling what they said, and what was done
   * @param nowNanos monotonic time
   */
  public void addRuling(
      Conversation conversation, Operation operation, Ruling ruling, long nowNanos) {
    open.addRuling(conversation, operation, ruling, nowNanos, clock);
  }

  /**
   * Counts what detectors said of an exchange that was counted before: one that is long-lived and
   * goes on, such as a stream.
   *
   * @param conversation the connection
   * @param operation what the exchange was counted as
   * @param contents what detectors said since
   * @param nowNanos monotonic time
   */
  public void addContents(
      Conversation conversation, Operation operation, Contents contents, long nowNanos) {
    open.addContents(conversation, operation, contents, nowNanos, clock);
  }

  /**
   * Counts what an exchange said of the API it calls; the exchange itself is counted by {@link
   * #add}. Left out where the operation is not told apart because a bound was reached.
   *
   * @param conversation the connection
   * @param operation what the exchange is counted as
   * @param facts what it said
   * @param nowNanos monotonic time
   */
  public void addApi(
      Conversation conversation, Operation operation, ApiFacts facts, long nowNanos) {
    open.addApi(conversation, operation, facts, nowNanos, clock);
  }

  /**
   * Counts bytes of an exchange that was counted before: a long-lived connection that is not told
   * apart into requests.
   *
   * @param conversation the connection
   * @param operation what the exchange was counted as
   * @param visibility what can be seen of it
   * @param requestBytes bytes from the client since they were last counted
   * @param responseBytes bytes from the server since they were last counted
   * @param nowNanos monotonic time
   */
  public void addBytes(
      Conversation conversation,
      Operation operation,
      Visibility visibility,
      long requestBytes,
      long responseBytes,
      long nowNanos) {
    open.addBytes(
        conversation, operation, visibility, requestBytes, responseBytes, nowNanos, clock);
  }

  /**
   * Counts a connection that was open before capture began, once, as an exchange of which nothing
   * is seen.
   *
   * @param exchange the connection
   * @param outsideClient as in {@link #add(Exchange, long)}
   */
  public void addOld(Exchange exchange, long outsideClient) {
    open.addOld(exchange, outsideClient, clock);
  }

  /**
   * Says how many connections from before capture began are open now; once in each window, by one
   * builder of the node.
   *
   * @param conversation who talks to whom on them
   * @param operation what they are counted as
   * @param visibility what can be seen of them
   * @param connections how many
   * @param nowNanos monotonic time
   */
  public void openOld(
      Conversation conversation,
      Operation operation,
      Visibility visibility,
      long connections,
      long nowNanos) {
    open.openOld(conversation, operation, visibility, connections, nowNanos, clock);
  }

  /** Counts bytes relayed, whether or not they were understood. */
  public void addBytesSeen(long bytes) {
    open.bytesSeen += bytes;
  }

  /** Counts a connection opened; {@code observed} is false when nothing will look into it. */
  public void addConnection(boolean observed) {
    open.connections++;
    if (!observed) {
      open.connectionsUnobserved++;
    }
  }

  /** Counts exchanges that are known to have happened and that cannot be counted on any edge. */
  public void addDropped(long exchanges) {
    open.exchangesDropped += exchanges;
  }

  /** Counts that a named limit was reached. */
  public void addLimitHit(String name) {
    open.limitHit(name);
  }

  /**
   * Ends the window: returns what was counted and goes on counting in {@code fresh}.
   *
   * @param fresh an empty window: a new one, or one returned earlier that was {@link
   *     OpenWindow#clear() cleared}
   * @param clock the clock from here on
   */
  public OpenWindow swap(OpenWindow fresh, WindowClock clock) {
    OpenWindow full = open;
    open = requireNonNull(fresh, "fresh");
    this.clock = requireNonNull(clock, "clock");
    return full;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import dev.sallyport.model.Observation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Outcome;
import dev.sallyport.model.Visibility;
import org.jspecify.annotations.Nullable;

/** One exchange between its request head and its end. */
final class InFlight {
  static final long UNKNOWN = -1;
  private static final long LONG_LIVED_NANOS = 10_000_000_000L;

  final long stream;
  private final long startedAtNanos;
  private Operation operation;
  private long requestBytes = UNKNOWN;
  private long responseBytes = UNKNOWN;
  private long partialRequestBytes;
  private long partialResponseBytes;
  private long answeredAtNanos = UNKNOWN;
  private boolean answered;
  private boolean reported;
  private int status;
  private boolean failed;
  private long rows;
  private long lastAtNanos;
  private Outcome.@Nullable Blocked blocked;

  InFlight(Observation.RequestHead head) {
    this.stream = head.stream();
    this.operation = head.operation();
    this.startedAtNanos = head.atNanos();
    this.lastAtNanos = head.atNanos();
  }

  /** The body said more precisely what is called. */
  void named(Observation.OperationNamed named) {
    operation = named.operation();
  }

  void requestEnd(Observation.RequestEnd end) {
    requestBytes = end.bytes();
    lastAtNanos = end.atNanos();
  }

  void responseHead(Observation.ResponseHead head) {
    answered = true;
    answeredAtNanos = head.atNanos();
    status = head.status();
    failed = head.failed();
    lastAtNanos = head.atNanos();
  }

  void statusSeen(Observation.StatusSeen seen) {
    status = seen.status();
    failed = seen.failed();
    lastAtNanos = seen.atNanos();
  }

  void rowsSeen(Observation.RowsSeen seen) {
    rows += Math.max(0, seen.rows());
    lastAtNanos = seen.atNanos();
  }

  /** Returns whether it is being answered for so long that waiting for its end would hide it. */
  boolean isLongLived(long nowNanos) {
    return answered && nowNanos - startedAtNanos > LONG_LIVED_NANOS;
  }

  /** Returns it as it stands, without its bytes; they are reported when it ends. */
  Finished soFar(Visibility visibility, long nowNanos) {
    reported = true;
    long duration = Math.max(0, nowNanos - startedAtNanos);
    long latency = Math.max(0, answeredAtNanos - startedAtNanos);
    Outcome outcome = new Outcome.Answered(status, failed);
    return new Finished(
        stream, operation, outcome, visibility, 0, 0, startedAtNanos, latency, duration, rows);
  }

  /** Returns whether {@link #soFar} was reported. */
  boolean isReported() {
    return reported;
  }

  void responseEnd(Observation.ResponseEnd end) {
    responseBytes = end.bytes();
    lastAtNanos = end.atNanos();
  }

  void givenUp(Observation.GivenUp givenUp) {
    if (!requestEnded()) {
      partialRequestBytes = givenUp.requestBytes();
    }
    if (!responseEnded()) {
      partialResponseBytes = givenUp.responseBytes();
    }
  }

  boolean requestEnded() {
    return requestBytes != UNKNOWN;
  }

  boolean responseEnded() {
    return responseBytes != UNKNOWN;
  }

  boolean ended() {
    return requestEnded() && responseEnded();
  }

  /** Returns the bytes of the request as far as they are known, else 0. */
  long requestBytes() {
    return Math.max(0, requestBytes) + partialRequestBytes;
  }

  long responseBytes() {
    return Math.max(0, responseBytes) + partialResponseBytes;
  }

  /** Bytes of a request whose end was not seen. */
  void addRequestBytes(long bytes) {
    partialRequestBytes += bytes;
  }

  void addResponseBytes(long bytes) {
    partialResponseBytes += bytes;
  }

  void blocked(Outcome.Blocked outcome) {
    blocked = outcome;
  }

  Finished answered(Visibility visibility) {
    return finished(new Outcome.Answered(status, failed), visibility, lastAtNanos);
  }

  /** Ends it without the end having been seen. */
  Finished cut(Outcome outcome, Visibility visibility, long nowNanos) {
    return responseEnded() ? answered(visibility) : finished(outcome, visibility, nowNanos);
  }

  private Finished finished(Outcome outcome, Visibility visibility, long endedAtNanos) {
    long latency = answered ? Math.max(0, answeredAtNanos - startedAtNanos) : -1;
    return new Finished(
        stream,
        operation,
        blocked == null ? outcome : blocked,
        visibility,
        requestBytes(),
        responseBytes(),
        startedAtNanos,
        latency,
        Math.max(0, endedAtNanos - startedAtNanos),
        rows);
  }
}

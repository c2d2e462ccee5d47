// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * One request and what became of it, or one connection where requests cannot be told apart.
 *
 * @param conversation the connection it was seen on
 * @param operation what was called
 * @param outcome what became of it
 * @param visibility what of it could be seen
 * @param requestBytes bytes from the client, framing included
 * @param responseBytes bytes from the server, framing included
 * @param startedAtNanos monotonic time of the first request byte
 * @param latencyNanos from the last byte of the request head to the first byte of the answer, or -1
 *     when there was no answer
 * @param durationNanos from the first byte of the request to the last of the answer
 * @param rows rows or documents that a data store returned or changed; 0 where it says nothing
 */
public record Exchange(
    Conversation conversation,
    Operation operation,
    Outcome outcome,
    Visibility visibility,
    long requestBytes,
    long responseBytes,
    long startedAtNanos,
    long latencyNanos,
    long durationNanos,
    long rows) {

  public Exchange {
    requireNonNull(conversation, "conversation");
    requireNonNull(operation, "operation");
    requireNonNull(outcome, "outcome");
    requireNonNull(visibility, "visibility");
  }

  /** Makes an exchange in which no rows were counted. */
  public Exchange(
      Conversation conversation,
      Operation operation,
      Outcome outcome,
      Visibility visibility,
      long requestBytes,
      long responseBytes,
      long startedAtNanos,
      long latencyNanos,
      long durationNanos) {
    this(
        conversation,
        operation,
        outcome,
        visibility,
        requestBytes,
        responseBytes,
        startedAtNanos,
        latencyNanos,
        durationNanos,
        0);
  }

  /** Returns the edge that this exchange is counted on. */
  public Edge edge() {
    return new Edge(conversation.source().party(), conversation.target().party(), operation);
  }
}

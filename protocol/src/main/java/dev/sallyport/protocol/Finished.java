// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import dev.sallyport.model.Conversation;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Outcome;
import dev.sallyport.model.Visibility;

/** An exchange that only lacks its conversation. */
record Finished(
    long stream,
    Operation operation,
    Outcome outcome,
    Visibility visibility,
    long requestBytes,
    long responseBytes,
    long startedAtNanos,
    long latencyNanos,
    long durationNanos,
    long rows) {

  Exchange of(Conversation conversation) {
    return new Exchange(
        conversation,
        operation,
        outcome,
        visibility,
        requestBytes,
        responseBytes,
        startedAtNanos,
        latencyNanos,
        durationNanos,
        rows);
  }
}

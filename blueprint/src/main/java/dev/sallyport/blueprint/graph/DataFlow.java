// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.summary.SightingCounts;
import dev.sallyport.blueprint.summary.SightingKey;
import dev.sallyport.model.Direction;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Party;

/**
 * Sensitive data of one class in one place of one operation: from whom to whom it moves.
 *
 * @param edge who calls whom
 * @param operation what is called
 * @param seen class, place, and whether the request or the answer carries it
 * @param counts how often, and a sample of the values
 */
public record DataFlow(EdgeId edge, Operation operation, SightingKey seen, SightingCounts counts) {
  public DataFlow {
    requireNonNull(edge, "edge");
    requireNonNull(operation, "operation");
    requireNonNull(seen, "seen");
    requireNonNull(counts, "counts");
  }

  /** Returns who sends the data: the caller in a request, the callee in an answer. */
  public Party sender() {
    return seen.direction() == Direction.FROM_CLIENT ? edge.source() : edge.target();
  }

  /** Returns who gets the data. */
  public Party receiver() {
    return seen.direction() == Direction.FROM_CLIENT ? edge.target() : edge.source();
  }

  /** Returns whether the data goes to a host out of the cluster. */
  public boolean leaves() {
    return receiver() instanceof ExternalHost;
  }
}

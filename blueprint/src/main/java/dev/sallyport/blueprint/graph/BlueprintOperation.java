// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Operation;

/**
 * One operation on an edge.
 *
 * @param operation what is called
 * @param traffic what went over it
 */
public record BlueprintOperation(Operation operation, Traffic traffic) {
  public BlueprintOperation {
    requireNonNull(operation, "operation");
    requireNonNull(traffic, "traffic");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Who calls whom in one protocol, with the operations called.
 *
 * @param id its name
 * @param traffic all operations together
 * @param operations most used first
 * @param exchangesFolded exchanges of operations that were not told apart because a bound was
 *     reached; they are part of {@code traffic} and of the operation without a name
 */
public record BlueprintEdge(
    EdgeId id, Traffic traffic, List<BlueprintOperation> operations, long exchangesFolded) {
  public BlueprintEdge {
    requireNonNull(id, "id");
    requireNonNull(traffic, "traffic");
    operations = List.copyOf(operations);
  }
}

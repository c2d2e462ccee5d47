// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * One line of the blueprint and the key of all counting: who calls whom with what.
 *
 * @param source the caller
 * @param target the callee
 * @param operation what is called
 */
public record Edge(Party source, Party target, Operation operation) {
  public Edge {
    requireNonNull(source, "source");
    requireNonNull(target, "target");
    requireNonNull(operation, "operation");
  }
}

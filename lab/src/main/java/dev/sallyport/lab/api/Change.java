// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import java.util.Optional;

/**
 * One change of the store, in order of versions.
 *
 * @param type added, modified or deleted
 * @param resource the object after the change; for a deletion its last state, with the version of
 *     the deletion
 * @param before the object before the change, absent for an addition
 */
public record Change(Type type, Resource resource, Before before) {

  /** What happened. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }

  /** The state before, or nothing. */
  sealed interface Before {
    record State(Resource resource) implements Before {}

    record Nothing() implements Before {}
  }

  Optional<Resource> previous() {
    return before instanceof Before.State(Resource resource)
        ? Optional.of(resource)
        : Optional.empty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proposal;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * A proposal for another engine.
 *
 * @param object the object, as maps, lists, texts, numbers
 * @param gaps what it cannot say, and where that gap is closed, as sentences
 */
public record Manifest(Map<String, Object> object, List<String> gaps) {
  public Manifest {
    requireNonNull(object, "object");
    gaps = List.copyOf(gaps);
  }
}

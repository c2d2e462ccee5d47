// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import dev.sallyport.model.Policy;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of an object that says it is a policy.
 *
 * @param found the policy; null when there are problems, and when it protects nothing now because
 *     no namespace has the labels that it asks for
 * @param problems why it cannot be taken; empty when it can
 * @param notes what of it means nothing now, as sentences: for example a selector that no namespace
 *     matches
 */
public record Read(@Nullable Policy found, List<SpecProblem> problems, List<String> notes) {
  public Read {
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }

  /** Returns the policy, whole or not at all. */
  public Optional<Policy> policy() {
    return Optional.ofNullable(found);
  }

  /** Returns whether it can be taken. */
  public boolean accepted() {
    return problems.isEmpty();
  }
}

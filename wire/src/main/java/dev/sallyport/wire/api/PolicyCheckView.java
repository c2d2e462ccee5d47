// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether an object would be taken as a policy; nothing is changed by asking.
 *
 * @param policy its id; absent when it does not even say its name
 * @param accepted whether it would be taken
 * @param problems why not; empty when it would
 * @param notes what of it would mean nothing now
 */
public record PolicyCheckView(
    @Nullable String policy,
    boolean accepted,
    List<PolicyProblemView> problems,
    List<String> notes) {
  public PolicyCheckView {
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What is said of an object.
 *
 * @param refusals why it is not taken; empty when it is
 * @param warnings what whoever applies it is told all the same
 */
record Verdict(List<Refusal> refusals, List<String> warnings) {
  static final Verdict TAKEN = new Verdict(List.of(), List.of());

  /**
   * One reason.
   *
   * @param field the field that it is about
   * @param message what is wrong and what to do
   */
  record Refusal(String field, String message) {
    Refusal {
      requireNonNull(field, "field");
      requireNonNull(message, "message");
    }
  }

  Verdict {
    refusals = List.copyOf(refusals);
    warnings = List.copyOf(warnings);
  }
}

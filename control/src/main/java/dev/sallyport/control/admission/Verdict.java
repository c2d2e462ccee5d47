// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What is said of an object.
 *
 * @param refusals why it is not taken; empty when it is
 * @param warnings what whoever applies it is told all the same
 * @param additions what is put into it; empty for nothing
 */
record Verdict(List<Refusal> refusals, List<String> warnings, List<Addition> additions) {
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

  /**
   * One step of a JSON Patch (RFC 6902) that adds, and so never replaces what an author wrote.
   *
   * @param path where, as a JSON Pointer (RFC 6901)
   * @param value what
   */
  record Addition(String path, JsonNode value) {
    Addition {
      requireNonNull(path, "path");
      requireNonNull(value, "value");
    }
  }

  Verdict(List<Refusal> refusals, List<String> warnings) {
    this(refusals, warnings, List.of());
  }

  Verdict {
    refusals = List.copyOf(refusals);
    warnings = List.copyOf(warnings);
    additions = List.copyOf(additions);
  }
}

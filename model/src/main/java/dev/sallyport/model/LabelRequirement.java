// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Set;

/**
 * What must hold of one label, as in Kubernetes' label selectors.
 *
 * @param key name of the label
 * @param operator how it is held against the values
 * @param values what it is held against; empty for the operators that ask for presence
 */
public record LabelRequirement(String key, Operator operator, Set<String> values) {

  /** How a label is held against values. */
  public enum Operator {
    IN,
    /** Holds also where the label is absent. */
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST
  }

  public LabelRequirement {
    requireNonNull(key, "key");
    requireNonNull(operator, "operator");
    values = Set.copyOf(values);
  }

  /** Requires a label to have a value. */
  public static LabelRequirement is(String key, String value) {
    return new LabelRequirement(key, Operator.IN, Set.of(value));
  }

  /** Returns whether it holds of these labels. */
  public boolean matches(Map<String, String> labels) {
    String value = labels.get(key);
    return switch (operator) {
      case IN -> value != null && values.contains(value);
      case NOT_IN -> value == null || !values.contains(value);
      case EXISTS -> value != null;
      case DOES_NOT_EXIST -> value == null;
    };
  }
}

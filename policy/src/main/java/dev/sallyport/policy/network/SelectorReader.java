// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import dev.sallyport.policy.network.LabelSelector.Operator;
import dev.sallyport.policy.network.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Label selectors from manifests. */
final class SelectorReader {
  private static final Map<String, Operator> OPERATORS =
      Map.of(
          "In", Operator.IN,
          "NotIn", Operator.NOT_IN,
          "Exists", Operator.EXISTS,
          "DoesNotExist", Operator.DOES_NOT_EXIST);

  private SelectorReader() {}

  static LabelSelector read(Fields selector) {
    List<Requirement> requirements = new ArrayList<>();
    selector
        .at("matchLabels")
        .labels()
        .forEach((key, value) -> requirements.add(equal(key, value)));
    for (Fields expression : selector.at("matchExpressions").items()) {
      requirements.add(requirement(expression));
    }
    return new LabelSelector(requirements);
  }

  /** Reads the selector of a Service: labels alone. */
  static LabelSelector ofLabels(Fields labels) {
    return new LabelSelector(
        labels.labels().entrySet().stream().map(it -> equal(it.getKey(), it.getValue())).toList());
  }

  private static Requirement equal(String key, String value) {
    return new Requirement(key, Operator.IN, Set.of(value));
  }

  private static Requirement requirement(Fields expression) {
    Fields written = expression.at("operator");
    Operator operator = OPERATORS.get(written.text(""));
    if (operator == null) {
      throw new Fields.BadField(
          written.path(), "In, NotIn, Exists or DoesNotExist", written.value());
    }
    Set<String> values = new HashSet<>();
    expression.at("values").items().forEach(each -> values.add(each.text("")));
    boolean compares = operator == Operator.IN || operator == Operator.NOT_IN;
    if (compares == values.isEmpty()) {
      throw new Fields.BadField(
          expression.at("values").path(),
          compares ? "at least one value" : "no value with this operator",
          expression.at("values").value());
    }
    Fields key = expression.at("key");
    return new Requirement(
        key.text().orElseThrow(() -> new Fields.BadField(key.path(), "a label", null)),
        operator,
        values);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.LabelRequirement;
import dev.sallyport.model.LabelRequirement.Operator;
import dev.sallyport.model.Selector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which workloads selectors have in common. {@code covers} is sound but does not see that several
 * requirements of one label, or several patterns, cover something together; {@code intersects} is
 * exact.
 */
final class SelectorAlgebra {
  private SelectorAlgebra() {}

  /** Returns whether every workload of the second is one of the first. */
  static boolean covers(Selector wide, Selector narrow) {
    return NameAlgebra.covers(wide.namespaces(), narrow.namespaces())
        && NameAlgebra.coversValues(wide.kinds(), narrow.kinds())
        && NameAlgebra.covers(wide.names(), narrow.names())
        && NameAlgebra.covers(wide.serviceAccounts(), narrow.serviceAccounts())
        && wide.labels().stream()
            .allMatch(each -> narrow.labels().stream().anyMatch(given -> implies(given, each)));
  }

  /** Returns whether a workload could be one of both. */
  static boolean intersects(Selector one, Selector other) {
    List<LabelRequirement> labels = new ArrayList<>(one.labels());
    labels.addAll(other.labels());
    return NameAlgebra.intersects(one.namespaces(), other.namespaces())
        && NameAlgebra.intersectsValues(one.kinds(), other.kinds())
        && NameAlgebra.intersects(one.names(), other.names())
        && NameAlgebra.intersects(one.serviceAccounts(), other.serviceAccounts())
        && possible(labels);
  }

  /** Returns whether the first requirement makes the second hold. */
  private static boolean implies(LabelRequirement given, LabelRequirement asked) {
    if (!given.key().equals(asked.key())) {
      return false;
    }
    return switch (asked.operator()) {
      case EXISTS -> given.operator() == Operator.EXISTS || given.operator() == Operator.IN;
      case DOES_NOT_EXIST -> given.operator() == Operator.DOES_NOT_EXIST;
      case IN -> given.operator() == Operator.IN && asked.values().containsAll(given.values());
      case NOT_IN ->
          switch (given.operator()) {
            case DOES_NOT_EXIST -> true;
            case IN -> Collections.disjoint(given.values(), asked.values());
            case NOT_IN -> given.values().containsAll(asked.values());
            case EXISTS -> false;
          };
    };
  }

  private static boolean possible(List<LabelRequirement> requirements) {
    return requirements.stream()
        .map(LabelRequirement::key)
        .distinct()
        .allMatch(
            key ->
                possibleFor(requirements.stream().filter(each -> each.key().equals(key)).toList()));
  }

  private static boolean possibleFor(List<LabelRequirement> ofOneKey) {
    boolean absent = ofOneKey.stream().allMatch(SelectorAlgebra::allowsAbsence);
    if (absent) {
      return true;
    }
    if (ofOneKey.stream().anyMatch(each -> each.operator() == Operator.DOES_NOT_EXIST)) {
      return false;
    }
    List<LabelRequirement> in =
        ofOneKey.stream().filter(each -> each.operator() == Operator.IN).toList();
    if (in.isEmpty()) {
      return true;
    }
    Set<String> values = new HashSet<>(in.getFirst().values());
    for (LabelRequirement each : ofOneKey) {
      if (each.operator() == Operator.IN) {
        values.retainAll(each.values());
      } else if (each.operator() == Operator.NOT_IN) {
        values.removeAll(each.values());
      }
    }
    return !values.isEmpty();
  }

  private static boolean allowsAbsence(LabelRequirement requirement) {
    return requirement.operator() == Operator.NOT_IN
        || requirement.operator() == Operator.DOES_NOT_EXIST;
  }
}

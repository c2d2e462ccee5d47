// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import dev.sallyport.blueprint.catalogue.PathTemplates.Place;
import dev.sallyport.blueprint.catalogue.Vocabulary.Prior;
import dev.sallyport.model.SegmentShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides, from the root down, which siblings of a tree are values of one parameter. */
final class Siblings {
  /** What is learned in one round is used in the next. */
  private static final int ROUNDS_MAX = 4;

  private final PathLimits limits;
  private final Learned learned = new Learned();

  Siblings(PathLimits limits) {
    this.limits = limits;
  }

  Place decided(PathNode root) {
    Place place = decided(List.of(root), "", Prior.ROOT);
    int known = 0;
    for (int round = 1; round < ROUNDS_MAX && learned.size() > known; round++) {
      known = learned.size();
      place = decided(List.of(root), "", Prior.ROOT);
    }
    return place;
  }

  /**
   * Returns the place that nodes make together: one node, or several merged.
   *
   * @param context the word before, and a mark for each value since
   */
  private Place decided(List<PathNode> nodes, String context, Prior prior) {
    Children children = Children.of(nodes);
    Map<Step, Place> named = new HashMap<>();
    if (prior == Prior.ROOT && children.isOneVersion()) {
      String version = children.someValues().iterator().next();
      named.put(
          new Step(version, false, SegmentShape.VALUE),
          decided(children.values(), version, Prior.ROOT));
      children = children.withoutValues();
    }
    Set<Step> variable = new Cohort(limits, learned, context, prior, children).variable();
    List<PathNode> values = new ArrayList<>(children.values());
    children
        .words()
        .forEach(
            (step, group) -> {
              if (variable.contains(step)) {
                if (step.shape() == SegmentShape.WORD) {
                  learned.add(context, step.text());
                }
                values.addAll(group);
              } else {
                named.put(step, decided(group, step.text(), Vocabulary.prior(step)));
              }
            });
    if (values.isEmpty()) {
      return new Place(named, null, false);
    }
    Place variablePlace = decided(values, context + "/" + Step.VARIABLE, Prior.VALUE);
    return new Place(named, variablePlace, variablePlace.hasForms());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What stands below nodes that are looked at as one.
 *
 * @param words nodes by word
 * @param values nodes of what is a value by its shape
 * @param someValues some of those values
 */
record Children(Map<Step, List<PathNode>> words, List<PathNode> values, Set<String> someValues) {
  private static final Pattern VERSION =
      Pattern.compile("[0-9]{1,2}|20[0-9]{2}-[0-9]{2}(-[0-9]{2})?");

  static Children of(List<PathNode> nodes) {
    Map<Step, List<PathNode>> words = new LinkedHashMap<>();
    List<PathNode> values = new ArrayList<>();
    Set<String> someValues = new LinkedHashSet<>();
    for (PathNode node : nodes) {
      node.children()
          .forEach(
              (step, child) -> words.computeIfAbsent(step, unused -> new ArrayList<>()).add(child));
      PathNode below = node.values();
      if (below != null) {
        values.add(below);
        someValues.addAll(node.someValues());
      }
    }
    return new Children(words, values, someValues);
  }

  Children withoutValues() {
    return new Children(words, List.of(), Set.of());
  }

  /**
   * Returns whether the only value is a date or a small number, as versions are: {@code /api/3},
   * {@code /2010-04-01}.
   */
  boolean isOneVersion() {
    return someValues.size() == 1 && VERSION.matcher(someValues.iterator().next()).matches();
  }
}

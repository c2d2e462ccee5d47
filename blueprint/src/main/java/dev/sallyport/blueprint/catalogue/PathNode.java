// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import dev.sallyport.model.SegmentShape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What was called at one place of a path and below it. Not thread-safe. */
final class PathNode {
  private static final int DISTINCT_MAX = 16;
  private static final int BEFORE_MAX = 4;
  private static final int[] NOTHING = new int[0];

  final Step step;
  private final Map<Step, PathNode> children = new LinkedHashMap<>();
  private final Set<String> methods = new TreeSet<>();
  private @Nullable PathNode values;
  private @Nullable String onlyValue;
  private final Set<String> someValues = new HashSet<>();
  private long exchanges;
  private @Nullable Set<String> suffixes;

  private int[] before = NOTHING;

  PathNode(Step step) {
    this.step = step;
  }

  /** Counts exchanges of a path that ends here. */
  void end(String method, long counted) {
    methods.add(method);
    exchanges += counted;
  }

  Map<Step, PathNode> children() {
    return children;
  }

  /** Returns what stands below all values together; null when there was none. */
  @Nullable PathNode values() {
    return values;
  }

  /** Returns the one value that was seen; null when there was none or several. */
  @Nullable String onlyValue() {
    return onlyValue;
  }

  /** Returns some of the values that were seen, at most {@value #DISTINCT_MAX}. */
  Set<String> someValues() {
    return someValues;
  }

  Set<String> methods() {
    return methods;
  }

  long exchanges() {
    return exchanges;
  }

  boolean isLeaf() {
    return children.isEmpty() && values == null;
  }

  /** Notes the value that stands before it, by its hash. */
  void behind(int hash) {
    if (before.length < BEFORE_MAX && Arrays.stream(before).noneMatch(each -> each == hash)) {
      before = Arrays.copyOf(before, before.length + 1);
      before[before.length - 1] = hash;
    }
  }

  /** Returns behind how many different values it was seen, at most {@value #BEFORE_MAX}. */
  int valuesBefore() {
    return before.length;
  }

  PathNode value(String text) {
    suffixes = null;
    if (values == null) {
      values = new PathNode(new Step(Step.VARIABLE, false, SegmentShape.VALUE));
      onlyValue = text;
    } else if (!text.equals(onlyValue)) {
      onlyValue = null;
    }
    if (someValues.size() < DISTINCT_MAX) {
      someValues.add(text);
    }
    return values;
  }

  PathNode word(Step step) {
    suffixes = null;
    return children.computeIfAbsent(step, PathNode::new);
  }

  /** Returns the continuations below, ids as <code>{}</code>. Valid until something is added. */
  Set<String> suffixes(PathLimits limits) {
    if (suffixes == null) {
      Set<String> found = new LinkedHashSet<>();
      collect("", limits.suffixSegments(), limits.suffixesMax(), found);
      suffixes = found;
    }
    return suffixes;
  }

  private void collect(String before, int depth, int most, Set<String> found) {
    if (!before.isEmpty() && (depth == 0 || !methods.isEmpty())) {
      found.add(before);
    }
    if (depth == 0 || found.size() >= most) {
      return;
    }
    if (values != null) {
      values.collect(before + "/" + Step.VARIABLE, depth - 1, most, found);
    }
    for (PathNode child : children.values()) {
      String text = child.step.shape().isVariable() ? Step.VARIABLE : child.step.text();
      child.collect(before + (child.step.glued() ? "" : "/") + text, depth - 1, most, found);
    }
  }
}

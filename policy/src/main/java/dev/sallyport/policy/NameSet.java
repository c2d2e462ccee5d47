// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.NamePattern;
import dev.sallyport.model.SegmentShape;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Names that are meant, plain ones apart from patterns.
 *
 * @param any whether all are
 * @param exact plain names
 * @param globs patterns with stars
 */
record NameSet(boolean any, Set<String> exact, List<String> globs) {
  static NameSet of(Collection<NamePattern> patterns) {
    return make(patterns.stream().map(NamePattern::text).toList());
  }

  static NameSet foldedPatterns(Collection<NamePattern> patterns) {
    return folded(patterns.stream().map(NamePattern::text).toList());
  }

  static NameSet folded(Collection<String> names) {
    return make(names.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList());
  }

  private static NameSet make(List<String> patterns) {
    Set<String> exact = new HashSet<>();
    for (String each : patterns) {
      if (each.indexOf('*') < 0) {
        exact.add(each);
      }
    }
    List<String> globs = patterns.stream().filter(each -> each.indexOf('*') >= 0).sorted().toList();
    return new NameSet(patterns.isEmpty() || globs.contains("*"), Set.copyOf(exact), globs);
  }

  boolean matches(String name) {
    return any || exact.contains(name) || matchesGlob(name);
  }

  private boolean matchesGlob(String name) {
    for (int i = 0; i < globs.size(); i++) {
      if (Glob.matches(globs.get(i), name)) {
        return true;
      }
    }
    return false;
  }

  /** The same for a set of folded names and a name in any case. */
  boolean matchesFolded(String name) {
    return any || matches(lower(name));
  }

  /** Returns whether a name that was left out because it looks like a value may be meant. */
  boolean mayHide() {
    return any
        || !globs.isEmpty()
        || exact.stream().anyMatch(each -> SegmentShape.of(each).isVariable());
  }

  static String lower(String name) {
    for (int i = 0; i < name.length(); i++) {
      char each = name.charAt(i);
      if (each >= 0x80 || (each >= 'A' && each <= 'Z')) {
        return name.toLowerCase(Locale.ROOT);
      }
    }
    return name;
  }
}

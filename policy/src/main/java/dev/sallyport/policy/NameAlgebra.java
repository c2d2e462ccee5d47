// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.NamePattern;
import java.util.Collection;
import java.util.Set;

/** Which names patterns have in common. Exact for two patterns. */
final class NameAlgebra {
  private NameAlgebra() {}

  /** Returns whether every name of the second is one of the first. */
  static boolean covers(String wide, String narrow) {
    // A star of the narrow one can only be met by a star of the wide one.
    return Glob.matches(wide, narrow);
  }

  /** Returns whether a name is one of both. */
  static boolean intersects(String one, String other) {
    boolean[] row = new boolean[other.length() + 1];
    row[0] = true;
    for (int j = 1; j <= other.length(); j++) {
      row[j] = row[j - 1] && other.charAt(j - 1) == '*';
    }
    for (int i = 1; i <= one.length(); i++) {
      boolean star = one.charAt(i - 1) == '*';
      boolean diagonal = row[0];
      row[0] &= star;
      for (int j = 1; j <= other.length(); j++) {
        boolean above = row[j];
        // A star may stand for nothing, or for what the other pattern has at that place.
        boolean otherStar = other.charAt(j - 1) == '*';
        row[j] =
            star || otherStar
                ? above || row[j - 1]
                : diagonal && one.charAt(i - 1) == other.charAt(j - 1);
        diagonal = above;
      }
    }
    return row[other.length()];
  }

  /** Returns whether every name meant by the second set is meant by the first; empty means all. */
  static boolean covers(Set<NamePattern> wide, Set<NamePattern> narrow) {
    if (wide.isEmpty()) {
      return true;
    }
    if (narrow.isEmpty()) {
      return wide.stream().anyMatch(each -> covers(each.text(), "*"));
    }
    return narrow.stream()
        .allMatch(each -> wide.stream().anyMatch(over -> covers(over.text(), each.text())));
  }

  /** Returns whether a name is meant by both sets; empty means all. */
  static boolean intersects(Set<NamePattern> one, Set<NamePattern> other) {
    return one.isEmpty()
        || other.isEmpty()
        || one.stream().anyMatch(a -> other.stream().anyMatch(b -> intersects(a.text(), b.text())));
  }

  /** As {@link #covers(Set, Set)} for plain values. */
  static <T> boolean coversValues(Collection<T> wide, Collection<T> narrow) {
    return wide.isEmpty() || (!narrow.isEmpty() && wide.containsAll(narrow));
  }

  /** As {@link #intersects(Set, Set)} for plain values. */
  static <T> boolean intersectsValues(Collection<T> one, Collection<T> other) {
    return one.isEmpty() || other.isEmpty() || one.stream().anyMatch(other::contains);
  }
}

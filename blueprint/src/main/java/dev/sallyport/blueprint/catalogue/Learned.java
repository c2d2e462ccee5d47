// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Words that were found to be values, by what stands before them: what is the name of one namespace
 * below {@code /apis} is one below {@code /api} too. Not thread-safe.
 */
final class Learned {
  private static final int STRONG = 4;

  private final Map<String, Set<String>> byContext = new HashMap<>();
  private final Set<String> anywhere = new HashSet<>();
  private int size;

  void add(String context, String word) {
    if (byContext.computeIfAbsent(context, unused -> new HashSet<>()).add(word)) {
      size++;
    }
    anywhere.add(word);
  }

  /** Returns whether the word is a value behind that context, or so are many others. */
  boolean isValue(String context, String word) {
    Set<String> values = byContext.getOrDefault(context, Set.of());
    return values.contains(word) || values.size() >= STRONG;
  }

  /** Returns whether the word is a value anywhere. */
  boolean isValueElsewhere(String word) {
    return anywhere.contains(word);
  }

  /** Returns a number that grows with every word learned. */
  int size() {
    return size;
  }
}

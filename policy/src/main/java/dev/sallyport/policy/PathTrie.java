// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rules by the segments of their paths. Walking it takes as many steps as the path has segments,
 * for each branch that templates open.
 */
final class PathTrie {
  private final String[] words;
  private final PathTrie[] under;
  private final int mask;
  private final @Nullable PathTrie any;
  private final int[] here;
  private final int[] rest;

  private PathTrie(Map<String, PathTrie> words, @Nullable PathTrie any, int[] here, int[] rest) {
    int size = words.isEmpty() ? 1 : Integer.highestOneBit(words.size()) * 4;
    this.words = new String[size];
    this.under = new PathTrie[size];
    this.mask = size - 1;
    this.any = any;
    this.here = here;
    this.rest = rest;
    words.forEach(this::put);
  }

  private void put(String word, PathTrie node) {
    int slot = spread(word.hashCode()) & mask;
    while (words[slot] != null) {
      slot = (slot + 1) & mask;
    }
    words[slot] = word;
    under[slot] = node;
  }

  /** Asks the rules that one reading of a path may meet. */
  int ask(String path, RuleIndex index, Known known, int found) {
    int end = path.length();
    return ask(
        path, 0, end > 1 && path.charAt(end - 1) == '/' ? end - 1 : end, index, known, found);
  }

  private int ask(String path, int at, int end, RuleIndex index, Known known, int found) {
    int best = rest.length == 0 ? found : index.ask(rest, known, found);
    if (at >= end || end == 1) {
      return here.length == 0 ? best : index.ask(here, known, best);
    }
    int slash = path.indexOf('/', at + 1);
    int stop = slash < 0 || slash > end ? end : slash;
    PathTrie next = find(path, at + 1, stop);
    if (next != null) {
      best = next.ask(path, stop, end, index, known, best);
    }
    return any == null ? best : any.ask(path, stop, end, index, known, best);
  }

  private @Nullable PathTrie find(String path, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + path.charAt(i);
    }
    int slot = spread(hash) & mask;
    while (words[slot] != null) {
      String word = words[slot];
      if (word.length() == to - from && path.startsWith(word, from)) {
        return under[slot];
      }
      if (words.length == 1) {
        return null;
      }
      slot = (slot + 1) & mask;
    }
    return null;
  }

  private static int spread(int hash) {
    return hash ^ hash >>> 16;
  }

  /** A trie in the making. */
  static final class Builder {
    private final Map<String, Builder> words = new HashMap<>();
    private @Nullable Builder any;
    private final List<Integer> here = new ArrayList<>();
    private final List<Integer> rest = new ArrayList<>();

    /** Files a rule under a path. */
    void add(PathPattern pattern, int position) {
      Builder node = this;
      for (PathPattern.Segment each : pattern.segments()) {
        node = each.literal() ? node.word(each.text()) : node.any();
      }
      (pattern.rest() ? node.rest : node.here).add(position);
    }

    /** Files a rule under all methods of a service. */
    void add(String service, int position) {
      word(service).any().here.add(position);
    }

    private Builder word(String word) {
      return words.computeIfAbsent(word, _ -> new Builder());
    }

    private Builder any() {
      Builder node = any == null ? new Builder() : any;
      any = node;
      return node;
    }

    PathTrie build() {
      Map<String, PathTrie> built = new HashMap<>();
      words.forEach((word, node) -> built.put(word, node.build()));
      return new PathTrie(built, any == null ? null : any.build(), packed(here), packed(rest));
    }

    private static int[] packed(List<Integer> positions) {
      return positions.stream().mapToInt(Integer::intValue).sorted().distinct().toArray();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.RpcOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds, among many rules, those that a call may meet: by path, by table, by topic, by name. Rules
 * that say nothing of the kind are asked always. What is found is asked as a whole, so that the
 * index decides nothing.
 */
final class RuleIndex {
  private static final int[] NOBODY = {};

  private final CompiledRule[] rules;
  private final int[] always;
  private final PathTrie paths;
  private final Map<String, int[]> subjects;
  private final Map<String, int[]> destinations;
  private final Map<String, int[]> names;

  RuleIndex(CompiledRule[] rules) {
    this.rules = rules;
    List<Integer> always = new ArrayList<>();
    Keys keys = new Keys();
    for (int i = 0; i < rules.length; i++) {
      if (!keys.add(rules[i].test(), i)) {
        always.add(i);
      }
    }
    this.always = always.stream().mapToInt(Integer::intValue).toArray();
    this.paths = keys.paths.build();
    this.subjects = packed(keys.subjects);
    this.destinations = packed(keys.destinations);
    this.names = packed(keys.names);
  }

  /** As {@link RuleList#first}, for exchanges of which the call is known. */
  int first(Known known) {
    int found = ask(always, known, RuleList.NONE);
    Operation operation = known.operation();
    return switch (operation) {
      case HttpOperation _ -> path(known, found);
      case RpcOperation _ -> path(known, found);
      case QueryOperation query ->
          query.subject().indexOf('{') >= 0
              ? ask(all(), known, found)
              : ask(subjects.getOrDefault(SubjectSet.key(query.subject()), NOBODY), known, found);
      case MessageOperation message -> {
        String name = message.destination();
        yield name.indexOf(',') >= 0 || name.indexOf('{') >= 0
            ? ask(all(), known, found)
            : ask(destinations.getOrDefault(name, NOBODY), known, found);
      }
      case LookupOperation lookup ->
          ask(names.getOrDefault(NameSet.lower(lookup.name()), NOBODY), known, found);
      default -> ask(all(), known, found);
    };
  }

  private int path(Known known, int found) {
    RequestPath path = known.path();
    if (path.isNone() || (!path.plain() && path.readings().isEmpty())) {
      return ask(all(), known, found);
    }
    if (path.plain()) {
      return paths.ask(path.raw(), this, known, found);
    }
    int all = found;
    for (String each : path.readings()) {
      all = paths.ask(each, this, known, all);
    }
    return all;
  }

  /** Asks the rules at these positions, in order, as far as they come before what was found. */
  int ask(int[] positions, Known known, int found) {
    int best = found;
    for (int position : positions) {
      if (best >= 0 && position >= best) {
        return best;
      }
      Truth truth = rules[position].test().of(known);
      if (truth == Truth.TRUE) {
        return position;
      }
      best = best < 0 && truth == Truth.UNKNOWN ? RuleList.MAYBE : best;
    }
    return best;
  }

  private int[] all() {
    int[] all = new int[rules.length];
    Arrays.setAll(all, i -> i);
    return all;
  }

  private static Map<String, int[]> packed(Map<String, List<Integer>> lists) {
    Map<String, int[]> packed = new HashMap<>();
    lists.forEach(
        (key, list) ->
            packed.put(key, list.stream().mapToInt(Integer::intValue).sorted().toArray()));
    return packed;
  }

  /** What is collected while the index is built. */
  private static final class Keys {
    final PathTrie.Builder paths = new PathTrie.Builder();
    final Map<String, List<Integer>> subjects = new HashMap<>();
    final Map<String, List<Integer>> destinations = new HashMap<>();
    final Map<String, List<Integer>> names = new HashMap<>();

    /** Files a rule under what its test demands of the call; false when it demands nothing. */
    boolean add(Test test, int position) {
      Test demand = demand(test);
      if (demand == null) {
        return false;
      }
      file(demand, position);
      return true;
    }

    private static @Nullable Test demand(Test test) {
      if (test instanceof Tests.All all) {
        return all.parts().stream().filter(Keys::fileable).findFirst().orElse(null);
      }
      return fileable(test) ? test : null;
    }

    private static boolean fileable(Test test) {
      return switch (test) {
        case Tests.Any any -> any.parts().stream().allMatch(Keys::fileable);
        case CallTests.Http http ->
            !http.paths().isEmpty() && http.paths().stream().noneMatch(PathPattern::all);
        case CallTests.Rpc rpc -> plain(rpc.services());
        case CallTests.Queries queries -> plain(queries.subjects().names());
        case CallTests.Messages messages -> plain(messages.destinations());
        case CallTests.Lookups lookups -> plain(lookups.names());
        default -> false;
      };
    }

    private static boolean plain(NameSet names) {
      return !names.any() && names.globs().isEmpty();
    }

    private void file(Test test, int position) {
      switch (test) {
        case Tests.Any any -> any.parts().forEach(each -> file(each, position));
        case CallTests.Http http -> http.paths().forEach(each -> paths.add(each, position));
        case CallTests.Rpc rpc -> rpc.services().exact().forEach(each -> paths.add(each, position));
        case CallTests.Queries queries ->
            queries
                .subjects()
                .names()
                .exact()
                .forEach(each -> put(subjects, SubjectSet.key(each), position));
        case CallTests.Messages messages -> put(destinations, messages.destinations(), position);
        case CallTests.Lookups lookups -> put(names, lookups.names(), position);
        default -> throw new AssertionError("not fileable");
      }
    }

    private static void put(Map<String, List<Integer>> into, NameSet set, int position) {
      Set<String> exact = set.exact();
      exact.forEach(each -> put(into, each, position));
    }

    private static void put(Map<String, List<Integer>> into, String key, int position) {
      into.computeIfAbsent(key, _ -> new ArrayList<>()).add(position);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rules that want the same, in a fixed order: what looks least far first, then by name, so that who
 * is named as the reason does not depend on chance. Asking makes no objects.
 */
final class RuleList {
  /** No rule holds, and none may. */
  static final int NONE = -1;

  /** No rule holds, but one may. */
  static final int MAYBE = -2;

  static final RuleList EMPTY = new RuleList(List.of());

  /** So many rules are asked one by one faster than through an index. */
  private static final int INDEXED_FROM = 8;

  private final CompiledRule[] rules;
  private final @Nullable RuleIndex index;
  private final int atConnection;

  private RuleList(List<CompiledRule> rules) {
    this.rules = rules.toArray(CompiledRule[]::new);
    this.index = rules.size() < INDEXED_FROM ? null : new RuleIndex(this.rules);
    this.atConnection = each(Known.NOTHING);
  }

  static RuleList of(List<CompiledRule> rules) {
    if (rules.isEmpty()) {
      return EMPTY;
    }
    List<CompiledRule> ordered = new ArrayList<>(rules);
    ordered.sort(Comparator.comparing(each -> each.test().needs()));
    return new RuleList(ordered);
  }

  /** Returns the same without those that hold exactly where an earlier one holds. */
  static RuleList distinct(List<CompiledRule> rules) {
    Set<Test> tests = new HashSet<>();
    List<CompiledRule> ordered = new ArrayList<>(rules);
    ordered.sort(Comparator.comparing(each -> each.test().needs()));
    ordered.removeIf(each -> !tests.add(each.test()));
    return ordered.isEmpty() ? EMPTY : new RuleList(ordered);
  }

  boolean isEmpty() {
    return rules.length == 0;
  }

  List<CompiledRule> rules() {
    return List.of(rules);
  }

  CompiledRule get(int position) {
    return rules[position];
  }

  /** Returns whether the first rule always holds. */
  boolean always() {
    return rules.length > 0 && rules[0].test().equals(Tests.TRUE);
  }

  /** Returns how far the rules look. */
  Needs needs() {
    Needs needs = Needs.NOTHING;
    for (CompiledRule each : rules) {
      needs = needs.max(each.test().needs()).max(Needs.PARTIES);
    }
    return needs;
  }

  /** Returns the position of the first rule that holds, else {@link #NONE} or {@link #MAYBE}. */
  int first(Known known) {
    if (rules.length == 0) {
      return NONE;
    }
    if (known.bare()) {
      return atConnection;
    }
    return index == null || known.stage() == Stage.CONNECTION ? each(known) : index.first(known);
  }

  /** Returns whether any rule may hold of which that is not known. */
  boolean maybe(Known known) {
    for (CompiledRule each : rules) {
      if (each.test().of(known) == Truth.UNKNOWN) {
        return true;
      }
    }
    return false;
  }

  /** Adds all rules that hold, in order. */
  void addAll(Known known, List<CompiledRule> into) {
    for (CompiledRule each : rules) {
      if (each.test().of(known) == Truth.TRUE) {
        into.add(each);
      }
    }
  }

  private int each(Known known) {
    int found = NONE;
    for (int i = 0; i < rules.length; i++) {
      Truth truth = rules[i].test().of(known);
      if (truth == Truth.TRUE) {
        return i;
      }
      found = truth == Truth.UNKNOWN ? MAYBE : found;
    }
    return found;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.CallPattern;
import dev.sallyport.model.Condition;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Which exchanges conditions have in common. {@code covers} is sound: what it says is so. It does
 * not see what alternatives cover together, nor what expressions have in common beyond their words.
 * {@code intersects} errs towards saying yes.
 */
final class ConditionAlgebra {
  private static final Set<AttackFamily> IN_ANSWERS =
      Set.of(AttackFamily.RESPONSE_LEAK, AttackFamily.WEB_SHELL);

  private ConditionAlgebra() {}

  /**
   * A condition with what it is for: one that protects holds when any reading of a call is meant,
   * one that permits when all are.
   */
  record Meant(Condition condition, boolean protects) {
    Meant with(Condition part) {
      return new Meant(part, protects);
    }

    Meant opposite(Condition part) {
      return new Meant(part, !protects);
    }
  }

  /** Returns whether the first holds wherever the second does. */
  static boolean covers(Meant wide, Meant narrow) {
    if (narrow.condition() instanceof Condition.AnyOf any) {
      return any.parts().stream().allMatch(each -> covers(wide, narrow.with(each)));
    }
    if (wide.condition() instanceof Condition.AllOf all) {
      return all.parts().stream().allMatch(each -> covers(wide.with(each), narrow));
    }
    if (wide.condition() instanceof Condition.AnyOf any
        && any.parts().stream().anyMatch(each -> covers(wide.with(each), narrow))) {
      return true;
    }
    if (narrow.condition() instanceof Condition.AllOf all) {
      return all.parts().stream().anyMatch(each -> covers(wide, narrow.with(each)));
    }
    return coversLeaf(wide, narrow);
  }

  private static boolean coversLeaf(Meant wide, Meant narrow) {
    return switch (wide.condition()) {
      case Condition.From from ->
          narrow.condition() instanceof Condition.From other
              && PeerAlgebra.covers(from.peers(), other.peers());
      case Condition.To to ->
          narrow.condition() instanceof Condition.To other
              && PeerAlgebra.covers(to.peers(), other.peers());
      case Condition.Calls calls ->
          narrow.condition() instanceof Condition.Calls other
              && coversCalls(
                  calls.patterns(), other.patterns(), !wide.protects() && narrow.protects());
      case Condition.Carries carries ->
          narrow.condition() instanceof Condition.Carries other
              && carries.classes().containsAll(other.classes())
              && NameAlgebra.coversValues(carries.directions(), other.directions());
      case Condition.Shows shows ->
          narrow.condition() instanceof Condition.Shows other && coversAttacks(shows, other);
      case Condition.Not not ->
          narrow.condition() instanceof Condition.Not other
              && covers(narrow.opposite(other.part()), wide.opposite(not.part()));
      case Condition.When when ->
          narrow.condition().equals(when)
              && (wide.protects() == narrow.protects() || wide.protects());
      case Condition.AllOf _, Condition.AnyOf _ -> false;
    };
  }

  private static boolean coversCalls(
      List<CallPattern> wide, List<CallPattern> narrow, boolean readings) {
    return narrow.stream()
        .allMatch(each -> wide.stream().anyMatch(o -> CallAlgebra.covers(o, each, readings)));
  }

  private static boolean coversAttacks(Condition.Shows wide, Condition.Shows narrow) {
    boolean families =
        wide.families().isEmpty()
            ? Collections.disjoint(narrow.families(), IN_ANSWERS)
            : !narrow.families().isEmpty() && wide.families().containsAll(narrow.families());
    return families && wide.minScore() <= narrow.minScore();
  }

  /** Returns whether both could hold of one exchange. */
  static boolean intersects(Meant one, Meant other) {
    if (one.condition() instanceof Condition.AnyOf any) {
      return any.parts().stream().anyMatch(each -> intersects(one.with(each), other));
    }
    if (other.condition() instanceof Condition.AnyOf any) {
      return any.parts().stream().anyMatch(each -> intersects(one, other.with(each)));
    }
    if (one.condition() instanceof Condition.AllOf all) {
      return all.parts().stream().allMatch(each -> intersects(one.with(each), other));
    }
    if (other.condition() instanceof Condition.AllOf all) {
      return all.parts().stream().allMatch(each -> intersects(one, other.with(each)));
    }
    return intersectsLeaf(one, other);
  }

  private static boolean intersectsLeaf(Meant one, Meant other) {
    if (one.condition() instanceof Condition.Not not) {
      return !covers(one.opposite(not.part()), other);
    }
    if (other.condition() instanceof Condition.Not not) {
      return !covers(other.opposite(not.part()), one);
    }
    return switch (one.condition()) {
      case Condition.From from ->
          !(other.condition() instanceof Condition.From second)
              || PeerAlgebra.intersects(from.peers(), second.peers());
      case Condition.To to ->
          !(other.condition() instanceof Condition.To second)
              || PeerAlgebra.intersects(to.peers(), second.peers());
      case Condition.Calls calls ->
          !(other.condition() instanceof Condition.Calls second)
              || intersectsCalls(calls.patterns(), second.patterns(), one, other);
      default -> true;
    };
  }

  /** Two conditions that protect may each mean another reading of one call. */
  private static boolean intersectsCalls(
      List<CallPattern> one, List<CallPattern> other, Meant first, Meant second) {
    boolean readings = first.protects() && second.protects();
    return one.stream()
        .anyMatch(
            a ->
                other.stream()
                    .anyMatch(
                        b ->
                            CallAlgebra.intersects(a, b)
                                || (readings && a.getClass() == b.getClass())));
  }

  /** Returns whether the parts of a condition exclude each other, so that it never holds. */
  static boolean never(Meant condition) {
    return switch (condition.condition()) {
      case Condition.AnyOf any ->
          any.parts().stream().allMatch(each -> never(condition.with(each)));
      case Condition.AllOf all ->
          all.parts().stream()
              .anyMatch(
                  a ->
                      never(condition.with(a))
                          || all.parts().stream()
                              .anyMatch(b -> !intersects(condition.with(a), condition.with(b))));
      case Condition.Not not -> covers(condition.opposite(not.part()), ALWAYS);
      case Condition.From from -> from.peers().isEmpty();
      case Condition.To to -> to.peers().isEmpty();
      case Condition.Calls calls -> calls.patterns().isEmpty();
      case Condition.Carries carries -> carries.classes().isEmpty();
      case Condition.Shows _, Condition.When _ -> false;
    };
  }

  private static final Meant ALWAYS = new Meant(Condition.ALWAYS, true);
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Finding;
import java.util.List;
import java.util.Set;

/** Tests of what was seen in an exchange. What was seen once stays seen. */
final class ContentTests {
  private ContentTests() {}

  /** Data of a class was seen; both directions when none is named. */
  record Carries(Set<DataClass> classes, Set<Direction> directions) implements Test {
    @Override
    public Truth of(Known known) {
      List<Seen> seen = known.seen();
      for (int i = 0; i < seen.size(); i++) {
        Seen each = seen.get(i);
        if (classes.contains(each.dataClass())
            && (directions.isEmpty() || directions.contains(each.direction()))) {
          return Truth.TRUE;
        }
      }
      return needs().knownAt(known.stage()) ? Truth.FALSE : Truth.UNKNOWN;
    }

    @Override
    public Needs needs() {
      return directions.equals(Set.of(Direction.FROM_CLIENT))
          ? Needs.REQUEST_CONTENT
          : Needs.RESPONSE_CONTENT;
    }
  }

  /**
   * It looks like an attack. Without families any sign of one in the request counts; families that
   * answers give away count there only when they are named, since that keeps answers waiting.
   */
  record Shows(Set<AttackFamily> families, double minScore) implements Test {
    private static final Set<AttackFamily> IN_ANSWERS =
        Set.of(AttackFamily.RESPONSE_LEAK, AttackFamily.WEB_SHELL);

    @Override
    public Truth of(Known known) {
      List<Shown> findings = known.findings();
      for (int i = 0; i < findings.size(); i++) {
        Shown each = findings.get(i);
        if (each.finding() instanceof Finding.AttackAttempt attack
            && attack.score() >= minScore
            && counts(each.direction(), attack.family())) {
          return Truth.TRUE;
        }
      }
      return needs().knownAt(known.stage()) ? Truth.FALSE : Truth.UNKNOWN;
    }

    private boolean counts(Direction direction, AttackFamily family) {
      return (families.isEmpty() || families.contains(family))
          && (direction == Direction.FROM_CLIENT
              || (families.contains(family) && IN_ANSWERS.contains(family)));
    }

    @Override
    public Needs needs() {
      return families.stream().anyMatch(IN_ANSWERS::contains)
          ? Needs.RESPONSE_CONTENT
          : Needs.REQUEST_CONTENT;
    }
  }
}

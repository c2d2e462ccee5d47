// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;

/** When a rule applies: a tree whose levels have names. */
public sealed interface Condition {
  /** Holds of everything. */
  Condition ALWAYS = new AllOf(List.of());

  /**
   * All parts hold.
   *
   * @param parts none: it holds always
   */
  record AllOf(List<Condition> parts) implements Condition {
    public AllOf {
      parts = List.copyOf(parts);
    }
  }

  /**
   * At least one part holds.
   *
   * @param parts none: it never holds
   */
  record AnyOf(List<Condition> parts) implements Condition {
    public AnyOf {
      parts = List.copyOf(parts);
    }
  }

  /**
   * The part does not hold.
   *
   * @param part the part
   */
  record Not(Condition part) implements Condition {
    public Not {
      requireNonNull(part, "part");
    }
  }

  /**
   * One of them calls.
   *
   * @param peers who
   */
  record From(List<Peer> peers) implements Condition {
    public From {
      peers = List.copyOf(peers);
    }
  }

  /**
   * One of them is called.
   *
   * @param peers whom
   */
  record To(List<Peer> peers) implements Condition {
    public To {
      peers = List.copyOf(peers);
    }
  }

  /**
   * One of these calls is made.
   *
   * @param patterns calls
   */
  record Calls(List<CallPattern> patterns) implements Condition {
    public Calls {
      patterns = List.copyOf(patterns);
    }
  }

  /**
   * Data of one of these classes was seen in it.
   *
   * @param classes classes
   * @param directions in what was sent, in what was answered; both when empty
   */
  record Carries(Set<DataClass> classes, Set<Direction> directions) implements Condition {
    public Carries {
      classes = Set.copyOf(classes);
      directions = Set.copyOf(directions);
    }
  }

  /**
   * It looks like an attack.
   *
   * @param families ways of attacking; all that show in requests when empty. Those that answers
   *     give away ({@link AttackFamily#RESPONSE_LEAK}, {@link AttackFamily#WEB_SHELL}) are looked
   *     for in answers only when they are named, since answers wait for it
   * @param minScore least score of a finding that counts, 0 to 1
   */
  record Shows(Set<AttackFamily> families, double minScore) implements Condition {
    public Shows {
      families = Set.copyOf(families);
      if (!(minScore >= 0 && minScore <= 1)) {
        throw new IllegalArgumentException("minScore: " + minScore + " (expected: 0 to 1)");
      }
    }
  }

  /**
   * An expression in the Common Expression Language holds.
   *
   * @param expression its text
   */
  record When(String expression) implements Condition {
    public When {
      requireNonNull(expression, "expression");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.RpcOperation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tests that expressions are lowered to. */
final class WhenTests {
  private WhenTests() {}

  /** What is asked of two values. */
  enum Relation {
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    STARTS_WITH,
    ENDS_WITH,
    CONTAINS,
    /** The left one is among the right ones. */
    IN;

    boolean holds(Object left, Object right) {
      return switch (this) {
        case EQUAL -> left.equals(right);
        case LESS -> order(left, right) < 0;
        case LESS_OR_EQUAL -> order(left, right) <= 0;
        case STARTS_WITH -> ((String) left).startsWith((String) right);
        case ENDS_WITH -> ((String) left).endsWith((String) right);
        case CONTAINS -> ((String) left).contains((String) right);
        case IN ->
            right instanceof Map<?, ?> map
                ? map.containsKey(left)
                : ((List<?>) right).contains(left);
      };
    }

    private static int order(Object left, Object right) {
      return switch (left) {
        case Long one when right instanceof Long other -> Long.compare(one, other);
        case Number one when right instanceof Number other ->
            Double.compare(one.doubleValue(), other.doubleValue());
        case Instant one when right instanceof Instant other -> one.compareTo(other);
        case String one when right instanceof String other -> compare(one, other);
        default -> throw new AssertionError("types were checked");
      };
    }

    /** By code points, as the language orders texts. */
    private static int compare(String one, String other) {
      int length = Math.min(one.length(), other.length());
      for (int i = 0; i < length; i++) {
        char a = one.charAt(i);
        char b = other.charAt(i);
        if (a != b) {
          boolean surrogates = Character.isSurrogate(a) && !Character.isSurrogate(b);
          boolean others = Character.isSurrogate(b) && !Character.isSurrogate(a);
          return surrogates ? 1 : others ? -1 : Character.compare(a, b);
        }
      }
      return Integer.compare(one.length(), other.length());
    }
  }

  /**
   * Two values stand in a relation. A path with several readings is asked once for each.
   *
   * @param protects whether it holds when it does for any reading, rather than for all
   */
  record Holds(Relation relation, Term left, Term right, boolean protects) implements Test {
    @Override
    public Truth of(Known known) {
      if (!left.readsPath() && !right.readsPath()) {
        return of(known, "");
      }
      if (known.stage() == Stage.CONNECTION) {
        return Truth.UNKNOWN;
      }
      RequestPath path = known.path();
      if (path.isNone()) {
        return withoutPath(known);
      }
      List<String> readings = path.readings();
      if (readings.isEmpty()) {
        return Truth.of(protects);
      }
      Truth truth = of(known, readings.getFirst());
      for (int i = 1; i < readings.size(); i++) {
        Truth next = of(known, readings.get(i));
        truth = protects ? truth.or(next) : truth.and(next);
      }
      return truth;
    }

    private Truth withoutPath(Known known) {
      return switch (known.operation()) {
        case RpcOperation rpc -> of(known, "/" + rpc.key());
        case HttpOperation http when http.pathTemplate().startsWith("/") ->
            http.pathTemplate().indexOf('{') < 0
                ? of(known, PathReadings.withoutLastSlash(http.pathTemplate()))
                : Truth.UNKNOWN;
        default -> of(known, "");
      };
    }

    private Truth of(Known known, String path) {
      Object one = left.value(known, path);
      Object other = right.value(known, path);
      if (one != null && other != null) {
        return Truth.of(relation.holds(one, other));
      }
      return early(known, path, one, other) ? Truth.TRUE : Truth.UNKNOWN;
    }

    /** What was seen stays seen, and the highest score only rises. */
    private boolean early(Known known, String path, @Nullable Object one, @Nullable Object other) {
      if (relation == Relation.IN && one != null) {
        return switch (right) {
          case Terms.Classes classes -> classes.soFar(known).contains(one);
          case Terms.Families families -> families.soFar(known).contains(one);
          default -> false;
        };
      }
      return (relation == Relation.LESS || relation == Relation.LESS_OR_EQUAL)
          && one != null
          && right instanceof Terms.Score score
          && relation.holds(one, score.soFar(known));
    }

    @Override
    public Test bind(Ends ends) {
      Term one = left.bind(ends);
      Term other = right.bind(ends);
      return one instanceof Term.Constant a && other instanceof Term.Constant b
          ? Tests.constant(relation.holds(a.value(), b.value()))
          : new Holds(relation, one, other, protects);
    }

    @Override
    public Needs needs() {
      return left.needs().max(right.needs());
    }

    @Override
    public void addPorts(Set<Integer> into) {
      left.addPorts(into);
      right.addPorts(into);
    }
  }
}

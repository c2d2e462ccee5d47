// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Protocol;
import dev.sallyport.policy.WhenTests.Relation;
import dev.sallyport.policy.cel.CelException;
import dev.sallyport.policy.cel.Expression;
import dev.sallyport.policy.cel.Expression.Operator;
import dev.sallyport.policy.cel.Parser;
import java.util.Arrays;
import java.util.List;

/**
 * Checks the types of an expression and turns it into tests. What has no counterpart there is
 * refused, so that every expression that is accepted is decided by the same logic of three values
 * as all other conditions.
 */
final class WhenLowering {
  private static final String HAS = "has";

  private WhenLowering() {}

  /**
   * Lowers an expression.
   *
   * @param protects whether it holds when any reading of a path makes it hold, rather than all
   */
  static Test lower(String expression, boolean protects) throws CelException {
    if (expression.length() > PolicyLimits.DEFAULT.expressionChars()) {
      throw new CelException(
          PolicyLimits.DEFAULT.expressionChars(),
          "it is longer than " + PolicyLimits.DEFAULT.expressionChars() + " characters");
    }
    return test(Parser.parse(expression), protects);
  }

  private static Test test(Expression expression, boolean protects) throws CelException {
    return switch (expression) {
      case Expression.Bool bool -> Tests.constant(bool.value());
      case Expression.Not not -> Tests.not(test(not.part(), !protects));
      case Expression.Choice choice -> choice(choice, protects);
      case Expression.Pair pair -> pair(pair, protects);
      case Expression.Method method -> method(method, protects);
      case Expression.Call call when call.function().equals(HAS) -> has(call, protects);
      case Expression.Text _,
          Expression.Whole _,
          Expression.Decimal _,
          Expression.Items _,
          Expression.Minus _,
          Expression.Name _,
          Expression.Member _,
          Expression.Element _,
          Expression.Call _ ->
          throw new CelException(
              expression.at(),
              "expected true or false, but this is "
                  + TermLowering.term(expression).type().shown()
                  + "; compare it with something");
    };
  }

  private static Test choice(Expression.Choice choice, boolean protects) throws CelException {
    Test yes = Tests.all(List.of(test(choice.test(), protects), test(choice.yes(), protects)));
    Test not = Tests.not(test(choice.test(), !protects));
    return Tests.any(List.of(yes, Tests.all(List.of(not, test(choice.no(), protects)))));
  }

  private static Test pair(Expression.Pair pair, boolean protects) throws CelException {
    return switch (pair.operator()) {
      case OR -> Tests.any(List.of(test(pair.left(), protects), test(pair.right(), protects)));
      case AND -> Tests.all(List.of(test(pair.left(), protects), test(pair.right(), protects)));
      case EQUAL -> equal(pair, protects);
      case UNEQUAL -> Tests.not(equal(pair, !protects));
      case LESS -> ordered(Relation.LESS, pair, pair.left(), pair.right(), protects);
      case LESS_OR_EQUAL ->
          ordered(Relation.LESS_OR_EQUAL, pair, pair.left(), pair.right(), protects);
      case GREATER -> ordered(Relation.LESS, pair, pair.right(), pair.left(), protects);
      case GREATER_OR_EQUAL ->
          ordered(Relation.LESS_OR_EQUAL, pair, pair.right(), pair.left(), protects);
      case IN -> in(pair, protects);
      case PLUS, MINUS, TIMES, DIVIDE, MODULO -> throw calculates(pair);
    };
  }

  private static Test equal(Expression.Pair pair, boolean protects) throws CelException {
    if (isTest(pair.left()) && isTest(pair.right())) {
      Test both = Tests.all(List.of(test(pair.left(), protects), test(pair.right(), protects)));
      Test neither =
          Tests.all(
              List.of(
                  Tests.not(test(pair.left(), !protects)),
                  Tests.not(test(pair.right(), !protects))));
      return Tests.any(List.of(both, neither));
    }
    Term left = TermLowering.term(pair.left());
    Term right = TermLowering.term(pair.right());
    if (left.type() != right.type() || left.type() == Term.Type.LABELS) {
      throw mismatch(pair, left, right);
    }
    if (left.type() == Term.Type.TEXTS || left.type() == Term.Type.WHOLES) {
      throw new CelException(
          pair.at(), "lists have no fixed order here; ask for one value with 'in', or for size()");
    }
    checkWords(pair.left(), left, right, pair.right());
    checkWords(pair.right(), right, left, pair.left());
    return new WhenTests.Holds(Relation.EQUAL, left, right, protects);
  }

  private static boolean isTest(Expression expression) {
    return switch (expression) {
      case Expression.Bool _, Expression.Not _, Expression.Choice _ -> true;
      case Expression.Pair pair -> pair.operator().compareTo(Operator.IN) <= 0;
      case Expression.Method method -> TextMethod.of(method.function()).isPresent();
      case Expression.Call call -> call.function().equals(HAS);
      default -> false;
    };
  }

  private static Test ordered(
      Relation relation,
      Expression.Pair pair,
      Expression smaller,
      Expression greater,
      boolean protects)
      throws CelException {
    Term left = TermLowering.term(smaller);
    Term right = TermLowering.term(greater);
    boolean numbers = left.type().number() && right.type().number();
    boolean same =
        left.type() == right.type()
            && (left.type() == Term.Type.TEXT || left.type() == Term.Type.MOMENT);
    if (!numbers && !same) {
      throw mismatch(pair, left, right);
    }
    return new WhenTests.Holds(relation, left, right, protects);
  }

  private static Test in(Expression.Pair pair, boolean protects) throws CelException {
    Term item = TermLowering.term(pair.left());
    Term among = TermLowering.term(pair.right());
    boolean texts =
        item.type() == Term.Type.TEXT
            && (among.type() == Term.Type.TEXTS || among.type() == Term.Type.LABELS);
    boolean wholes = item.type() == Term.Type.WHOLE && among.type() == Term.Type.WHOLES;
    boolean nothing = among instanceof Term.Constant constant && constant.value().equals(List.of());
    if (!texts && !wholes && !nothing) {
      throw new CelException(
          pair.at(),
          "expected a value and a list of such values, got "
              + item.type().shown()
              + " and "
              + among.type().shown());
    }
    checkWords(pair.left(), item, among, pair.right());
    return new WhenTests.Holds(Relation.IN, item, among, protects);
  }

  private static Test method(Expression.Method method, boolean protects) throws CelException {
    Relation relation = TextMethod.of(method.function()).orElse(Relation.EQUAL);
    if (relation == Relation.EQUAL) {
      // Says which function is not known, or that it makes no test.
      Term term = TermLowering.term(method);
      throw new CelException(
          method.at(), "expected true or false, but this is " + term.type().shown());
    }
    if (method.arguments().size() != 1) {
      throw new CelException(method.at(), method.function() + "() takes one text");
    }
    Term left = TermLowering.term(method.of());
    Term right = TermLowering.term(method.arguments().getFirst());
    if (left.type() != Term.Type.TEXT || right.type() != Term.Type.TEXT) {
      throw new CelException(
          method.at(),
          method.function()
              + "() is asked of a text with a text, not of "
              + left.type().shown()
              + " with "
              + right.type().shown());
    }
    return new WhenTests.Holds(relation, left, right, protects);
  }

  /** {@code has(source.labels.x)}: whether a label is there. */
  private static Test has(Expression.Call call, boolean protects) throws CelException {
    if (call.arguments().size() == 1
        && call.arguments().getFirst() instanceof Expression.Member member) {
      Term of = TermLowering.labels(member.of()).orElse(null);
      if (of != null) {
        Term key = new Term.Constant(Term.Type.TEXT, member.name());
        return new WhenTests.Holds(Relation.IN, key, of, protects);
      }
    }
    throw new CelException(
        call.at(),
        "has() asks for a label, as in has(source.labels.app); all else is always there");
  }

  static CelException calculates(Expression.Pair pair) {
    return new CelException(
        pair.at(),
        "'" + pair.operator().text() + "' is not supported: expressions do not calculate");
  }

  private static CelException mismatch(Expression.Pair pair, Term left, Term right) {
    return new CelException(
        pair.at(),
        "'"
            + pair.operator().text()
            + "' cannot compare "
            + left.type().shown()
            + " with "
            + right.type().shown());
  }

  /** Words that can never occur are misspelt. */
  private static void checkWords(Expression at, Term asked, Term against, Expression shown)
      throws CelException {
    List<String> words;
    List<Object> given;
    if (against instanceof Terms.Classes || against instanceof Terms.Families) {
      words =
          against instanceof Terms.Classes
              ? Arrays.stream(DataClass.values()).map(Enum::name).toList()
              : Arrays.stream(AttackFamily.values()).map(Enum::name).toList();
      given = asked instanceof Term.Constant constant ? List.of(constant.value()) : List.of();
    } else if (asked == Terms.Head.PROTOCOL && against instanceof Term.Constant constant) {
      words = Arrays.stream(Protocol.values()).map(Protocol::id).toList();
      given =
          constant.value() instanceof List<?> list ? List.copyOf(list) : List.of(constant.value());
    } else {
      return;
    }
    for (Object each : given) {
      if (!words.contains(each)) {
        throw new CelException(
            asked == Terms.Head.PROTOCOL ? shown.at() : at.at(),
            "'"
                + each
                + "' never occurs; did you mean '"
                + Vocabulary.nearest(each.toString(), words)
                + "'?");
      }
    }
  }
}

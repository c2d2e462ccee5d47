// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.policy.cel.CelException;
import dev.sallyport.policy.cel.Expression;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the parts of an expression that are values into terms. */
final class TermLowering {
  private static final Map<String, ClockTerms.Clock> CLOCK_METHODS =
      Map.of(
          "getHours", ClockTerms.Clock.HOUR,
          "getMinutes", ClockTerms.Clock.MINUTE,
          "getSeconds", ClockTerms.Clock.SECOND,
          "getDayOfWeek", ClockTerms.Clock.DAY_OF_WEEK,
          "getDate", ClockTerms.Clock.DATE,
          "getDayOfMonth", ClockTerms.Clock.DAY_OF_MONTH,
          "getDayOfYear", ClockTerms.Clock.DAY_OF_YEAR,
          "getMonth", ClockTerms.Clock.MONTH,
          "getFullYear", ClockTerms.Clock.YEAR);

  private TermLowering() {}

  static Term term(Expression expression) throws CelException {
    return switch (expression) {
      case Expression.Text text -> new Term.Constant(Term.Type.TEXT, text.value());
      case Expression.Whole whole -> new Term.Constant(Term.Type.WHOLE, whole.value());
      case Expression.Decimal decimal -> new Term.Constant(Term.Type.DECIMAL, decimal.value());
      case Expression.Minus minus -> minus(minus);
      case Expression.Items items -> items(items);
      case Expression.Name _ -> named(expression);
      case Expression.Member member -> member(member);
      case Expression.Element element -> element(element);
      case Expression.Call call -> call(call);
      case Expression.Method method -> method(method);
      case Expression.Pair pair when pair.operator().compareTo(Expression.Operator.PLUS) >= 0 ->
          throw WhenLowering.calculates(pair);
      case Expression.Bool _, Expression.Not _, Expression.Choice _, Expression.Pair _ ->
          throw new CelException(expression.at(), "expected a value, but this is true or false");
    };
  }

  private static Term minus(Expression.Minus minus) throws CelException {
    return switch (minus.part()) {
      case Expression.Whole whole -> new Term.Constant(Term.Type.WHOLE, -whole.value());
      case Expression.Decimal decimal -> new Term.Constant(Term.Type.DECIMAL, -decimal.value());
      default -> throw new CelException(minus.at(), "'-' may only stand before a number");
    };
  }

  private static Term items(Expression.Items items) throws CelException {
    List<Object> values = new ArrayList<>();
    Term.Type type = Term.Type.TEXT;
    for (Expression each : items.items()) {
      if (!(term(each) instanceof Term.Constant constant)) {
        throw new CelException(each.at(), "lists may only hold constants");
      }
      boolean fits = constant.type() == Term.Type.TEXT || constant.type() == Term.Type.WHOLE;
      if (!fits || (!values.isEmpty() && constant.type() != type)) {
        throw new CelException(each.at(), "lists may hold texts or whole numbers, and not both");
      }
      type = constant.type();
      values.add(constant.value());
    }
    return new Term.Constant(
        type == Term.Type.TEXT ? Term.Type.TEXTS : Term.Type.WHOLES, List.copyOf(values));
  }

  private static Term named(Expression expression) throws CelException {
    String name = dotted(expression).orElse("");
    Optional<Term> known = Vocabulary.term(name);
    if (known.isPresent()) {
      return known.get();
    }
    throw new CelException(start(expression), Vocabulary.unknown(name));
  }

  private static Term member(Expression.Member member) throws CelException {
    Optional<Term> known = dotted(member).flatMap(Vocabulary::term);
    if (known.isPresent()) {
      return known.get();
    }
    Optional<Term> labels = labels(member.of());
    if (labels.isPresent()) {
      return new EndTerms.Label(labels.get(), member.name());
    }
    if (dotted(member).isPresent()) {
      return named(member);
    }
    throw new CelException(member.at(), "there is no ." + member.name() + " of this");
  }

  /** Returns the labels that are named; empty when something else is. */
  static Optional<Term> labels(Expression expression) {
    return dotted(expression)
        .flatMap(Vocabulary::term)
        .filter(each -> each.type() == Term.Type.LABELS);
  }

  private static Term element(Expression.Element element) throws CelException {
    Term of = term(element.of());
    if (of.type() != Term.Type.LABELS) {
      throw new CelException(
          element.at(),
          "[…] may only be asked of labels, as in source.labels[\"app\"]; use 'in' for lists");
    }
    if (!(element.key() instanceof Expression.Text text)) {
      throw new CelException(element.key().at(), "the name of a label must be a text in quotes");
    }
    return new EndTerms.Label(of, text.value());
  }

  private static Term call(Expression.Call call) throws CelException {
    List<Expression> arguments = call.arguments();
    return switch (call.function()) {
      case "size" -> {
        one(call.at(), "size", arguments);
        yield size(call.at(), term(arguments.getFirst()));
      }
      case "timestamp" -> {
        one(call.at(), "timestamp", arguments);
        yield moment(arguments.getFirst());
      }
      default ->
          throw new CelException(
              call.at(),
              "there is no function "
                  + call.function()
                  + "(); there are size(), timestamp() and has()");
    };
  }

  private static void one(int at, String function, List<Expression> arguments) throws CelException {
    if (arguments.size() != 1) {
      throw new CelException(at, function + "() takes one value");
    }
  }

  private static Term size(int at, Term of) throws CelException {
    if (of.type().number() || of.type() == Term.Type.MOMENT) {
      throw new CelException(at, "size() is asked of texts, lists and labels");
    }
    return new Terms.Size(of);
  }

  private static Term moment(Expression argument) throws CelException {
    if (argument instanceof Expression.Text text) {
      try {
        return new Term.Constant(
            Term.Type.MOMENT,
            DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text.value(), Instant::from));
      } catch (DateTimeException e) {
        throw new CelException(
            text.at(), "'" + text.value() + "' is no moment; write it as 2026-12-24T18:00:00Z");
      }
    }
    throw new CelException(argument.at(), "timestamp() takes a text in quotes");
  }

  private static Term method(Expression.Method method) throws CelException {
    if (method.function().equals("size") && method.arguments().isEmpty()) {
      return size(method.at(), term(method.of()));
    }
    ClockTerms.Clock clock = CLOCK_METHODS.get(method.function());
    if (clock == null) {
      throw new CelException(method.at(), unsupported(method.function()));
    }
    if (!(term(method.of()) instanceof ClockTerms.Now)) {
      throw new CelException(method.at(), method.function() + "() may only be asked of 'now'");
    }
    return new ClockTerms.ClockPart(clock, zone(method));
  }

  private static ZoneId zone(Expression.Method method) throws CelException {
    if (method.arguments().isEmpty()) {
      return ClockTerms.ClockPart.UTC;
    }
    if (method.arguments().size() == 1
        && method.arguments().getFirst() instanceof Expression.Text text) {
      try {
        return ZoneId.of(text.value());
      } catch (DateTimeException e) {
        throw new CelException(
            text.at(),
            "'" + text.value() + "' is no time zone; write for example Europe/Berlin or +01:00");
      }
    }
    throw new CelException(
        method.at(), method.function() + "() takes the name of a time zone in quotes, or nothing");
  }

  private static String unsupported(String function) {
    return switch (function) {
      case "matches" ->
          "matches() is not supported, since patterns can be made to take long; use startsWith(), "
              + "endsWith(), contains(), or a path template in calls";
      case "exists", "all", "exists_one", "map", "filter" ->
          function + "() is not supported; ask for one value with 'in'";
      default ->
          "there is no function "
              + function
              + "(); there are startsWith(), endsWith(), contains(), size() and those of 'now' such "
              + "as getHours()";
    };
  }

  /** Returns names with dots between them as one; empty when it is something else. */
  private static Optional<String> dotted(Expression expression) {
    return switch (expression) {
      case Expression.Name name -> Optional.of(name.name());
      case Expression.Member member -> dotted(member.of()).map(of -> of + "." + member.name());
      default -> Optional.empty();
    };
  }

  private static int start(Expression expression) {
    return expression instanceof Expression.Member member ? start(member.of()) : expression.at();
  }
}

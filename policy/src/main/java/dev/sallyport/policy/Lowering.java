// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.Condition;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Redaction;
import dev.sallyport.model.Response;
import dev.sallyport.model.Rule;
import dev.sallyport.policy.cel.CelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns rules into tests, or says what is wrong with them. */
final class Lowering {
  private final String field;
  private final List<Complaint> complaints = new ArrayList<>();

  /** What is wrong with a part of a rule. */
  record Complaint(String field, String message) {}

  private Lowering(String field) {
    this.field = field;
  }

  /** Returns the test of a rule; adds what is wrong with it. */
  static Test of(Rule rule, List<Complaint> complaints) {
    Lowering lowering = new Lowering("rules[" + rule.name() + "]");
    boolean protects = !(rule.response() instanceof Response.Allow);
    Condition condition =
        rule.response() instanceof Response.Redact redact
            ? withoutWaiting(rule.condition(), redact.redaction())
            : rule.condition();
    Test test = lowering.lower(condition, protects);
    complaints.addAll(lowering.complaints);
    return test;
  }

  /** Returns the test of a part of the condition of a rule that nothing is wrong with. */
  static Test part(Rule rule, Condition part) {
    return new Lowering("").lower(part, !(rule.response() instanceof Response.Allow));
  }

  /**
   * What is replaced wherever it stands need not have been seen before: a redaction of a class
   * where that class is carried says the same as one that always applies, and holds nothing back.
   */
  private static Condition withoutWaiting(Condition condition, Redaction redaction) {
    if (condition instanceof Condition.AllOf all) {
      return new Condition.AllOf(
          all.parts().stream().map(each -> withoutWaiting(each, redaction)).toList());
    }
    boolean implied =
        condition instanceof Condition.Carries carries
            && carries.classes().containsAll(redaction.classes())
            && (carries.directions().isEmpty()
                || (!redaction.directions().isEmpty()
                    && carries.directions().containsAll(redaction.directions())));
    return implied ? Condition.ALWAYS : condition;
  }

  private Test lower(Condition condition, boolean protects) {
    return switch (condition) {
      case Condition.AllOf all ->
          Tests.all(all.parts().stream().map(each -> lower(each, protects)).toList());
      case Condition.AnyOf any ->
          Tests.any(any.parts().stream().map(each -> lower(each, protects)).toList());
      case Condition.Not not -> Tests.not(lower(not.part(), !protects));
      case Condition.From from -> new Tests.Source(from.peers());
      case Condition.To to -> new Tests.Target(to.peers());
      case Condition.Calls calls -> {
        calls.patterns().forEach(this::check);
        yield Tests.any(
            calls.patterns().stream().map(each -> CallTests.of(each, protects)).toList());
      }
      case Condition.Carries carries ->
          new ContentTests.Carries(carries.classes(), carries.directions());
      case Condition.Shows shows -> new ContentTests.Shows(shows.families(), shows.minScore());
      case Condition.When when -> when(when.expression(), protects);
    };
  }

  private Test when(String expression, boolean protects) {
    try {
      return WhenLowering.lower(expression, protects);
    } catch (CelException e) {
      complaints.add(
          new Complaint(field + ".when", "column " + (e.position() + 1) + ": " + e.problem()));
      return Tests.FALSE;
    }
  }

  private void check(CallPattern pattern) {
    switch (pattern) {
      case CallPattern.Http http -> {
        for (String each : http.paths()) {
          complain(".calls.http.paths", PathPattern.problem(each));
        }
        for (String each : http.methods()) {
          complain(".calls.http.methods", methodProblem(each));
        }
      }
      case CallPattern.Ports ports -> {
        for (int each : ports.ports()) {
          complain(
              ".calls.ports",
              each >= 1 && each <= 65535 ? "" : each + " is no port (expected: 1 to 65535)");
        }
      }
      default -> {}
    }
  }

  private void complain(String part, String problem) {
    if (!problem.isEmpty()) {
      complaints.add(new Complaint(field + part, problem));
    }
  }

  private static String methodProblem(String method) {
    if (HttpOperation.METHODS.contains(method) || method.equals(HttpOperation.OTHER_METHOD)) {
      return "";
    }
    String upper = method.toUpperCase(Locale.ROOT);
    return HttpOperation.METHODS.contains(upper)
        ? "'" + method + "' is no method; write it in upper case, as in " + upper
        : "'"
            + method
            + "' is not told from other unknown methods; did you mean "
            + Vocabulary.nearest(upper, HttpOperation.METHODS.stream().sorted().toList())
            + "? OTHER stands for all unknown ones";
  }
}

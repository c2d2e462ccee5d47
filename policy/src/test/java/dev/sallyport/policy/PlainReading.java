// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.Condition;
import dev.sallyport.model.Decision;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Finding;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.NamePattern;
import dev.sallyport.model.Party;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Redaction;
import dev.sallyport.model.Response;
import dev.sallyport.model.RpcOperation;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Side;
import dev.sallyport.model.Verdict;
import dev.sallyport.model.Workload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The precedence rule read word by word over all rules, for exchanges of which all is known. Shares
 * nothing with what it is held against but the readings of a path.
 */
final class PlainReading {
  private final List<Policy> policies;

  PlainReading(List<Policy> policies) {
    this.policies = policies;
  }

  /** What comes out, as far as it has one meaning. */
  record Outcome(
      boolean denied, Set<Redaction> redactions, Set<Reason> limits, Set<Reason> alerts) {
    static Outcome of(Verdict verdict, List<Decision.Alerted> alerts) {
      Set<Reason> alerted = new HashSet<>();
      alerts.forEach(each -> alerted.add(each.reason()));
      return switch (verdict) {
        case Verdict.Deny _ -> new Outcome(true, Set.of(), Set.of(), alerted);
        case Verdict.Allow _ -> new Outcome(false, Set.of(), Set.of(), alerted);
        case Verdict.Redact redact ->
            new Outcome(false, new HashSet<>(redact.redactions()), Set.of(), alerted);
        case Verdict.Throttle throttle -> {
          Set<Reason> limits = new HashSet<>();
          throttle.limits().forEach(each -> limits.add(each.reason()));
          yield new Outcome(false, new HashSet<>(throttle.redactions()), limits, alerted);
        }
      };
    }

    /** Without who is told, which settles nothing. */
    Outcome silent() {
      return new Outcome(denied, redactions, limits, Set.of());
    }
  }

  Outcome of(Party source, Party target, int port, Known known, Predicate<Policy> asked) {
    Set<Redaction> redactions = new HashSet<>();
    Set<Reason> limits = new HashSet<>();
    Set<Reason> alerts = new HashSet<>();
    boolean denied = false;
    for (Side side : Side.values()) {
      Party here = side == Side.OUTBOUND ? source : target;
      for (PolicyTier tier : PolicyTier.values()) {
        List<Rule> matching = new ArrayList<>();
        boolean byDefault = false;
        for (Policy policy : policies) {
          if (policy.tier() == tier
              && here instanceof Workload workload
              && policy.protects().matches(workload)
              && asked.test(policy)) {
            byDefault |= policy.deniesByDefault(side);
            for (Rule rule : policy.rules()) {
              boolean protects = !(rule.response() instanceof Response.Allow);
              if (rule.side() == side
                  && holds(rule.condition(), source, target, port, known, protects)) {
                matching.add(rule);
                Reason reason = new Reason(policy.id(), policy.version(), rule.name());
                switch (rule.response()) {
                  case Response.Redact redact -> redactions.add(redact.redaction());
                  case Response.Throttle _ -> limits.add(reason);
                  case Response.Alert _ -> alerts.add(reason);
                  default -> {}
                }
              }
            }
          }
        }
        boolean denies = matching.stream().anyMatch(r -> r.response() instanceof Response.Deny);
        boolean allows = matching.stream().anyMatch(r -> r.response() instanceof Response.Allow);
        denied |= denies || (byDefault && !allows);
        if (denies || allows || byDefault) {
          break;
        }
      }
    }
    return denied
        ? new Outcome(true, Set.of(), Set.of(), Set.of())
        : new Outcome(false, redactions, limits, alerts);
  }

  private static boolean holds(
      Condition condition, Party source, Party target, int port, Known known, boolean protects) {
    return switch (condition) {
      case Condition.AllOf all ->
          all.parts().stream().allMatch(c -> holds(c, source, target, port, known, protects));
      case Condition.AnyOf any ->
          any.parts().stream().anyMatch(c -> holds(c, source, target, port, known, protects));
      case Condition.Not not -> !holds(not.part(), source, target, port, known, !protects);
      case Condition.From from -> from.peers().stream().anyMatch(p -> p.matches(source));
      case Condition.To to -> to.peers().stream().anyMatch(p -> p.matches(target));
      case Condition.Calls calls ->
          calls.patterns().stream().anyMatch(c -> calls(c, port, known, protects));
      case Condition.Carries carries ->
          known.seen().stream()
              .anyMatch(
                  s ->
                      carries.classes().contains(s.dataClass())
                          && (carries.directions().isEmpty()
                              || carries.directions().contains(s.direction())));
      case Condition.Shows shows ->
          known.findings().stream()
              .anyMatch(
                  s ->
                      s.finding() instanceof Finding.AttackAttempt attack
                          && attack.score() >= shows.minScore()
                          && (shows.families().isEmpty()
                              ? s.direction() == Direction.FROM_CLIENT
                              : shows.families().contains(attack.family())
                                  && (s.direction() == Direction.FROM_CLIENT
                                      || attack.family()
                                          == dev.sallyport.model.AttackFamily.RESPONSE_LEAK)));
      case Condition.When _ -> throw new AssertionError("not in these rules");
    };
  }

  private static boolean calls(CallPattern pattern, int port, Known known, boolean protects) {
    return switch (pattern) {
      case CallPattern.Ports ports -> ports.ports().contains(port);
      case CallPattern.Http http -> {
        String method =
            switch (known.operation()) {
              case HttpOperation operation -> operation.method();
              case RpcOperation _ -> "POST";
              default -> "";
            };
        yield !method.isEmpty()
            && (http.methods().isEmpty() || http.methods().contains(method))
            && (http.paths().isEmpty() || path(http.paths(), known, protects));
      }
      case CallPattern.Rpc rpc ->
          switch (known.operation()) {
            case RpcOperation operation ->
                rpc.services().stream().anyMatch(s -> s.matches(operation.service()))
                    && rpc.methods().stream().anyMatch(m -> m.matches(operation.method()));
            default -> false;
          };
      case CallPattern.Queries queries ->
          known.operation() instanceof QueryOperation operation
              && queries.verbs().stream().anyMatch(v -> v.equalsIgnoreCase(operation.verb()))
              && queries.subjects().stream()
                  .map(NamePattern::text)
                  .anyMatch(
                      s ->
                          s.equals(operation.subject())
                              || ("public." + s).equals(operation.subject()));
      case CallPattern.Messages messages ->
          known.operation() instanceof MessageOperation operation
              && messages.verbs().contains(operation.verb())
              && messages.destinations().stream().anyMatch(d -> d.matches(operation.destination()));
      case CallPattern.Lookups lookups ->
          known.operation() instanceof LookupOperation operation
              && lookups.names().stream().anyMatch(n -> n.matches(operation.name()));
      case CallPattern.Models _, CallPattern.Tools _ -> false;
    };
  }

  private static boolean path(Set<String> templates, Known known, boolean protects) {
    Predicate<String> meant =
        reading -> templates.stream().anyMatch(t -> regex(t).matcher(reading).matches());
    return protects
        ? known.path().readings().stream().anyMatch(meant)
        : known.path().readings().stream().allMatch(meant);
  }

  private static Pattern regex(String template) {
    if (template.equals("/**")) {
      return Pattern.compile(".*");
    }
    StringBuilder regex = new StringBuilder();
    for (String segment : template.substring(1).split("/")) {
      if (segment.equals("**")) {
        regex.append("(/.*)?");
      } else if (segment.startsWith("{") || segment.equals("*")) {
        regex.append("/[^/]+");
      } else {
        regex.append('/').append(Pattern.quote(segment));
      }
    }
    return Pattern.compile(regex.toString());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.Condition;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.DataGroup;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Peer;
import dev.sallyport.model.RateLimit;
import dev.sallyport.model.Redaction;
import dev.sallyport.model.Response;
import dev.sallyport.model.Severity;
import dev.sallyport.wire.kube.RuleSpec.CarriesSpec;
import dev.sallyport.wire.kube.RuleSpec.ShowsSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads when a rule applies and what is done then. */
final class ConditionReader {
  private static final int FORBIDDEN = 403;
  private final SelectorReader selectors;
  private final ShapeCheck problems;

  ConditionReader(SelectorReader selectors, ShapeCheck problems) {
    this.selectors = selectors;
    this.problems = problems;
  }

  /** Returns when the rule applies, or empty when whom it names is nobody now. */
  Optional<Condition> condition(String at, RuleSpec spec) {
    List<Condition> parts = new ArrayList<>();
    if (!spec.from().isEmpty()) {
      List<Peer> peers = selectors.peers(at + ".from", spec.from());
      if (peers.isEmpty()) {
        return Optional.empty();
      }
      parts.add(new Condition.From(peers));
    }
    if (!spec.to().isEmpty()) {
      List<Peer> peers = selectors.peers(at + ".to", spec.to());
      if (peers.isEmpty()) {
        return Optional.empty();
      }
      parts.add(new Condition.To(peers));
    }
    if (!spec.calls().isEmpty()) {
      parts.add(new Condition.Calls(calls(at + ".calls", spec.calls())));
    }
    carries(at, spec.carries()).ifPresent(parts::add);
    ShowsSpec shows = spec.shows();
    if (shows != null) {
      Double score = shows.score();
      parts.add(new Condition.Shows(Set.copyOf(shows.families()), score == null ? 0 : score));
    }
    if (!spec.when().isEmpty()) {
      parts.add(new Condition.When(spec.when()));
    }
    return Optional.of(new Condition.AllOf(parts));
  }

  private Optional<Condition> carries(String at, @Nullable CarriesSpec spec) {
    if (spec == null) {
      return Optional.empty();
    }
    Set<DataClass> classes = classes(spec.classes(), spec.groups());
    if (classes.isEmpty()) {
      problems.add(new SpecProblem(at + ".carries", "", "classes, groups or both", ""));
    }
    return Optional.of(new Condition.Carries(classes, directions(spec.direction())));
  }

  private List<CallPattern> calls(String at, List<CallSpec> specs) {
    List<CallPattern> calls = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      calls.add(CallReader.read(specs.get(i)));
      CallSpec.Http http = specs.get(i).http();
      for (String path : http == null ? List.<String>of() : http.paths()) {
        path(at + "[" + i + "].http.paths", path);
      }
    }
    return calls;
  }

  private void path(String at, String path) {
    int rest = path.indexOf("**");
    boolean restInside = rest >= 0 && (rest != path.length() - 2 || path.charAt(rest - 1) != '/');
    if (restInside || path.contains("?") || path.contains("#")) {
      problems.add(
          new SpecProblem(
              at,
              path,
              restInside ? "** only as the last segment" : "a path without query",
              restInside ? "Use * inside of a segment and {id} for a whole one." : ""));
    }
  }

  /** Returns what is done, or empty when that is a problem. */
  Optional<Response> response(String at, RuleSpec spec) {
    ThenSpec then = spec.then();
    if (then == null) {
      return Optional.empty();
    }
    if (then.allow() != null) {
      return Optional.of(new Response.Allow());
    }
    ThenSpec.Deny deny = then.deny();
    if (deny != null) {
      Integer status = deny.status();
      return Optional.of(new Response.Deny(status == null ? FORBIDDEN : status, deny.message()));
    }
    ThenSpec.Throttle throttle = then.throttle();
    if (throttle != null) {
      return Optional.of(new Response.Throttle(limit(throttle)));
    }
    ThenSpec.Alert alert = then.alert();
    if (alert != null) {
      return Optional.of(new Response.Alert(SpecReader.or(alert.severity(), Severity.MEDIUM)));
    }
    ThenSpec.Redact redact = then.redact();
    return redact == null ? Optional.empty() : redaction(at, spec, redact);
  }

  /** What a redaction does not say itself it takes from what the rule says of data. */
  private Optional<Response> redaction(String at, RuleSpec spec, ThenSpec.Redact redact) {
    CarriesSpec carries = spec.carries();
    Set<DataClass> classes = classes(redact.classes(), redact.groups());
    Way way = redact.direction();
    if (classes.isEmpty() && carries != null) {
      classes = classes(carries.classes(), carries.groups());
      way = way == null ? carries.direction() : way;
    }
    if (classes.isEmpty()) {
      problems.add(
          new SpecProblem(
              at + ".then.redact",
              "",
              "what is replaced",
              "Add classes or groups to it, or carries to the rule."));
      return Optional.empty();
    }
    Redaction.Method method = SpecReader.or(redact.method(), Redaction.Method.MASK);
    return Optional.of(new Response.Redact(new Redaction(classes, directions(way), method)));
  }

  private static RateLimit limit(ThenSpec.Throttle spec) {
    double perSecond = SpecReader.or(spec.perSecond(), 1.0);
    int standard = (int) Math.max(1, Math.ceil(perSecond));
    return new RateLimit(
        perSecond,
        SpecReader.or(spec.burst(), standard),
        SpecReader.or(spec.per(), RateLimit.Per.CALLER));
  }

  private static Set<DataClass> classes(List<DataClass> classes, List<DataGroup> groups) {
    Set<DataClass> all = EnumSet.noneOf(DataClass.class);
    all.addAll(classes);
    Arrays.stream(DataClass.values()).filter(it -> groups.contains(it.group())).forEach(all::add);
    return all;
  }

  private static Set<Direction> directions(@Nullable Way way) {
    return way == null
        ? Set.of()
        : Set.of(way == Way.REQUEST ? Direction.FROM_CLIENT : Direction.FROM_SERVER);
  }
}

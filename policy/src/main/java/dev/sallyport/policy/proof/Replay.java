// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proof;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.CallPattern;
import dev.sallyport.model.Condition;
import dev.sallyport.model.Decision;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Edge;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.Finding;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.ModelOperation;
import dev.sallyport.model.Place;
import dev.sallyport.model.Policy;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Severity;
import dev.sallyport.model.Verdict;
import dev.sallyport.policy.ConnectionPolicies;
import dev.sallyport.policy.Known;
import dev.sallyport.policy.Needs;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.policy.Seen;
import dev.sallyport.policy.Shown;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Asks policies about lines of the ledger. Not thread-safe. */
final class Replay {
  static final String CONTENTS = "the contents of these exchanges were not looked into";
  static final String TOGETHER = "whether classes of data came in one exchange is not kept";
  static final String PATH = "only the template of the path is kept, and a rule asks for more";
  static final String PORT = "the port is not kept, and a rule asks for it";

  private final PolicySet policies;
  private final Set<Integer> ports;
  private final Set<Probe> probes;

  /**
   * Returns a replay.
   *
   * @param probes what is let through whatever policies say
   */
  Replay(PolicySet policies, Collection<Probe> probes) {
    this.policies = policies;
    this.probes = Set.copyOf(probes);
    this.ports = new TreeSet<>();
    policies.policies().stream()
        .map(Policy::rules)
        .flatMap(List::stream)
        .forEach(rule -> addPorts(rule.condition()));
  }

  /** Returns whether there are no policies. */
  boolean none() {
    return policies.policies().isEmpty();
  }

  LineVerdict ask(LedgerLine line) {
    LineVerdict verdict = new LineVerdict(line);
    if (Probe.of(line.edge()).filter(probes::contains).isPresent()) {
      verdict.take(Decision.UNRULED, verdict.left());
      return verdict;
    }
    int port = line.edge().operation() instanceof RawOperation raw ? raw.port() : 0;
    ConnectionPolicies here = policies.on(line.edge().source(), line.edge().target(), port);
    Decision plain = here.decideCall(known(line, List.of(), List.of()));
    if (port == 0 && dependsOnPort(line, Outcome.of(plain.verdict()))) {
      verdict.take(Outcome.UNDECIDED, verdict.left(), plain.reasons(), PORT);
      return verdict;
    }
    if (!plain.settled()) {
      verdict.take(Outcome.UNDECIDED, verdict.left(), plain.reasons(), PATH);
      return verdict;
    }
    if (here.needs().compareTo(Needs.REQUEST_CONTENT) >= 0) {
      contents(line, here, plain, verdict);
    }
    verdict.take(plain, verdict.left());
    return verdict;
  }

  /** Takes what contents decide: first what is known of them, then what is not. */
  private static void contents(
      LedgerLine line, ConnectionPolicies here, Decision plain, LineVerdict verdict) {
    Outcome base = Outcome.of(plain.verdict());
    Outcome worst = base;
    List<Seen> seen = new ArrayList<>();
    for (Map.Entry<LedgerLine.Carried, Long> each : line.carried().entrySet()) {
      Seen one = new Seen(each.getKey().direction(), each.getKey().dataClass());
      seen.add(one);
      worst =
          moved(
              here.decideCall(known(line, List.of(one), List.of())),
              plain,
              each.getValue(),
              worst,
              verdict);
    }
    List<Shown> shown = new ArrayList<>();
    for (Map.Entry<AttackFamily, LedgerLine.Shown> each : line.shown().entrySet()) {
      Shown one = shown(each.getKey(), each.getValue().score());
      shown.add(one);
      worst =
          moved(
              here.decideCall(known(line, List.of(), List.of(one))),
              plain,
              each.getValue().exchanges(),
              worst,
              verdict);
    }
    Decision together = here.decideCall(known(line, seen, shown));
    if (Outcome.of(together.verdict()).compareTo(worst) > 0) {
      verdict.take(Outcome.UNDECIDED, least(line), together.reasons(), TOGETHER);
    }
    long unseen = Math.max(0, line.happened() - line.inspected());
    if (unseen > 0 && !here.decideCall(atHead(line)).settled()) {
      verdict.take(Outcome.UNDECIDED, unseen, here.decideCall(atHead(line)).reasons(), CONTENTS);
    }
  }

  private static Shown shown(AttackFamily family, double score) {
    boolean answer = family == AttackFamily.RESPONSE_LEAK || family == AttackFamily.WEB_SHELL;
    return new Shown(
        answer ? Direction.FROM_SERVER : Direction.FROM_CLIENT,
        new Finding.AttackAttempt(
            "ledger", family, Severity.MEDIUM, score, Place.of(Place.Part.MESSAGE), ""));
  }

  private static Outcome moved(
      Decision one, Decision plain, long exchanges, Outcome worst, LineVerdict verdict) {
    Outcome outcome = Outcome.of(one.verdict());
    if (!one.verdict().equals(plain.verdict())) {
      verdict.take(one, exchanges);
    }
    return outcome.compareTo(worst) > 0 ? outcome : worst;
  }

  private static long least(LedgerLine line) {
    return Stream.concat(
            line.carried().values().stream(),
            line.shown().values().stream().map(LedgerLine.Shown::exchanges))
        .mapToLong(Long::longValue)
        .min()
        .orElse(0);
  }

  /** A rule that names a port would decide otherwise if that port was the one. */
  private boolean dependsOnPort(LedgerLine line, Outcome outcome) {
    for (int each : ports) {
      Verdict other =
          policies
              .on(line.edge().source(), line.edge().target(), each)
              .decideCall(known(line, List.of(), List.of()))
              .verdict();
      if (Outcome.of(other) != outcome) {
        return true;
      }
    }
    return false;
  }

  private static Known atHead(LedgerLine line) {
    Edge edge = line.edge();
    String host =
        edge.target() instanceof ExternalHost external && external.named() ? external.name() : "";
    return Known.connection(edge.operation().protocol(), line.from())
        .called(edge.operation(), host, "");
  }

  private static Known known(LedgerLine line, List<Seen> seen, List<Shown> shown) {
    String model = line.edge().operation() instanceof ModelOperation call ? call.model() : "";
    return atHead(line)
        .requested(line.edge().operation(), model, seen, shown)
        .answered(seen, shown);
  }

  private void addPorts(Condition condition) {
    switch (condition) {
      case Condition.AllOf all -> all.parts().forEach(this::addPorts);
      case Condition.AnyOf any -> any.parts().forEach(this::addPorts);
      case Condition.Not not -> addPorts(not.part());
      case Condition.Calls calls ->
          calls.patterns().stream()
              .filter(CallPattern.Ports.class::isInstance)
              .map(CallPattern.Ports.class::cast)
              .forEach(each -> ports.addAll(each.ports()));
      case Condition.From _,
          Condition.To _,
          Condition.Carries _,
          Condition.Shows _,
          Condition.When _ -> {}
    }
  }
}

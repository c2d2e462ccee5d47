// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proposal;

import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.Mode;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Party;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Selector;
import dev.sallyport.model.Side;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.baseline.Baseline;
import dev.sallyport.policy.baseline.Confidence;
import dev.sallyport.policy.baseline.Habit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Drafts one proposal after the other. Not thread-safe. */
final class Drafts {
  /** Rules of one side of an object of the cluster. */
  private static final int RULES_MAX = 60;

  private final SortedMap<String, Baseline> baselines;
  private final Map<String, Declared> declared = new HashMap<>();
  private final Set<Party> nameServers = new TreeSet<>(Comparator.comparing(Party::key));
  private final Set<PolicyId> used = new HashSet<>();

  Drafts(SortedMap<String, Baseline> baselines, Collection<Declared> declared) {
    this.baselines = baselines;
    declared.forEach(each -> this.declared.put(each.workload().key(), each));
    for (Baseline each : baselines.values()) {
      for (Habit habit : each.outbound()) {
        if (habit.operation() instanceof LookupOperation) {
          nameServers.add(habit.peer());
        }
      }
    }
  }

  List<Proposal> all() {
    return baselines.values().stream().map(this::draft).toList();
  }

  private Proposal draft(Baseline baseline) {
    Workload workload = baseline.workload();
    Declared said = declared.getOrDefault(workload.key(), Declared.bare(workload));
    Set<String> notes = new TreeSet<>();
    RuleDrafts inbound = new RuleDrafts(Side.INBOUND, workload, notes);
    RuleDrafts outbound = new RuleDrafts(Side.OUTBOUND, workload, notes);
    inbound.addAll(baseline.inbound());
    inbound.addDeclared(said);
    outbound.addAll(baseline.outbound());
    outbound.addLookups(nameServers(nameServers, baseline));
    boolean closesIn = !unnamed(baseline.inbound(), notes, "callers", "inbound");
    boolean closesOut = !unnamed(baseline.outbound(), notes, "callees", "outbound");
    if (baseline.confidence().level() != Confidence.Level.HIGH) {
      notes.add(
          "confidence is %s (seen on %d days): let it observe until it is high"
              .formatted(
                  baseline.confidence().level().name().toLowerCase(Locale.ROOT),
                  baseline.rhythm().days()));
    }
    PolicyId id = id(workload);
    List<Policy> policies = policies(id, workload, inbound, outbound, closesIn, closesOut);
    Map<String, List<String>> evidence = new LinkedHashMap<>();
    for (Policy policy : policies) {
      for (Rule rule : policy.rules()) {
        List<String> why = (rule.side() == Side.INBOUND ? inbound : outbound).evidence(rule.name());
        evidence.put(policy.id() + "/" + rule.side() + "/" + rule.name(), why);
      }
    }
    return new Proposal(baseline, policies, evidence, List.copyOf(notes));
  }

  /** What has no name cannot be allowed by name; denying it by default would cut it. */
  private static boolean unnamed(List<Habit> habits, Set<String> notes, String who, String side) {
    long exchanges =
        habits.stream()
            .filter(each -> each.peer() instanceof Unidentified)
            .mapToLong(Habit::exchanges)
            .sum();
    if (exchanges > 0) {
      notes.add(
          "%d exchanges had %s that could not be named: %s stays open by default until they can"
              .formatted(exchanges, who, side));
    }
    return exchanges > 0;
  }

  private PolicyId id(Workload workload) {
    String name = RuleDrafts.name(workload.name());
    PolicyId id = new PolicyId(workload.namespace(), name);
    if (used.add(id)) {
      return id;
    }
    PolicyId other =
        new PolicyId(workload.namespace(), name + "-" + workload.kind().toLowerCase(Locale.ROOT));
    used.add(other);
    return other;
  }

  private List<Policy> policies(
      PolicyId id,
      Workload workload,
      RuleDrafts inbound,
      RuleDrafts outbound,
      boolean closesIn,
      boolean closesOut) {
    List<List<Rule>> in = parts(inbound.rules());
    List<List<Rule>> out = parts(outbound.rules());
    List<Policy> policies = new ArrayList<>();
    for (int i = 0; i < Math.max(1, Math.max(in.size(), out.size())); i++) {
      List<Rule> rules = new ArrayList<>();
      rules.addAll(i < in.size() ? in.get(i) : List.of());
      rules.addAll(i < out.size() ? out.get(i) : List.of());
      PolicyId name = i == 0 ? id : new PolicyId(id.namespace(), id.name() + "-part-" + (i + 1));
      policies.add(
          new Policy(
              name,
              1,
              PolicyTier.NAMESPACE,
              Selector.of(workload),
              rules,
              closesIn,
              closesOut,
              Mode.OBSERVE,
              100,
              OnFailure.OPEN,
              Policy.DEFAULT_BUDGET));
    }
    return policies;
  }

  private static List<List<Rule>> parts(List<Rule> rules) {
    List<List<Rule>> parts = new ArrayList<>();
    for (int i = 0; i < rules.size(); i += RULES_MAX) {
      parts.add(rules.subList(i, Math.min(rules.size(), i + RULES_MAX)));
    }
    return parts;
  }

  /** Returns name servers of the cluster, and those outside that this workload asked itself. */
  static List<Party> nameServers(Set<Party> all, Baseline baseline) {
    Set<Party> asked = new HashSet<>();
    for (Habit each : baseline.outbound()) {
      if (each.operation() instanceof LookupOperation) {
        asked.add(each.peer());
      }
    }
    return all.stream().filter(each -> each instanceof Workload || asked.contains(each)).toList();
  }

  /** Returns what parties are filed under when rules are made for them. */
  static SortedMap<String, List<Habit>> byPeer(List<Habit> habits) {
    SortedMap<String, List<Habit>> byPeer = new TreeMap<>();
    habits.forEach(
        each -> byPeer.computeIfAbsent(each.peer().key(), _ -> new ArrayList<>()).add(each));
    return byPeer;
  }
}

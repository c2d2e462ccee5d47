// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Decision;
import dev.sallyport.model.Mode;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Party;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Side;
import dev.sallyport.model.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Policies made ready to decide. Immutable but for a bounded memory of what was asked; safe for use
 * by many threads.
 */
public final class PolicySet {
  /** No policies. */
  public static final PolicySet EMPTY = compile(List.of());

  private static final int OTHER_PORT = -1;

  private final List<CompiledPolicy> policies;
  private final List<PolicyProblem> problems;
  private final int[] thresholds;

  /** Ports that a rule tells from others. */
  private final Set<Integer> ports = new HashSet<>();

  private final Map<PairKey, Pair> pairs = new ConcurrentHashMap<>();
  private final Map<List<BoundPolicy>, SideRules> sides = new ConcurrentHashMap<>();
  private final AtomicInteger rememberedRules = new AtomicInteger();

  /** Under what the rules of a pair are remembered. */
  private record PairKey(Party source, Party target, int port, int sourceBand, int targetBand) {}

  /** Labels and service account are not part of a workload's equality, but of its policies. */
  private record Pair(Party source, Party target, ConnectionPolicies policies) {
    boolean isOf(Party source, Party target) {
      return same(this.source, source) && same(this.target, target);
    }

    private static boolean same(Party one, Party other) {
      return one == other
          || !(one instanceof Workload a)
          || !(other instanceof Workload b)
          || (a.serviceAccount().equals(b.serviceAccount()) && a.labels().equals(b.labels()));
    }
  }

  private PolicySet(List<CompiledPolicy> policies, List<PolicyProblem> problems) {
    this.policies = List.copyOf(policies);
    this.problems = List.copyOf(problems);
    this.thresholds =
        policies.stream()
            .filter(each -> each.policy().mode() == Mode.ENFORCE)
            .mapToInt(each -> each.policy().enforcedPercent())
            .sorted()
            .distinct()
            .toArray();
    for (CompiledPolicy policy : policies) {
      policy.rules().forEach(each -> each.test().addPorts(ports));
    }
  }

  /**
   * Makes policies ready. Those that something is wrong with are left out whole, and {@link
   * #problems()} says why. The order of the policies means nothing.
   */
  public static PolicySet compile(List<Policy> policies) {
    List<CompiledPolicy> compiled = new ArrayList<>();
    List<PolicyProblem> problems = new ArrayList<>();
    Set<PolicyId> names = new HashSet<>();
    for (Policy policy : policies) {
      List<PolicyProblem> found = new ArrayList<>();
      CompiledPolicy ready = CompiledPolicy.of(policy, found);
      if (!names.add(policy.id())) {
        found.add(
            new PolicyProblem(policy.id(), "metadata.name", "another policy has the same name"));
      }
      if (found.isEmpty()) {
        compiled.add(ready);
      }
      problems.addAll(found);
    }
    compiled.sort(Comparator.comparing(each -> each.policy().id()));
    return new PolicySet(compiled, problems);
  }

  /** Returns why policies were left out; empty when all are in force. */
  public List<PolicyProblem> problems() {
    return problems;
  }

  /** Returns the policies that are in force, by name. */
  public List<Policy> policies() {
    return policies.stream().map(CompiledPolicy::policy).toList();
  }

  /** Returns what policies say where every pod belongs to the share on which they act. */
  public ConnectionPolicies on(Party source, Party target, int port) {
    return on(source, target, port, 0, 0);
  }

  /**
   * Returns what policies say about connections.
   *
   * @param source who connects, as it is known now; when it becomes known better, ask again
   * @param target to whom
   * @param port destination port as dialled, 0 when unknown
   * @param sourceShare where the calling pod stands in a staged roll-out, 0 to 99: a hash of its
   *     UID. A policy that acts on n percent acts on pods below n. 0 for what is no pod
   * @param targetShare the same of the called pod
   */
  public ConnectionPolicies on(
      Party source, Party target, int port, int sourceShare, int targetShare) {
    requireNonNull(source, "source");
    requireNonNull(target, "target");
    if (policies.isEmpty()) {
      return ConnectionPolicies.NONE;
    }
    int asked = ports.contains(port) || ports.contains(Test.EVERY_PORT) ? port : OTHER_PORT;
    PairKey key = new PairKey(source, target, asked, band(sourceShare), band(targetShare));
    Pair known = pairs.get(key);
    if (known != null && known.isOf(source, target)) {
      return known.policies();
    }
    ConnectionPolicies made = make(new Ends(source, target, port), sourceShare, targetShare);
    if (pairs.size() >= PolicyLimits.DEFAULT.pairs()) {
      forget();
    }
    pairs.put(key, new Pair(source, target, made));
    return made;
  }

  /** Explains what is decided where every pod belongs to the share on which policies act. */
  public Explanation explain(Party source, Party target, int port, Known known) {
    return explain(source, target, port, 0, 0, known);
  }

  /**
   * Explains what is decided; the arguments are those of {@link #on(Party, Party, int, int, int)}
   * and {@link ConnectionPolicies#decideCall(Known)}. Takes time linear in the number of policies.
   */
  public Explanation explain(
      Party source, Party target, int port, int sourceShare, int targetShare, Known known) {
    ConnectionPolicies here = on(source, target, port, sourceShare, targetShare);
    Decision decision = here.decideCall(known);
    boolean upkeep = !decision.equals(here.decide(known));
    List<CompiledPolicy> outbound = protecting(source);
    List<CompiledPolicy> inbound = protecting(target);
    return Explaining.of(
        new Ends(source, target, port),
        known,
        decision,
        upkeep,
        outbound,
        acting(outbound, sourceShare),
        inbound,
        acting(inbound, targetShare));
  }

  /** Shares between the same two thresholds are treated alike. */
  private int band(int share) {
    int band = 0;
    while (band < thresholds.length && thresholds[band] <= share) {
      band++;
    }
    return band;
  }

  private ConnectionPolicies make(Ends ends, int sourceShare, int targetShare) {
    List<CompiledPolicy> outbound = protecting(ends.source());
    List<CompiledPolicy> inbound = protecting(ends.target());
    if (outbound.isEmpty() && inbound.isEmpty()) {
      return ConnectionPolicies.NONE;
    }
    RuleTable all = table(outbound, inbound, ends);
    List<CompiledPolicy> out = acting(outbound, sourceShare);
    List<CompiledPolicy> in = acting(inbound, targetShare);
    boolean same = out.size() == outbound.size() && in.size() == inbound.size();
    RuleTable enforced = same ? all : table(out, in, ends);
    if (all.isEmpty()) {
      return ConnectionPolicies.NONE;
    }
    List<Policy> speaking = new ArrayList<>();
    addSpeaking(out, enforced.outbound(), speaking);
    addSpeaking(in, enforced.inbound(), speaking);
    return new ConnectionPolicies(
        enforced,
        all,
        speaking.stream()
            .map(Policy::budget)
            .min(Comparator.naturalOrder())
            .orElse(Policy.DEFAULT_BUDGET),
        speaking.stream().anyMatch(each -> each.onFailure() == OnFailure.CLOSED)
            ? OnFailure.CLOSED
            : OnFailure.OPEN);
  }

  private RuleTable table(List<CompiledPolicy> outbound, List<CompiledPolicy> inbound, Ends ends) {
    return new RuleTable(
        shared(BoundPolicy.of(outbound, Side.OUTBOUND, ends)),
        shared(BoundPolicy.of(inbound, Side.INBOUND, ends)));
  }

  /** Pairs for which the same is left of the same policies share it. */
  private SideRules shared(List<BoundPolicy> policies) {
    if (policies.isEmpty()) {
      return SideRules.NONE;
    }
    SideRules known = sides.get(policies);
    if (known != null) {
      return known;
    }
    int count = policies.stream().mapToInt(each -> each.rules().size() + 1).sum();
    if (rememberedRules.addAndGet(count) > PolicyLimits.DEFAULT.rememberedRules()) {
      forget();
      rememberedRules.addAndGet(count);
    }
    SideRules made = SideRules.of(policies);
    sides.put(policies, made);
    return made;
  }

  /** Returns of how many pairs the rules are remembered. */
  int remembered() {
    return pairs.size();
  }

  /** Forgets what was asked; it is found again when it is asked again. */
  private void forget() {
    pairs.clear();
    sides.clear();
    rememberedRules.set(0);
  }

  private static void addSpeaking(
      List<CompiledPolicy> policies, SideRules rules, List<Policy> speaking) {
    for (CompiledPolicy each : policies) {
      if (rules.tiers().stream().anyMatch(tier -> tier.speakers().contains(each.policy().id()))) {
        speaking.add(each.policy());
      }
    }
  }

  private List<CompiledPolicy> protecting(Party party) {
    return party instanceof Workload workload
        ? policies.stream().filter(each -> each.policy().protects().matches(workload)).toList()
        : List.of();
  }

  private static List<CompiledPolicy> acting(List<CompiledPolicy> policies, int share) {
    return policies.stream()
        .filter(
            each -> each.policy().mode() == Mode.ENFORCE && share < each.policy().enforcedPercent())
        .toList();
  }
}

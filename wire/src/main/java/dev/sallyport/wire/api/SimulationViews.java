// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import dev.sallyport.model.Policy;
import dev.sallyport.model.Reason;
import dev.sallyport.policy.proof.Identity;
import dev.sallyport.policy.proof.Impact;
import dev.sallyport.policy.proof.Outcome;
import dev.sallyport.policy.proof.Simulation;
import dev.sallyport.policy.proof.Trial;
import dev.sallyport.wire.api.SimulationView.IdentityView;
import dev.sallyport.wire.api.SimulationView.ImpactView;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns simulations into what the API says. */
public final class SimulationViews {
  private SimulationViews() {}

  /** Returns a simulation as the API says it. */
  public static SimulationView of(Simulation simulation, Trial trial) {
    Map<String, Long> outcomes = new TreeMap<>();
    for (Outcome each : Outcome.values()) {
      outcomes.put(ApiViews.kebab(each), simulation.count(each));
    }
    int impacts = Math.min(simulation.impacts().size(), SimulationView.IMPACTS_MAX);
    int identities = Math.min(simulation.identities().size(), SimulationView.IMPACTS_MAX);
    return new SimulationView(
        ApiViews.kebab(simulation.answer()),
        names(trial.policies()),
        names(trial.acting()),
        simulation.from(),
        simulation.until(),
        simulation.exchanges(),
        simulation.idle(),
        simulation.already(),
        outcomes,
        simulation.impacts().subList(0, impacts).stream().map(SimulationViews::of).toList(),
        simulation.impacts().size() - impacts,
        simulation.identities().subList(0, identities).stream().map(SimulationViews::of).toList(),
        simulation.identities().size() - identities,
        caveats(simulation));
  }

  private static List<String> names(List<Policy> policies) {
    return policies.stream().map(each -> each.id().toString()).sorted().toList();
  }

  private static ImpactView of(Impact impact) {
    return new ImpactView(
        impact.edge().source().key(),
        impact.edge().target().key(),
        ApiViews.key(impact.edge().operation()),
        ApiViews.kebab(impact.outcome()),
        impact.exchanges(),
        impact.reasons().stream().map(Reason::toString).toList(),
        impact.why(),
        impact.firstSeen(),
        impact.lastSeen(),
        impact.rhythm().days(),
        ApiViews.kebab(impact.rhythm().beat()));
  }

  private static IdentityView of(Identity identity) {
    return new IdentityView(
        identity.workload().key(),
        identity.firstSeen(),
        identity.rhythm().days(),
        ApiViews.kebab(identity.rhythm().beat()),
        identity.rhythm().next().map(LocalDate::toString).orElse(null),
        identity.enough(),
        identity.rare(),
        identity.exchanges(),
        identity.cut());
  }

  private static List<String> caveats(Simulation simulation) {
    List<String> said = new ArrayList<>();
    if (simulation.exchanges() == 0) {
      said.add("The ledger holds nothing for this time, so nothing was tried.");
    }
    if (simulation.already() > 0) {
      said.add(
          simulation.already()
              + " exchanges are left out: policies that live already would cut or change them in the"
              + " same way.");
    }
    long young = simulation.tooYoung().stream().filter(each -> each.firstSeen() != null).count();
    if (young > 0) {
      said.add(
          (young == 1 ? "1 workload was" : young + " workloads were")
              + " not seen long enough to judge by: silence proves nothing.");
    }
    long never = simulation.tooYoung().stream().filter(each -> each.firstSeen() == null).count();
    if (never > 0) {
      said.add(
          (never == 1
                  ? "1 workload that the policies speak of was"
                  : never + " workloads that the policies speak of were")
              + " never seen in this time.");
    }
    List<String> rare =
        simulation.identities().stream()
            .filter(each -> each.rare() && each.firstSeen() != null && each.enough())
            .map(each -> each.workload().displayName())
            .toList();
    if (!rare.isEmpty()) {
      said.add("Seen rarely, so that a short look would have missed them: " + rare + ".");
    }
    simulation.rareAndCut().stream()
        .limit(20)
        .forEach(
            each ->
                said.add(
                    "A rare caller would be hit: "
                        + each.workload().displayName()
                        + " ("
                        + ApiViews.kebab(each.rhythm().beat())
                        + ", "
                        + each.cut()
                        + " exchanges)."));
    return said;
  }
}

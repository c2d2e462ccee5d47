// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.control.declared.WorkloadDeclarations;
import dev.sallyport.control.store.Ledger;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Policy;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.network.ClusterNetwork;
import dev.sallyport.wire.api.LedgerHeaderView;
import dev.sallyport.wire.kube.Surroundings;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the API reads to tell what happened and what policies would have done.
 *
 * @param ledger what happened
 * @param workloads workloads that exist, with what their manifests say
 * @param existing workloads that exist
 * @param living policies in force
 * @param surroundings what policies may mean that only the cluster knows
 * @param network what decides who may open connections to whom
 * @param manifests the objects behind it, as a list of Kubernetes
 * @param declarations what the objects of the cluster declare of single workloads
 */
public record LedgerParts(
    Lines ledger,
    Supplier<List<LedgerHeaderView.DeclaredView>> workloads,
    Supplier<Collection<Workload>> existing,
    Supplier<List<Policy>> living,
    Surroundings surroundings,
    Supplier<ClusterNetwork> network,
    Supplier<JsonNode> manifests,
    Supplier<WorkloadDeclarations> declarations) {
  /** Gives lines of the ledger. */
  public interface Lines {
    /** Hands every line of that time to {@code sink}, edge by edge in order of time. */
    void read(Instant since, Instant until, Consumer<LedgerLine> sink) throws Ledger.Unavailable;
  }

  public LedgerParts {
    requireNonNull(ledger, "ledger");
    requireNonNull(workloads, "workloads");
    requireNonNull(existing, "existing");
    requireNonNull(living, "living");
    requireNonNull(surroundings, "surroundings");
    requireNonNull(network, "network");
    requireNonNull(manifests, "manifests");
    requireNonNull(declarations, "declarations");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import dev.sallyport.model.Workload;
import dev.sallyport.policy.proof.Probe;
import dev.sallyport.policy.proposal.Declared;
import dev.sallyport.wire.api.LedgerHeaderView.DeclaredView;
import dev.sallyport.wire.api.LedgerHeaderView.PortView;
import dev.sallyport.wire.api.LedgerHeaderView.ProbeView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Turns what manifests say of workloads into what the ledger writes, and back. */
public final class DeclaredViews {
  private DeclaredViews() {}

  /** Returns it as the ledger writes it. */
  public static DeclaredView of(Declared declared) {
    return new DeclaredView(
        LedgerNames.of(declared.workload()),
        declared.namespaceLabels(),
        declared.ports().stream()
            .map(each -> new PortView(each.number(), each.transport(), null))
            .toList(),
        declared.probes().stream()
            .map(
                each ->
                    new ProbeView(
                        each.port(), each.path().isEmpty() ? null : each.path(), each.grpc()))
            .toList(),
        declared.scrapes(),
        declared.ingress(),
        declared.webhook());
  }

  /** Returns the probes that manifests declare. */
  public static List<Probe> probes(Collection<DeclaredView> declared) {
    List<Probe> probes = new ArrayList<>();
    for (DeclaredView each : declared) {
      declared(each)
          .ifPresent(
              it ->
                  it.probes().stream()
                      .filter(probe -> probe.grpc() || !probe.path().isEmpty())
                      .forEach(probe -> probes.add(new Probe(it.workload(), probe.path()))));
    }
    return probes;
  }

  /** Returns what was written; empty when it is of no workload. */
  public static Optional<Declared> declared(DeclaredView view) {
    return LedgerNames.party(view.workload())
        .filter(Workload.class::isInstance)
        .map(Workload.class::cast)
        .map(
            workload ->
                new Declared(
                    workload,
                    view.namespaceLabels(),
                    view.ports().stream()
                        .map(each -> new Declared.Port(each.port(), each.transport()))
                        .toList(),
                    view.probes().stream()
                        .map(
                            each ->
                                new Declared.Probe(
                                    each.port(),
                                    each.path() == null ? "" : each.path(),
                                    each.grpc()))
                        .toList(),
                    view.scrapes(),
                    view.ingress(),
                    view.webhook()));
  }
}

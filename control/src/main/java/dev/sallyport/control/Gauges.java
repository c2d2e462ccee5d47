// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

import dev.sallyport.control.kube.ClusterState;
import dev.sallyport.control.kube.KubeWatch;
import dev.sallyport.control.leader.Leadership;
import dev.sallyport.control.link.NodeLinkService;
import dev.sallyport.control.link.NodeRoster;
import dev.sallyport.control.link.Refusals;
import dev.sallyport.control.picture.Picture;
import dev.sallyport.control.policy.PolicyBook;
import dev.sallyport.control.store.Journal;
import dev.sallyport.control.store.SummaryStore;
import io.micrometer.core.instrument.MeterRegistry;

/** The numbers of the control program for {@code /metrics}, read when they are asked for. */
record Gauges(MeterRegistry metrics) {

  void of(
      ClusterState cluster,
      KubeWatch watch,
      NodeRoster roster,
      PolicyBook policies,
      Picture picture,
      Journal journal,
      SummaryStore store,
      NodeLinkService link,
      Leadership leadership) {
    metrics.gauge("sallyport.control.nodes.connected", link, NodeLinkService::connected);
    metrics.gauge("sallyport.control.leads", leadership, it -> it.leads() ? 1 : 0);
    metrics.gauge("sallyport.control.policies", policies, it -> it.entries().size());
    metrics.gauge(
        "sallyport.control.policies.refused",
        policies,
        it -> it.entries().stream().filter(each -> !each.accepted()).count());
    metrics.gauge("sallyport.control.kube.restarts", watch, KubeWatch::restarts);
    metrics.gauge("sallyport.control.pods", cluster, ClusterState::podCount);
    metrics.gauge("sallyport.control.summaries.added", picture, Picture::added);
    metrics.gauge("sallyport.control.summaries.duplicate", picture, Picture::duplicates);
    metrics.gauge("sallyport.control.summaries.refused", picture, Picture::refused);
    metrics.gauge("sallyport.control.journal.lost", journal, Journal::lost);
    metrics.gauge("sallyport.control.journal.waiting", journal, Journal::waiting);
    metrics.gauge("sallyport.control.audit.dropped", store, it -> it.audit().dropped());
    metrics.gauge("sallyport.control.ledger.folded", store, SummaryStore::ledgerFolded);
    metrics.gauge("sallyport.control.link.refused", link.refusals(), Refusals::count);
    metrics.gauge("sallyport.control.link.waited", link, NodeLinkService::waitedForOthers);
    metrics.gauge("sallyport.control.link.unchecked", link.refusals(), Refusals::uncheckedCount);
    metrics.gauge("sallyport.control.link.unknown_messages", roster, NodeRoster::unknownMessages);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.control.link.Hosting.Answer;
import dev.sallyport.control.pki.NodeIdentity;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.Party;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes out of what a node says all that is not its own to say: edges whose near end, the one in
 * which it was understood, is a workload without a pod on that node. Safe for any thread.
 */
final class OwnWord {
  /** How long a pod may be known to its node before the cluster's word of it comes here. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int NAMED_MAX = 5;

  private final Hosting hosting;
  private final Refusals refusals;

  OwnWord(Hosting hosting, Refusals refusals) {
    this.hosting = requireNonNull(hosting, "hosting");
    this.refusals = requireNonNull(refusals, "refusals");
  }

  /** Returns the summary without foreign edges, and adds to {@code problems} what was taken out. */
  Summary filter(NodeIdentity speaker, Summary said, List<String> problems) {
    long patienceUntil = System.nanoTime() + PATIENCE.toNanos();
    Instant from = Instant.ofEpochSecond(said.id().window().startEpochSecond());
    Map<EdgeKey, EdgeCounts> own = new HashMap<>();
    Set<String> foreign = new LinkedHashSet<>();
    int unchecked = 0;
    for (Map.Entry<EdgeKey, EdgeCounts> each : said.edges().entrySet()) {
      Answer answer = patiently(speaker, each.getKey(), from, patienceUntil);
      if (answer == Answer.NO) {
        foreign.add(near(each.getKey()).key());
      } else {
        own.put(each.getKey(), each.getValue());
        unchecked += answer == Answer.UNKNOWN ? 1 : 0;
      }
    }
    refusals.unchecked(unchecked);
    if (foreign.isEmpty()) {
      return said;
    }
    String why =
        "it counted for "
            + String.join(", ", foreign.stream().limit(NAMED_MAX).toList())
            + ", which had no pod there";
    refusals.byNode(speaker.node(), said.edges().size() - own.size(), why);
    problems.add(why + ": refused");
    return new Summary(said.id(), own, said.tally());
  }

  /** Returns whether the pod is on another node than the speaker's, and notes that it was named. */
  boolean foreign(NodeIdentity speaker, String podUid) {
    boolean foreign = hosting.hosts(speaker.node(), podUid) == Answer.NO;
    if (foreign) {
      refusals.byNode(
          speaker.node(), 1, "it told of the capture of pod " + podUid + ", which is not there");
    }
    return foreign;
  }

  private Answer patiently(NodeIdentity speaker, EdgeKey edge, Instant from, long until) {
    Answer answer = answer(speaker, edge, from);
    while (answer == Answer.NO && System.nanoTime() < until) {
      try {
        Thread.sleep(LOOK);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return answer;
      }
      answer = answer(speaker, edge, from);
    }
    return answer;
  }

  private Answer answer(NodeIdentity speaker, EdgeKey edge, Instant from) {
    if (speaker.gateway()) {
      return edge.tier() == CaptureTier.STEER ? Answer.YES : Answer.NO;
    }
    if (edge.tier() == CaptureTier.STEER) {
      return Answer.NO;
    }
    return switch (near(edge)) {
      case Workload workload -> hosting.hosts(speaker.node(), workload, from);
      case ClusterNode node -> node.name().equals(speaker.node()) ? Answer.YES : Answer.NO;
      // No name of anybody else is taken.
      case Party _ -> Answer.YES;
    };
  }

  private static Party near(EdgeKey edge) {
    return edge.vantage() == Vantage.SERVER ? edge.target() : edge.source();
  }
}

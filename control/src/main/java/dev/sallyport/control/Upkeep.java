// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

import dev.sallyport.control.kube.ClusterState;
import dev.sallyport.control.kube.KubeHealth;
import dev.sallyport.control.kube.KubeWatch;
import dev.sallyport.control.kube.Placements;
import dev.sallyport.control.link.NodeLinkService;
import dev.sallyport.control.link.NodeRoster;
import dev.sallyport.control.policy.RulesetFeed;
import dev.sallyport.control.store.Journal;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be done every second, whatever happens. One virtual thread does all of it. */
final class Upkeep implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final int CONFIRM_EVERY = 10;
  private static final int KUBERNETES_PATIENCE = 5;

  private final Journal journal;
  private final ClusterState cluster;
  private final KubeWatch watch;
  private final Placements placements;
  private final RulesetFeed rules;
  private final NodeLinkService link;
  private final NodeRoster roster;
  private final Thread thread = Thread.ofVirtual().name("upkeep").unstarted(this::run);
  private int kubernetesRounds = 1;

  Upkeep(
      Journal journal,
      ClusterState cluster,
      KubeWatch watch,
      Placements placements,
      RulesetFeed rules,
      NodeLinkService link,
      NodeRoster roster) {
    this.journal = journal;
    this.cluster = cluster;
    this.watch = watch;
    this.placements = placements;
    this.rules = rules;
    this.link = link;
    this.roster = roster;
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    int round = 0;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(ROUND);
        round(++round % CONFIRM_EVERY == 0);
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException failed) {
        log.error("Upkeep: a round failed", failed);
      }
    }
  }

  private void round(boolean confirm) {
    journal.retry();
    sayKubernetes();
    rules.touch();
    link.endUnproven();
    link.tick();
    placements.following();
    if (confirm) {
      link.confirmRulesets();
      if (watch.synced()) {
        roster.retain(cluster.nodeNames());
      }
    }
  }

  /** Says once that Kubernetes is away, and once that it is back. */
  private void sayKubernetes() {
    KubeHealth health = watch.health();
    if (health.ok() && kubernetesRounds != 0) {
      log.info("Kubernetes: followed, {} pods known", cluster.podCount());
      kubernetesRounds = 0;
    } else if (!health.ok() && ++kubernetesRounds == KUBERNETES_PATIENCE) {
      log.warn("Kubernetes: {}; retried until it works", health.message());
    }
  }
}

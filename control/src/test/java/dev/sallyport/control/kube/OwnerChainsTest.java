// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OwnerChainsTest {
  private final OwnerChains chains = new OwnerChains();

  @Test
  void aPodOfAReplicaSetBelongsToItsDeployment() {
    chains.put("rs", new Owner("Deployment", "web", "d"));
    check(pod(new Owner("ReplicaSet", "web-5d4f", "rs"), ""), "Deployment/web");
  }

  @Test
  void aReplicaSetThatNothingOwnsIsTheWorkload() {
    chains.put("rs", null);
    check(pod(new Owner("ReplicaSet", "web", "rs"), ""), "ReplicaSet/web");
  }

  @Test
  void aPodOfAJobOfACronJobBelongsToTheCronJob() {
    chains.put("job", new Owner("CronJob", "report", "c"));
    check(pod(new Owner("Job", "report-2901", "job"), ""), "CronJob/report");
  }

  @Test
  void anOwnerOfAnUnknownKindIsTheWorkloadUnderThatKind() {
    check(pod(new Owner("GameServer", "arena", "g"), ""), "GameServer/arena");
    chains.put("rs", new Owner("Rollout", "web", "r"));
    check(pod(new Owner("ReplicaSet", "web-5d4f", "rs"), "5d4f"), "Rollout/web");
  }

  @Test
  void aPodThatNothingOwnsIsItsOwnWorkload() {
    check(pod(null, ""), "Pod/web-5d4f-x");
  }

  @Test
  void aReplicaSetNotSeenYetIsToldFromThePodsHash() {
    check(pod(new Owner("ReplicaSet", "web-5d4f", "unseen"), "5d4f"), "Deployment/web");
  }

  @Test
  void aJobNotSeenYetIsNotGuessed() {
    assertThat(chains.workloadOf(pod(new Owner("Job", "report-2901", "unseen"), ""))).isEmpty();
  }

  private void check(PodFact pod, String expected) {
    assertThat(chains.workloadOf(pod))
        .hasValueSatisfying(
            workload -> assertThat(workload.kind() + "/" + workload.name()).isEqualTo(expected));
  }

  static PodFact pod(Owner owner, String hash) {
    return new PodFact(
        "uid",
        "shop",
        "web-5d4f-x",
        "node-a",
        false,
        List.of("10.1.0.7"),
        "default",
        new TreeMap<>(),
        hash,
        owner,
        Instant.EPOCH,
        "Running",
        null,
        null);
  }
}

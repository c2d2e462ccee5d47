// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ClusterStateTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final String IP = "10.1.0.7";

  private Instant now = T0;
  private final InstantSource clock = () -> now;
  private final ClusterState state = new ClusterState(clock, ControlLimits.DEFAULT);

  @Test
  void aTerminalPodGivesItsAddressUpThoughItStillExists() {
    state.put(pod("a", "Running", IP, null));
    after(10);
    state.put(pod("a", "Succeeded", IP, T0.plusSeconds(8)));
    state.put(pod("b", "Running", IP, null));
    assertThat(state.holder(IP, T0.plusSeconds(7))).isEqualTo(new Holder.Pod("a"));
    assertThat(state.holder(IP, now)).isEqualTo(new Holder.Pod("b"));
  }

  @Test
  void aPodHoldsItsAddressSinceItWasLastSeenWithoutOne() {
    state.put(pod("a", "Running", IP, null));
    after(5);
    state.put(pod("b", "Pending", null, null));
    after(5);
    state.podGone("a");
    state.put(pod("b", "Running", IP, null));
    assertThat(state.holder(IP, T0.plusSeconds(2))).isEqualTo(new Holder.Pod("a"));
    assertThat(state.holder(IP, now)).isEqualTo(new Holder.Pod("b"));
  }

  @Test
  void theWorkloadOfAPodIsKnownOnceItsOwnerIs() {
    PodFact orphan =
        new PodFact(
            "p",
            "shop",
            "report-1-x",
            "node-a",
            false,
            List.of(IP),
            "default",
            new TreeMap<>(),
            "",
            new Owner("Job", "report-1", "job"),
            T0,
            "Running",
            null,
            null);
    state.put(orphan);
    assertThat(state.pod("p").orElseThrow().workload()).isEmpty();
    state.put(
        new DeclaredFact(
            "job",
            Workload.of("shop", "Job", "report-1"),
            false,
            new Owner("CronJob", "report", "cron"),
            T0,
            false));
    assertThat(state.pod("p").orElseThrow().workload())
        .contains(Workload.of("shop", "CronJob", "report"));
    state.declaredGone("job");
    assertThat(state.pod("p").orElseThrow().workload())
        .as("an owner that is deleted first does not take the name away")
        .contains(Workload.of("shop", "CronJob", "report"));
  }

  @Test
  void aJobThatFinishedStaysAsEndedAfterItWasDeleted() {
    Workload job = Workload.of("shop", "Job", "import");
    state.put(new DeclaredFact("job", job, true, null, T0, false));
    assertThat(state.snapshot().workloads().get(job.key()).ended()).isFalse();
    state.put(new DeclaredFact("job", job, true, null, T0, true));
    assertThat(state.snapshot().workloads().get(job.key()).ended()).isTrue();
    state.declaredGone("job");
    assertThat(state.snapshot().workloads().get(job.key()).ended()).isTrue();
  }

  @Test
  void aWorkloadThatComesBackIsNotEnded() {
    Workload web = Workload.of("shop", "Deployment", "web");
    state.put(new DeclaredFact("d1", web, true, null, T0, false));
    state.declaredGone("d1");
    assertThat(state.snapshot().workloads().get(web.key()).ended()).isTrue();
    state.put(new DeclaredFact("d2", web, true, null, T0, false));
    assertThat(state.snapshot().workloads().get(web.key()).ended()).isFalse();
  }

  @Test
  void whatDoesNotChangeAnythingDoesNotRaiseTheRevision() {
    state.put(pod("a", "Running", IP, null));
    long revision = state.snapshot().revision();
    state.put(pod("a", "Running", IP, null));
    assertThat(state.snapshot().revision()).isEqualTo(revision);
  }

  @Test
  void podsThatAreGoneAreToldForAWhileAndThenForgotten() {
    state.put(pod("a", "Running", IP, null));
    state.podGone("a");
    assertThat(state.gonePods()).hasSize(1);
    after(601);
    state.sweep();
    assertThat(state.gonePods()).isEmpty();
  }

  private void after(int seconds) {
    now = now.plusSeconds(seconds);
  }

  private PodFact pod(String uid, String phase, String address, Instant endedAt) {
    return new PodFact(
        uid,
        "shop",
        "pod-" + uid,
        "node-a",
        false,
        address == null ? List.of() : List.of(address),
        "default",
        new TreeMap<>(),
        "",
        null,
        now,
        phase,
        null,
        endedAt);
  }
}

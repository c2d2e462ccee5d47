// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.leader;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.control.MockCluster;
import dev.sallyport.control.config.LeaderSettings;
import dev.sallyport.control.kube.KubeAccess;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseElectionIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Ends within the test: nobody else renews it. */
  private static final Duration SHORT = Duration.ofSeconds(3);

  /** Outlasts any pause of a busy machine. */
  private static final Duration LONG = Duration.ofSeconds(15);

  private final MockCluster cluster = new MockCluster();

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void oneOfTwoLeadsAndTheOtherKnowsWhereAndFollowsOnWhenItGivesUp() {
    try (LeaseElection first = election("first", cluster.url(), LONG)) {
      first.start(7081);
      eventually(PATIENCE, () -> assertThat(first.turn()).isEqualTo(1));
      try (LeaseElection second = election("second", cluster.url(), LONG)) {
        second.start(7082);
        eventually(
            PATIENCE,
            () -> assertThat(second.leaderApi()).contains(URI.create("http://127.0.0.1:7081")));
        assertThat(second.leads()).isFalse();
        assertThat(second.leader()).isEqualTo(first.leader());
        first.close();
        assertThat(first.leads()).isFalse();
        eventually(PATIENCE, () -> assertThat(second.leads()).isTrue());
        assertThat(second.leaderApi()).isEmpty();
        assertThat(lease().getSpec().getLeaseTransitions()).isEqualTo(2);
        assertThat(lease().getMetadata().getAnnotations())
            .containsEntry(LeaseElection.API_ANNOTATION, "http://127.0.0.1:7082");
      }
    }
  }

  @Test
  void aLeaderThatCannotRenewStopsByItselfAndBeginsANewTurnLater() {
    try (LeaseElection only = election("only", cluster.url(), SHORT)) {
      only.start(0);
      eventually(PATIENCE, () -> assertThat(only.turn()).isPositive());
      long before = only.turn();
      int port = cluster.away();
      eventually(PATIENCE, () -> assertThat(only.leads()).isFalse());
      cluster.back(port);
      eventually(PATIENCE, () -> assertThat(only.turn()).isGreaterThan(before));
    }
  }

  @Test
  void aLeaderThatIsTakenOverResignsOnlyItsOwnTurn() {
    try (LeaseElection only = election("only", cluster.url(), LONG)) {
      only.start(0);
      eventually(PATIENCE, () -> assertThat(only.turn()).isEqualTo(1));
      only.resign(7, "of a turn that is none of its own");
      assertThat(only.turn()).isEqualTo(1);
      only.resign(1, "another writes");
      eventually(PATIENCE, () -> assertThat(only.turn()).isEqualTo(2));
    }
  }

  private Lease lease() {
    return cluster.client().leases().inNamespace("guard").withName("sallyport-control").get();
  }

  private static LeaseElection election(String pod, URI api, Duration lease) {
    return new LeaseElection(
        KubeAccess.connect(Optional.of(api), Duration.ofSeconds(2)),
        new LeaderSettings(true, "guard", "sallyport-control", pod, "127.0.0.1", lease));
  }
}

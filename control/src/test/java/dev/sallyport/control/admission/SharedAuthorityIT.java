// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.control.MockCluster;
import dev.sallyport.control.config.AdmissionSettings;
import dev.sallyport.control.config.AdmissionSettings.Guard;
import dev.sallyport.control.config.InjectionSettings;
import dev.sallyport.control.pki.Authority;
import dev.sallyport.control.pki.AuthorityKeeper;
import dev.sallyport.control.pki.MovableClock;
import dev.sallyport.control.pki.SecretStore;
import dev.sallyport.control.policy.LastTaken;
import dev.sallyport.control.policy.PolicyBook;
import dev.sallyport.control.secret.SharedSecret;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several programs that answer for one Service, each with a certificate of one authority. */
class SharedAuthorityIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AdmissionSettings SETTINGS =
      new AdmissionSettings(
          0, "sallyport-control", "sallyport", Guard.OBSERVE, InjectionSettings.NONE);

  @TempDir Path state;
  private final MovableClock clock = new MovableClock();
  private final MockCluster cluster = new MockCluster();
  private final Webhooks webhooks = new Webhooks(cluster);
  private final List<Runnable> running = new ArrayList<>();

  private record Replica(AuthorityKeeper keeper, Admission admission) {
    Authority authority() {
      return keeper.authority().orElseThrow();
    }

    /** Returns the certificate that it shows to who believes those. */
    X509Certificate shownTo(String believed) throws Exception {
      TlsCall.Answer answer =
          Webhooks.ask(admission.port(), believed, AdmissionServer.POLICIES, "policy");
      assertThat(answer.status()).isEqualTo(200);
      return answer.shown();
    }
  }

  @BeforeEach
  void register() {
    webhooks.register();
  }

  @AfterEach
  void stop() {
    // A server that stops waits two seconds for latecomers: all of them at once, and nobody waits.
    running.forEach(Thread::startVirtualThread);
    cluster.close();
  }

  @Test
  void whoLeadsTellsOfAllAndEachHasAKeyOfItsOwnAndAStrangerIsNotBelieved() throws Exception {
    Replica follower = replica("sallyport-ca", false);
    follower.shownTo(follower.authority().trustBundle());
    assertThat(webhooks.bundle()).as("said by who leads alone").isEmpty();
    Replica leader = replica("sallyport-ca", true);
    eventually(PATIENCE, () -> assertThat(webhooks.bundle()).isNotEmpty());
    X509Certificate one = leader.shownTo(webhooks.bundle());
    X509Certificate other = follower.shownTo(webhooks.bundle());
    assertThat(one.getIssuerX500Principal()).isEqualTo(other.getIssuerX500Principal());
    assertThat(one.getPublicKey()).isNotEqualTo(other.getPublicKey());
    Replica stranger = replica("elsewhere-ca", false);
    stranger.shownTo(stranger.authority().trustBundle());
    requireRefused(stranger, webhooks.bundle());
  }

  @Test
  void aSuccessorIsBelievedBesideTheOldAuthorityBeforeAnybodyShowsIt() throws Exception {
    clock.pass(Duration.ofDays(-380));
    Replica leader = replica("sallyport-ca", true);
    Replica late = replica("sallyport-ca", false);
    eventually(PATIENCE, () -> assertThat(webhooks.bundle()).isNotEmpty());
    String old = webhooks.bundle();
    clock.pass(Duration.ofDays(370));
    leader.authority().turn();
    eventually(
        PATIENCE,
        () -> assertThat(webhooks.bundle()).startsWith(old).hasSizeGreaterThan(old.length()));
    String both = webhooks.bundle();
    X509Certificate before = leader.shownTo(old);
    clock.pass(Duration.ofDays(10));
    X509Certificate after = leader.shownTo(both);
    assertThat(after.getIssuerX500Principal()).isNotEqualTo(before.getIssuerX500Principal());
    requireRefused(leader, old);
    late.shownTo(both);
    late.authority().turn();
    assertThat(late.shownTo(both).getIssuerX500Principal())
        .isEqualTo(after.getIssuerX500Principal());
    assertThat(leader.authority().trustBundle()).isEqualTo(both);
  }

  private static void requireRefused(Replica replica, String believed) {
    assertThatThrownBy(() -> replica.shownTo(believed)).isInstanceOf(SSLHandshakeException.class);
  }

  /** Starts one that answers when this returns. */
  private Replica replica(String secret, boolean leads) {
    AuthorityKeeper keeper =
        new AuthorityKeeper(
            new SecretStore(new SharedSecret(cluster.client(), "sallyport", secret)),
            List.of(),
            clock);
    PolicyBook book = new PolicyBook(clock, LastTaken.in(state.resolve("policies.jsonl")));
    Admission admission =
        new Admission(
            SETTINGS,
            new InetSocketAddress("127.0.0.1", 0),
            "sallyport",
            keeper,
            new PolicyReviewer(book, List::of),
            new PodInjector(InjectionSettings.NONE, "cluster.local", _ -> List.of()),
            cluster.client(),
            () -> leads,
            clock);
    running.add(keeper::close);
    running.add(admission::close);
    admission.start();
    keeper.start();
    eventually(PATIENCE, () -> assertThat(admission.port()).isPositive());
    return new Replica(keeper, admission);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.control.ReviewServer;
import dev.sallyport.control.config.AccessConfig;
import dev.sallyport.control.config.AccessLimits;
import dev.sallyport.control.config.AccessMode;
import dev.sallyport.control.kube.KubeAccess;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatekeeperIT {
  private static final Right LOOK = new Right("get", "blueprints");
  private static final Need ANYWHERE = new Need.Anywhere(LOOK);

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH.plusSeconds(1));
  private ReviewServer api;
  private KubernetesClient kube;
  private Gatekeeper keeper;

  @BeforeEach
  void start() throws Exception {
    api = new ReviewServer();
    api.tokens.put("token-of-ana", "ana");
    api.grant("ana", "viewer", "shop");
    kube = KubeAccess.connect(Optional.of(api.url()));
    keeper =
        new Gatekeeper(
            new AccessConfig(AccessMode.KUBERNETES, "sallyport", false, null),
            kube,
            () -> List.of("shop", "bank", "vault"),
            Sharing.NOTHING,
            AccessLimits.DEFAULT,
            now::get);
  }

  @AfterEach
  void stop() {
    kube.close();
    api.close();
  }

  @Test
  void aNamespacedRightReachesItsNamespaceAlone() {
    assertThat(in("token-of-ana", ANYWHERE).scope()).isEqualTo(Scope.of(Set.of("shop")));
    assertThat(in("token-of-ana", new Need.Within(LOOK, "shop")).scope().holds("shop")).isTrue();
    assertThat(out("token-of-ana", new Need.Within(LOOK, "bank")).detail())
        .contains("ana may not get blueprints.sallyport.dev in namespace bank")
        .contains("kubectl create rolebinding")
        .contains("-n bank --clusterrole=sallyport-viewer --user=ana");
    assertThat(out("token-of-ana", new Need.Everywhere(LOOK)).reason())
        .isEqualTo(Admission.Reason.FORBIDDEN);
    assertThat(out("token-of-ana", new Need.Anywhere(Right.CHANGE)).detail())
        .contains("--clusterrole=sallyport-editor");
  }

  @Test
  void answersHoldForTenSecondsAndNoLonger() {
    in("token-of-ana", ANYWHERE);
    int asked = api.tokenReviews.get() + api.accessReviews.get();
    assertThat(asked).isEqualTo(1 + 4);
    in("token-of-ana", ANYWHERE);
    assertThat(api.tokenReviews.get() + api.accessReviews.get()).isEqualTo(asked);
    api.tokens.clear();
    now.set(now.get().plusSeconds(11));
    assertThat(out("token-of-ana", ANYWHERE).reason()).isEqualTo(Admission.Reason.UNAUTHENTICATED);
  }

  @Test
  void whoWasLetInIsNotWhenTheTokenEndsOrTheRightIsTakenAway() {
    Access access = in("token-of-ana", ANYWHERE);
    assertThat(access.holds()).isTrue();
    api.grants.clear();
    now.set(now.get().plusSeconds(31));
    assertThat(access.holds()).isFalse();
    api.grant("ana", "viewer", "shop");
    now.set(now.get().plusSeconds(31));
    assertThat(access.holds()).isTrue();
    api.tokens.clear();
    now.set(now.get().plusSeconds(11));
    assertThat(access.holds()).isFalse();
  }

  @Test
  void whenNobodyCanDecideNobodyNewIsLetInAndWhoIsStays() {
    Access access = in("token-of-ana", ANYWHERE);
    api.broken = true;
    now.set(now.get().plusSeconds(31));
    assertThat(access.holds()).isTrue();
    assertThat(out("token-of-ana", ANYWHERE).reason()).isEqualTo(Admission.Reason.UNDECIDED);
    api.broken = false;
    assertThat(in("token-of-ana", ANYWHERE).caller().name()).isEqualTo("ana");
  }

  @Test
  void aLoginHoldsUntilItsTokenIsRefusedOrItIsClosed() {
    String secret = keeper.open("token-of-ana");
    Access access = admitted(keeper.admit(new Credentials("10.0.0.1", null, secret), ANYWHERE));
    assertThat(access.open()).isTrue();
    keeper.close(secret);
    assertThat(access.open()).isFalse();
    assertThat(keeper.admit(new Credentials("10.0.0.1", null, secret), ANYWHERE))
        .isInstanceOf(Admission.Refused.class);
    String second = keeper.open("token-of-ana");
    api.tokens.clear();
    now.set(now.get().plusSeconds(11));
    assertThat(keeper.admit(new Credentials("10.0.0.1", null, second), ANYWHERE))
        .isInstanceOf(Admission.Refused.class);
    assertThat(keeper.sessions()).isLessThanOrEqualTo(1);
    now.set(now.get().plus(AccessLimits.DEFAULT.sessionIdle()).plusSeconds(1));
    api.tokens.put("token-of-ana", "ana");
    assertThat(keeper.admit(new Credentials("10.0.0.1", null, second), ANYWHERE))
        .isInstanceOf(Admission.Refused.class);
  }

  @Test
  void madeUpTokensFromOneAddressAreCutOffAndOthersAreNot() {
    int limited = 0;
    for (int i = 0; i < 60; i++) {
      limited += out("made-up-" + i, ANYWHERE).reason() == Admission.Reason.TOO_MANY ? 1 : 0;
    }
    assertThat(limited).isPositive();
    assertThat(api.tokenReviews.get()).isLessThan(60);
    assertThat(keeper.admit(new Credentials("10.0.0.2", "token-of-ana", null), ANYWHERE))
        .isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void aNameIsQuotedInTheCommandThatGrantsARight() {
    api.tokens.put("token", "mallory; rm -rf '/'");
    assertThat(out("token", ANYWHERE).detail()).contains("--user='mallory; rm -rf '\\''/'\\'''");
    api.tokens.put("account", "system:serviceaccount:shop:ana");
    assertThat(out("account", ANYWHERE).detail()).contains("--serviceaccount=shop:ana");
  }

  private Access in(String token, Need need) {
    return admitted(keeper.admit(new Credentials("10.0.0.1", token, null), need));
  }

  private static Access admitted(Admission admission) {
    assertThat(admission).isInstanceOf(Admission.Admitted.class);
    return ((Admission.Admitted) admission).access();
  }

  private Admission.Refused out(String token, Need need) {
    Admission admission = keeper.admit(new Credentials("10.0.0.1", token, null), need);
    assertThat(admission).isInstanceOf(Admission.Refused.class);
    return (Admission.Refused) admission;
  }
}

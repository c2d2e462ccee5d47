// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.OldConnections;
import dev.sallyport.blueprint.summary.OpenWindow;
import dev.sallyport.blueprint.summary.SummaryBuilder;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.SummaryLimits;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.blueprint.summary.WindowClock;
import dev.sallyport.model.Attribution;
import dev.sallyport.model.Party;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Workload;
import dev.sallyport.node.capture.CapturedConnection;
import dev.sallyport.node.capture.PodSandbox;
import dev.sallyport.node.identity.Identification;
import dev.sallyport.node.identity.Identification.NameAgreement;
import dev.sallyport.node.identity.Role;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What was open before capture began is counted once, under its name, and open while it is. */
class OpenBeforeTest {
  private static final Party CLIENT = Workload.of("shop", "Deployment", "client");
  private static final Party CATALOG = Workload.of("shop", "Deployment", "catalog");
  private static final Party NOBODY = new Unidentified(Unidentified.Why.OPEN_BEFORE_CAPTURE);
  private static final String POD = "uid";

  private final WindowClock clock = new WindowClock(1_000_000, 0);
  private final SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, clock);
  private final OpenBefore before = new OpenBefore(_ -> identification());
  private Party source = CLIENT;
  private Role role = Role.REPORT_RAW;

  @Test
  void eachIsCountedOnceAndSaidToBeOpenInEveryWindow() {
    before.found(POD, List.of(connection(1), connection(2)));
    before.count(builder, seconds(15));
    assertThat(only(turn()).reach().old()).isEqualTo(new OldConnections(2, 2));
    before.count(builder, seconds(20));
    EdgeCounts later = only(turn());
    assertThat(later.reach().old()).isEqualTo(new OldConnections(0, 2));
    assertThat(later.exchanges()).isZero();
  }

  @Test
  void thoseThatEndedAreOpenNoMore() {
    before.found(POD, List.of(connection(1), connection(2)));
    before.count(builder, seconds(15));
    turn();
    before.stillOpen(POD, List.of(connection(2)));
    before.count(builder, seconds(20));
    assertThat(only(turn()).reach().old()).isEqualTo(new OldConnections(0, 1));
    before.stillOpen(POD, List.of());
    before.count(builder, seconds(25));
    assertThat(turn()).isEmpty();
  }

  @Test
  void oneThatEndsBeforeItIsNamedIsCountedAllTheSame() {
    before.found(POD, List.of(connection(1)));
    before.stillOpen(POD, List.of());
    before.count(builder, seconds(15));
    assertThat(only(turn()).reach().old()).isEqualTo(new OldConnections(1, 0));
  }

  @Test
  void namesAreWaitedForAndNotForever() {
    source = NOBODY;
    before.found(POD, List.of(connection(1)));
    before.count(builder, seconds(15));
    assertThat(turn()).isEmpty();
    source = CLIENT;
    before.count(builder, seconds(20));
    assertThat(turn())
        .hasSize(1)
        .allSatisfy((key, _) -> assertThat(key.source()).isEqualTo(CLIENT));
    source = NOBODY;
    before.found(POD, List.of(connection(3)));
    before.stillOpen(POD, List.of(connection(3)));
    before.count(builder, seconds(40));
    assertThat(turn())
        .hasSize(1)
        .allSatisfy((key, _) -> assertThat(key.source()).isEqualTo(NOBODY));
  }

  @Test
  void whatTheOtherEndCountsIsNotCountedHere() {
    role = Role.VOUCH_ONLY;
    before.found(POD, List.of(connection(1)));
    before.count(builder, seconds(15));
    assertThat(turn()).isEmpty();
  }

  @Test
  void nothingIsSaidInTheFirstSecondsSinceWhoElseIsCapturedIsNotKnown() {
    before.found(POD, List.of(connection(1)));
    before.count(builder, seconds(5));
    assertThat(turn()).isEmpty();
  }

  private Map<EdgeKey, EdgeCounts> turn() {
    return builder
        .swap(new OpenWindow(SummaryLimits.DEFAULT), clock)
        .freeze(new SummaryId("n", "b", new Window(1000, 5)))
        .edges();
  }

  private static EdgeCounts only(Map<EdgeKey, EdgeCounts> edges) {
    assertThat(edges).hasSize(1);
    return edges.values().iterator().next();
  }

  private Identification identification() {
    return new Identification(
        new Attribution(source, source == NOBODY ? Proof.UNKNOWN : Proof.NAMESPACE),
        new Attribution(CATALOG, Proof.NAMESPACE),
        role,
        NameAgreement.NOT_NAMED);
  }

  private static CapturedConnection connection(int port) {
    InetAddress here = InetAddress.getLoopbackAddress();
    return new CapturedConnection(
        new PodSandbox(POD, 1, 1, "/pod"),
        Vantage.SERVER,
        new InetSocketAddress(here, port),
        new InetSocketAddress(here, 8080),
        0);
  }

  private static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }
}

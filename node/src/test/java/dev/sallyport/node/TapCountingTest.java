// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.summary.Attempts;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.OpenWindow;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryBuilder;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.SummaryLimits;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.blueprint.summary.WindowClock;
import dev.sallyport.model.Attribution;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Outcome;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import dev.sallyport.node.capture.CapturedConnection;
import dev.sallyport.node.capture.CloseReason;
import dev.sallyport.node.capture.PodSandbox;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A connection that reached nobody is an attempt, and is counted once. */
class TapCountingTest {
  private static final Operation RAW = new RawOperation(Protocol.TCP, 8080);
  private static final Operation GET = new HttpOperation("GET", "/", Protocol.HTTP1);
  private static final Visibility NOT_UNDERSTOOD =
      Visibility.below(Layer.PROTOCOL, "too few bytes to tell");

  private final WindowClock clock = new WindowClock(1_000_000, 0);
  private final SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, clock);
  private final TapCounting counting = counting();

  @Test
  void aRefusedConnectionIsAnAttemptThatWasRefused() {
    ended(CloseReason.REFUSED, 0, 0);
    counting.exchange(exchange(RAW, new Outcome.Reset(), NOT_UNDERSTOOD));
    EdgeCounts counts = only();
    assertThat(counts.reach().attempts().refused()).isEqualTo(1);
    assertThat(counts.reach().ports().ports()).containsExactly(8080);
    assertThat(counts.visibility().unseen().get(Layer.PROTOCOL)).contains("did not come about");
    // To a control program that knows no attempts it is a connection that broke.
    assertThat(counts.exchanges()).isEqualTo(1);
    assertThat(counts.failures()).isEqualTo(1);
    assertThat(counts.answers().reset()).isEqualTo(1);
  }

  @Test
  void oneThatIsResetBeforeTheServerSaidAByteReachedNobody() {
    ended(CloseReason.SERVER_RESET, 12, 0);
    counting.exchange(exchange(RAW, new Outcome.Reset(), NOT_UNDERSTOOD));
    assertThat(only().reach().attempts().reset()).isEqualTo(1);
  }

  @Test
  void oneThatIsResetAfterwardsReachedSomebody() {
    ended(CloseReason.SERVER_RESET, 12, 7);
    counting.exchange(exchange(RAW, new Outcome.Unseen(), NOT_UNDERSTOOD));
    assertThat(only().reach().attempts()).isEqualTo(Attempts.NONE);
  }

  @Test
  void aRequestThatWasTakenAndThenCutReachedSomebody() {
    ended(CloseReason.SERVER_RESET, 40, 0);
    counting.exchange(exchange(GET, new Outcome.Reset(), Visibility.full()), 0);
    EdgeCounts counts = only();
    assertThat(counts.reach().attempts()).isEqualTo(Attempts.NONE);
    assertThat(counts.answers().reset()).isEqualTo(1);
  }

  @Test
  void requestsWrittenIntoARefusedConnectionAreOneAttempt() {
    ended(CloseReason.REFUSED, 80, 0);
    counting.exchange(exchange(GET, new Outcome.Reset(), Visibility.full()), 0);
    counting.exchange(exchange(GET, new Outcome.Reset(), Visibility.full()), 1);
    counting.moved(conversation(), GET, NOT_UNDERSTOOD, 80, 0);
    EdgeCounts counts = only();
    assertThat(counts.reach().attempts().total()).isEqualTo(1);
    assertThat(counts.exchanges()).isEqualTo(2);
    // What others ask on connections that come about is seen all the same.
    assertThat(counts.visibility()).isEqualTo(Visibility.full());
  }

  @Test
  void whatNobodyAnsweredInTimeIsAnAttemptWithoutAnAnswer() {
    ended(CloseReason.CONNECT_TIMEOUT, 0, 0);
    counting.exchange(exchange(RAW, new Outcome.TimedOut(), NOT_UNDERSTOOD));
    EdgeCounts counts = only();
    assertThat(counts.reach().attempts().unanswered()).isEqualTo(1);
    assertThat(counts.answers().timedOut()).isEqualTo(1);
  }

  @Test
  void whatAPolicyRefusedIsNoAttempt() {
    ended(CloseReason.DENIED, 0, 0);
    counting.exchange(exchange(RAW, new Outcome.Blocked("p"), NOT_UNDERSTOOD));
    EdgeCounts counts = only();
    assertThat(counts.reach().attempts()).isEqualTo(Attempts.NONE);
    assertThat(counts.answers().blocked()).isEqualTo(1);
  }

  private void ended(CloseReason why, long fromClient, long fromServer) {
    new TapEnd(why, fromClient, fromServer, 5).missed().ifPresent(counting::missed);
  }

  private EdgeCounts only() {
    OpenWindow window = builder.swap(new OpenWindow(SummaryLimits.DEFAULT), clock);
    Summary summary = window.freeze(new SummaryId("n", "b", new Window(1000, 5)));
    assertThat(summary.edges()).hasSize(1);
    return summary.edges().values().iterator().next();
  }

  private TapCounting counting() {
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);
    CapturedConnection connection =
        new CapturedConnection(new PodSandbox("uid", 1, 1, "/pod"), Vantage.SERVER, here, here, 0);
    return new TapCounting(
        builder, Carried.of(connection), null, (stream, operation) -> Optional.empty());
  }

  private static Conversation conversation() {
    return new Conversation(
        new Attribution(Workload.of("shop", "Deployment", "client"), Proof.NAMESPACE),
        new Attribution(Workload.of("shop", "Deployment", "catalog"), Proof.NAMESPACE),
        8080,
        CaptureTier.NODE,
        Vantage.SERVER);
  }

  private static Exchange exchange(Operation operation, Outcome outcome, Visibility seen) {
    return new Exchange(conversation(), operation, outcome, seen, 0, 0, 1, -1, 4);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Outcome;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class SummaryBuilderTest {
  private static final WindowClock CLOCK = new WindowClock(1_000_000, 0);
  private static final SummaryId ID = new SummaryId("n", "b", new Window(1000, 5));
  private static final Workload STOREFRONT = Workload.of("shop", "Deployment", "storefront");
  private static final Workload CATALOG = Workload.of("shop", "Deployment", "catalog");

  @Test
  void exchangesOfOneEdgeAddUp() {
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, CLOCK);
    builder.add(exchange(STOREFRONT, get("/a"), new Outcome.Answered(200, false), 1_000_000), 0);
    builder.add(exchange(STOREFRONT, get("/a"), new Outcome.Answered(500, true), 2_000_000), 0);
    builder.add(exchange(STOREFRONT, get("/a"), new Outcome.Reset(), -1), 0);
    builder.addBytesSeen(99);
    builder.addConnection(false);
    Summary summary = finish(builder);
    EdgeCounts counts = summary.edges().values().iterator().next();
    assertThat(summary.edges()).hasSize(1);
    assertThat(counts.exchanges()).isEqualTo(3);
    assertThat(counts.failures()).isEqualTo(2);
    assertThat(counts.answers().byStatus()).containsEntry(200, 1L).containsEntry(500, 1L);
    assertThat(counts.answers().reset()).isEqualTo(1);
    assertThat(counts.requestBytes()).isEqualTo(30);
    assertThat(counts.latency().count()).isEqualTo(2);
    assertThat(counts.firstSeenMillis()).isEqualTo(1_000_007);
    assertThat(counts.lastSeenMillis()).isEqualTo(1_000_010);
    assertThat(counts.sourceProof()).isEqualTo(Proof.PEER_VOUCH);
    assertThat(summary.tally().bytesSeen()).isEqualTo(99);
    assertThat(summary.tally().connectionsUnobserved()).isEqualTo(1);
  }

  @Test
  void operationsBeyondTheBoundCountOnTheirPairAndNoneIsLost() {
    SummaryLimits limits = SummaryLimits.ofEdges(10, 2, 4, 10);
    SummaryBuilder builder = new SummaryBuilder(limits, CLOCK);
    for (int i = 0; i < 1000; i++) {
      Party source = Workload.of("shop", "Deployment", "w" + i % 5);
      builder.add(exchange(source, get("/" + i), new Outcome.Answered(200, false), 1), 0);
    }
    Summary summary = finish(builder);
    assertThat(summary.exchanges()).isEqualTo(1000);
    assertThat(summary.edges()).hasSize(13);
    assertThat(summary.tally().exchangesFolded()).isEqualTo(990);
    assertThat(summary.tally().limitsHit()).containsKeys("summary.edges", "summary.pairs");
    EdgeKey pair = key(Workload.of("shop", "Deployment", "w0"), raw(0));
    assertThat(summary.edges().get(pair).visibility().sees(Layer.OPERATION)).isFalse();
    Party unknown = new Unidentified(Unidentified.Why.TABLE_FULL);
    EdgeKey rest = new EdgeKey(unknown, unknown, raw(0), CaptureTier.NODE, Vantage.SERVER);
    assertThat(summary.edges()).containsKey(rest);
  }

  @Test
  void statusesBeyondTheBoundCountAsOther() {
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.ofEdges(10, 2, 4, 10), CLOCK);
    for (int i = 0; i < 10; i++) {
      builder.add(exchange(STOREFRONT, get("/"), new Outcome.Answered(200 + i, false), 1), 0);
    }
    builder.add(exchange(STOREFRONT, get("/"), new Outcome.Answered(-7, false), 1), 0);
    AnswerCounts answers = finish(builder).edges().values().iterator().next().answers();
    assertThat(answers.byStatus()).hasSize(4);
    assertThat(answers.otherStatuses()).isEqualTo(7);
  }

  @Test
  void outsideClientsAreCountedOnlyWhereTheCallerIsOutside() {
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, CLOCK);
    for (int i = 0; i < 3000; i++) {
      builder.add(
          exchange(new OutsideClient(), get("/"), new Outcome.Answered(200, false), 1), i % 500);
      builder.add(exchange(STOREFRONT, get("/"), new Outcome.Answered(200, false), 1), i);
    }
    Summary summary = finish(builder);
    assertThat(summary.edges().get(key(new OutsideClient(), get("/"))).outsideClients().estimate())
        .isCloseTo(500, within(75.0));
    assertThat(summary.edges().get(key(STOREFRONT, get("/"))).outsideClients())
        .isEqualTo(DistinctCount.NONE);
  }

  @Test
  void aClearedWindowCountsFromZero() {
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, CLOCK);
    builder.add(exchange(STOREFRONT, get("/a"), new Outcome.Answered(200, false), 1), 0);
    OpenWindow first = builder.swap(new OpenWindow(SummaryLimits.DEFAULT), CLOCK);
    Summary frozen = first.freeze(ID);
    first.clear();
    assertThat(first.freeze(ID)).isEqualTo(Summary.empty(ID));
    builder.swap(first, CLOCK);
    builder.add(exchange(STOREFRONT, get("/a"), new Outcome.Answered(200, false), 1), 0);
    assertThat(finish(builder)).isEqualTo(frozen);
  }

  @Test
  void idleEdgesAreForgottenSoThatTheTableDoesNotFill() {
    SummaryLimits limits = SummaryLimits.ofEdges(100, 10, 4, 50);
    OpenWindow window = new OpenWindow(limits);
    SummaryBuilder builder = new SummaryBuilder(limits, CLOCK);
    for (int round = 0; round < 20; round++) {
      window.clear();
      window = builder.swap(window, CLOCK);
      for (int i = 0; i < 50; i++) {
        builder.add(exchange(STOREFRONT, get("/" + round + "/" + i), new Outcome.Unseen(), -1), 0);
      }
    }
    assertThat(finish(builder).tally().exchangesFolded()).isZero();
  }

  @Test
  void aKnownEdgeNeedsNoAllocation() {
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, CLOCK);
    Exchange exchange = exchange(STOREFRONT, get("/a"), new Outcome.Answered(200, false), 70_000);
    for (int i = 0; i < 50_000; i++) {
      builder.add(exchange, 0);
    }
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    // The compilers may take long on a busy machine.
    for (int round = 0; round < 50 && least >= 100_000; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 100_000; i++) {
        builder.add(exchange, 0);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).isLessThan(100_000);
  }

  private static Summary finish(SummaryBuilder builder) {
    return builder.swap(new OpenWindow(SummaryLimits.DEFAULT), CLOCK).freeze(ID);
  }

  private static EdgeKey key(Party source, Operation operation) {
    return new EdgeKey(source, CATALOG, operation, CaptureTier.NODE, Vantage.SERVER);
  }

  private static HttpOperation get(String path) {
    return new HttpOperation("GET", path, Protocol.HTTP1);
  }

  private static RawOperation raw(int port) {
    return new RawOperation(Protocol.HTTP1, port);
  }

  private static Exchange exchange(
      Party source, Operation operation, Outcome outcome, long latencyNanos) {
    return new Exchange(
        new Conversation(
            new Attribution(source, Proof.PEER_VOUCH),
            new Attribution(CATALOG, Proof.NAMESPACE),
            8080,
            CaptureTier.NODE,
            Vantage.SERVER),
        operation,
        outcome,
        Visibility.full(),
        10,
        20,
        7_000_000,
        latencyNanos,
        3_000_000);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.summary.AnswerCounts;
import dev.sallyport.blueprint.summary.ContentCounts;
import dev.sallyport.blueprint.summary.DistinctCount;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.LatencyHistogram;
import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.SightingCounts;
import dev.sallyport.blueprint.summary.SightingKey;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.ValueSample;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Place;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DataFlowsTest {
  private static final long T = 1_700_000_000;
  private static final Party CUSTOMER = new OutsideClient();
  private static final Party STOREFRONT = workload("storefront");
  private static final Party CHECKOUT = workload("checkout");
  private static final Party PAYMENTS = workload("payments");
  private static final Party ACQUIRER = new ExternalHost("acquirer.example", true);
  private static final Party MAILER = new ExternalHost("mail.example", true);

  private final Map<EdgeKey, EdgeCounts> edges = new HashMap<>();

  @Test
  void oneValuesWayIsRebuiltInOrder() {
    shop();
    DataFlows.Trace trace = flows().trace(11);
    assertThat(trace.hops())
        .extracting(hop -> hop.step() + " " + hop.flow().sender().key())
        .containsExactly(
            "1 " + CUSTOMER.key(),
            "2 " + STOREFRONT.key(),
            "3 " + CHECKOUT.key(),
            "4 " + PAYMENTS.key());
    assertThat(trace.hops().getLast().flow().receiver()).isEqualTo(ACQUIRER);
    assertThat(trace.uncertain()).isEmpty();
  }

  @Test
  void aValueThatWasNeverSeenHasNoWay() {
    shop();
    DataFlows.Trace trace = flows().trace(99);
    assertThat(trace.hops()).isEmpty();
    assertThat(trace.uncertain()).isEmpty();
  }

  @Test
  void whereMoreValuesWentThanTheSampleHoldsTheTraceSaysSo() {
    shop();
    edge(CHECKOUT, MAILER, DataClass.CREDIT_CARD, Direction.FROM_CLIENT, many());
    DataFlows.Trace trace = flows().trace(Long.MAX_VALUE);
    assertThat(trace.hops()).isEmpty();
    assertThat(trace.uncertain()).extracting(DataFlow::receiver).containsExactly(MAILER);
  }

  @Test
  void aFlowKnowsTheHostsItsValuesWentOnTo() {
    shop();
    edge(CHECKOUT, MAILER, DataClass.EMAIL_ADDRESS, Direction.FROM_CLIENT, ValueSample.of(1, 77));
    DataFlows flows = flows();
    DataFlow entry =
        flows.all().stream()
            .filter(each -> each.sender().equals(CUSTOMER))
            .findFirst()
            .orElseThrow();
    assertThat(flows.onwardTo(entry)).containsExactly(ACQUIRER);
    DataFlow last = flows.all().stream().filter(DataFlow::leaves).findFirst().orElseThrow();
    assertThat(flows.onwardTo(last)).isEmpty();
  }

  @Test
  void anAnswerMovesDataTheOtherWay() {
    edge(CHECKOUT, PAYMENTS, DataClass.IBAN_CODE, Direction.FROM_SERVER, ValueSample.of(1, 5));
    edge(CHECKOUT, ACQUIRER, DataClass.IBAN_CODE, Direction.FROM_CLIENT, ValueSample.of(1, 5));
    List<DataFlows.Hop> hops = flows().trace(5).hops();
    assertThat(hops.getFirst().flow().sender()).isEqualTo(PAYMENTS);
    assertThat(hops.getFirst().step()).isEqualTo(1);
    assertThat(hops.getLast().flow().receiver()).isEqualTo(ACQUIRER);
  }

  @Test
  void aRingIsWalkedOnce() {
    edge(CHECKOUT, PAYMENTS, DataClass.IBAN_CODE, Direction.FROM_CLIENT, ValueSample.of(1, 5));
    edge(PAYMENTS, CHECKOUT, DataClass.IBAN_CODE, Direction.FROM_CLIENT, ValueSample.of(1, 5));
    DataFlows flows = flows();
    assertThat(flows.trace(5).hops()).extracting(DataFlows.Hop::step).containsExactly(1, 2);
    assertThat(flows.onwardTo(flows.all().getFirst())).isEmpty();
  }

  private void shop() {
    ValueSample cards = ValueSample.of(1, 11, 12, 13);
    edge(CUSTOMER, STOREFRONT, DataClass.CREDIT_CARD, Direction.FROM_CLIENT, cards);
    edge(STOREFRONT, CHECKOUT, DataClass.CREDIT_CARD, Direction.FROM_CLIENT, cards);
    edge(CHECKOUT, PAYMENTS, DataClass.CREDIT_CARD, Direction.FROM_CLIENT, cards);
    edge(PAYMENTS, ACQUIRER, DataClass.CREDIT_CARD, Direction.FROM_CLIENT, cards);
  }

  private static ValueSample many() {
    return ValueSample.of(1, new java.util.Random(1).longs(200).toArray());
  }

  private DataFlows flows() {
    LiveBlueprint live = new LiveBlueprint(BlueprintLimits.DEFAULT);
    live.accept(new Summary(new SummaryId("n1", "b", new Window(T, 5)), edges, NodeTally.NONE));
    return DataFlows.of(live.snapshot(Instant.ofEpochSecond(T + 5), List.of()));
  }

  private void edge(Party from, Party to, DataClass what, Direction direction, ValueSample values) {
    TreeMap<SightingKey, SightingCounts> sightings = new TreeMap<>();
    sightings.put(
        new SightingKey(what, "rule", new Place(Place.Part.JSON, "$.card"), direction),
        new SightingCounts(9, 9, T * 1000, T * 1000 + 10, values, "**** 1111"));
    edges.merge(
        new EdgeKey(
            from,
            to,
            new HttpOperation("POST", "/pay", Protocol.HTTP1),
            CaptureTier.NODE,
            Vantage.SERVER),
        new EdgeCounts(
            9,
            0,
            AnswerCounts.NONE,
            1,
            1,
            LatencyHistogram.NONE,
            DistinctCount.NONE,
            T * 1000,
            T * 1000 + 10,
            Proof.NAMESPACE,
            Proof.NAMESPACE,
            Visibility.full(),
            new ContentCounts(9, 0, 0, sightings, new TreeMap<>())),
        EdgeCounts::plus);
  }

  private static Party workload(String name) {
    return Workload.of("shop", "Deployment", name);
  }
}

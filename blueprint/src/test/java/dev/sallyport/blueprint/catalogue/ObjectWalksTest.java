// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.catalogue.ApiFinding.Risk;
import dev.sallyport.blueprint.graph.BlueprintLimits;
import dev.sallyport.blueprint.graph.LiveBlueprint;
import dev.sallyport.blueprint.summary.AnswerCounts;
import dev.sallyport.blueprint.summary.ApiCounts;
import dev.sallyport.blueprint.summary.AuthenticationCounts;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.ObjectCounts;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.ValueSample;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.Authentication;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each walk beside the same traffic without what makes it one. */
class ObjectWalksTest {
  private static final Workload ORDERS = Workload.of("shop", "Deployment", "orders");
  private static final Workload EXPORT = Workload.of("shop", "Job", "export");
  private static final Workload CHECKOUT = Workload.of("shop", "Deployment", "checkout");
  private static final Workload BILLING = Workload.of("shop", "Deployment", "billing");
  private static final String ORDER = "/orders/{id}";
  private static final Window WINDOW = new Window(1_700_000_000, 5);

  private final Map<EdgeKey, EdgeCounts> edges = new HashMap<>();

  @Test
  void numbersInARowAreFoundAndOtherNumbersOfAnOnlyCallerAreNot() {
    call(EXPORT, ORDER, walk(400, 399, 400));
    assertThat(found()).hasSize(1);
    edges.clear();
    call(EXPORT, ORDER, walk(400, 30, 400));
    assertThat(found()).isEmpty();
  }

  @Test
  void theEvidenceSaysWhoHowManyAnsweredStepsOthersAndSinceWhen() {
    call(EXPORT, ORDER, new ObjectCounts(80, 60, 70, sample(60)));
    call(CHECKOUT, ORDER, walk(3, 0, 3));
    assertThat(found().getFirst().evidence())
        .startsWith("shop/export: about ")
        .contains("60 of 80 calls answered 2xx (75 %), 70 to the next id")
        .contains("median of 1 other callers 3")
        .endsWith("since 2023-11-14T22:13:20Z");
  }

  @Test
  void farMoreThanOthersAreGivenIsFoundAndAsManyIsNot() {
    call(EXPORT, ORDER, walk(600, 0, 600));
    call(CHECKOUT, ORDER, walk(20, 0, 20));
    call(BILLING, ORDER, walk(30, 0, 30));
    assertThat(callers()).containsExactly("shop/export");
    call(CHECKOUT, ORDER, walk(500, 0, 500));
    call(BILLING, ORDER, walk(500, 0, 500));
    assertThat(found()).isEmpty();
  }

  @Test
  void whatAllCallersDoIsNotFound() {
    call(EXPORT, ORDER, walk(400, 399, 400));
    call(CHECKOUT, ORDER, walk(400, 399, 400));
    assertThat(found()).isEmpty();
  }

  @Test
  void whoGoesFromOneToTheNextIsFoundBesideAFrontEndThatAsksForAsManyInAnyOrder() {
    call(EXPORT, ORDER, walk(110, 109, 110));
    call(CHECKOUT, ORDER, walk(120, 80, 1200));
    assertThat(callers()).containsExactly("shop/export");
  }

  @Test
  void objectsOfAPathWithoutValuesStoodInItsQueryOrBody() {
    call(EXPORT, "/order", walk(400, 399, 400));
    assertThat(callers()).containsExactly("shop/export");
  }

  @Test
  void fewObjectsAreNoWalk() {
    call(EXPORT, ORDER, walk(30, 29, 30));
    assertThat(found()).isEmpty();
  }

  @Test
  void objectsThatAreRefusedAreNotGiven() {
    call(EXPORT, ORDER, new ObjectCounts(400, 0, 399, ValueSample.NONE));
    assertThat(found()).isEmpty();
  }

  @Test
  void clientsOutsideAndWhatLetsThemInAreManyPeople() {
    call(new OutsideClient(), ORDER, walk(400, 399, 400));
    assertThat(found()).isEmpty();
    edges.clear();
    call(EXPORT, ORDER, walk(400, 399, 400));
    call(new OutsideClient(), EXPORT, "/", ObjectCounts.NONE);
    assertThat(found()).isEmpty();
    edges.clear();
    call(Workload.of("ingress-nginx", "Deployment", "controller"), ORDER, walk(400, 399, 400));
    assertThat(found()).isEmpty();
  }

  @Test
  void whoIsCalledByOthersIsFoundByNumbersInARowAloneNotByManyObjects() {
    call(BILLING, EXPORT, "/run", ObjectCounts.NONE);
    call(CHECKOUT, ORDER, walk(10, 0, 10));
    call(EXPORT, ORDER, walk(600, 0, 600));
    assertThat(found()).isEmpty();
    call(EXPORT, ORDER, walk(600, 580, 600));
    assertThat(callers()).containsExactly("shop/export");
  }

  @Test
  void pagesOfAListAreNoObjects() {
    call(EXPORT, "/orders/page/{id}", walk(400, 399, 400));
    assertThat(found()).isEmpty();
    call(EXPORT, "/orders/pages/{id}/lines/{id}", walk(400, 399, 400));
    assertThat(found()).hasSize(1);
  }

  private List<String> callers() {
    return found().stream().map(each -> each.evidence().split(":", 2)[0]).toList();
  }

  private List<ApiFinding> found() {
    LiveBlueprint live = new LiveBlueprint(BlueprintLimits.DEFAULT);
    live.accept(new Summary(new SummaryId("n1", "b", WINDOW), edges, NodeTally.NONE));
    ApiCatalogue catalogue =
        ApiCatalogue.of(
            live.snapshot(Instant.ofEpochMilli(WINDOW.startMillis()), List.of()),
            PathLimits.DEFAULT);
    return ApiFindings.of(catalogue.of(ORDERS.key()).orElseThrow()).stream()
        .filter(each -> each.risk() == Risk.API1)
        .toList();
  }

  private static ObjectCounts walk(int distinct, int steps, int answered) {
    return new ObjectCounts(answered, answered, steps, sample(distinct));
  }

  private static ValueSample sample(int distinct) {
    return ValueSample.of(1, new Random(7).longs(distinct).toArray());
  }

  private void call(Party caller, String path, ObjectCounts objects) {
    call(caller, ORDERS, path, objects);
  }

  private void call(Party caller, Party callee, String path, ObjectCounts objects) {
    EdgeCounts none = EdgeCounts.NONE;
    ApiCounts api =
        new ApiCounts(
            new TreeMap<>(Map.of(Authentication.BEARER, new AuthenticationCounts(9, 9, 0))),
            new TreeSet<>(),
            new TreeSet<>(),
            new TreeSet<>(),
            0,
            0,
            new TreeMap<>(),
            false,
            -1,
            objects);
    edges.put(
        new EdgeKey(
            caller,
            callee,
            new HttpOperation("GET", path, Protocol.HTTP1),
            CaptureTier.NODE,
            Vantage.SERVER),
        EdgeCounts.withoutContents(
                Math.max(1, objects.exchanges()),
                0,
                new AnswerCounts(
                    new TreeMap<>(Map.of(200, Math.max(1, objects.exchanges()))), 0, 0, 0, 0, 0),
                0,
                0,
                none.latency(),
                none.outsideClients(),
                WINDOW.startMillis(),
                WINDOW.startMillis() + 9,
                none.sourceProof(),
                none.targetProof(),
                none.visibility())
            .withApi(api));
  }
}

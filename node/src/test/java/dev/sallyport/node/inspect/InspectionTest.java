// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.summary.ApiCounts;
import dev.sallyport.blueprint.summary.AuthenticationCounts;
import dev.sallyport.blueprint.summary.ContentCounts;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.FindingKey;
import dev.sallyport.blueprint.summary.ObjectCounts;
import dev.sallyport.blueprint.summary.OpenWindow;
import dev.sallyport.blueprint.summary.SightingKey;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryBuilder;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.SummaryLimits;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.blueprint.summary.WindowClock;
import dev.sallyport.detection.scan.ScanLimits;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Attribution;
import dev.sallyport.model.Authentication;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.FingerprintKey;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Place;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import dev.sallyport.protocol.ConnectionReader;
import dev.sallyport.protocol.Ending;
import dev.sallyport.protocol.ExchangeFold;
import dev.sallyport.protocol.ExchangeSink;
import dev.sallyport.protocol.ProtocolLimits;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InspectionTest {
  private static final String CARD = "4111111111111111";
  private static final Conversation BETWEEN =
      new Conversation(
          new Attribution(Workload.of("shop", "Deployment", "checkout"), Proof.PEER_VOUCH),
          new Attribution(Workload.of("shop", "Deployment", "payments"), Proof.NAMESPACE),
          8080,
          CaptureTier.NODE,
          Vantage.SERVER);
  private static final Inspection.Kit ALL = Detectors.all(InspectLimits.DEFAULT, Detectors.data());
  private static final FingerprintKey KEY =
      new FingerprintKey(3, Instant.EPOCH, new byte[FingerprintKey.BYTES]);

  @BeforeAll
  static void warmUp() {
    WarmUp.run(ALL);
  }

  @Test
  void aCardIsSightedOnTheEdgeAndItsExchangeIsSeenToThePayload() {
    EdgeCounts counts = run(byAll(), true, pay(CARD), answer(200, "{\"ok\":true}"));
    assertThat(counts.exchanges()).isEqualTo(1);
    assertThat(counts.visibility().sees(Layer.PAYLOAD)).isTrue();
    ContentCounts contents = counts.contents();
    assertThat(contents.inspected()).isEqualTo(1);
    assertThat(contents.cut()).isZero();
    SightingKey card =
        contents.sightings().keySet().stream()
            .filter(each -> each.dataClass() == DataClass.CREDIT_CARD)
            .findFirst()
            .orElseThrow();
    assertThat(card.place()).isEqualTo(new Place(Place.Part.JSON, "$.card.number"));
    assertThat(card.direction()).isEqualTo(Direction.FROM_CLIENT);
    assertThat(contents.sightings().get(card).count()).isEqualTo(1);
    assertThat(contents.sightings().get(card).values().key(0)).isEqualTo(KEY.id());
    assertThat(counts.toString()).doesNotContain(CARD);
  }

  @Test
  void theSameValueHasTheSameFingerprintOnEveryConnectionAndInEveryPlace() {
    EdgeCounts one = run(byAll(), true, pay(CARD), answer(200, "{}"));
    EdgeCounts other = run(byAll(), true, get("/c?card=4111+1111+1111+1111"), answer(200, "{}"));
    assertThat(card(other).values()).isEqualTo(card(one).values());
    assertThat(card(run(byAll(), true, pay("5555555555554444"), answer(200, "{}"))).values())
        .isNotEqualTo(card(one).values());
  }

  @Test
  void anAttackIsFoundOnTheEdge() {
    EdgeCounts counts =
        run(byAll(), true, get("/products?q=1%27%20OR%20%271%27%3D%271"), answer(200, "{}"));
    assertThat(counts.contents().findings().keySet())
        .extracting(FindingKey::family)
        .contains(AttackFamily.SQL_INJECTION);
    assertThat(run(byAll(), true, get("/products?q=tea"), answer(200, "{}")).contents().findings())
        .isEmpty();
  }

  @Test
  void exchangesSayHowTheyAuthenticateAndWhatTheyCarryByName() {
    String call =
        pay(CARD).replace("host: payments", "host: payments\r\nauthorization: Bearer t")
            + get("/charges?limit=2");
    EdgeCounts counts = run(byAll(), false, call, answer(201, "{\"id\":7}") + answer(401, "{}"));
    ApiCounts api = counts.api();
    assertThat(api.authentications())
        .containsEntry(Authentication.BEARER, new AuthenticationCounts(1, 1, 0))
        .containsEntry(Authentication.NONE, new AuthenticationCounts(1, 0, 1));
    assertThat(api.fields().keySet())
        .extracting(each -> each.place().name())
        .contains("$.card.number", "$.id", "limit");
    assertThat(api.responseTypes()).contains("application/json");
    assertThat(counts.toString()).doesNotContain(CARD);
  }

  @Test
  void fieldsAreNotedOfFewOfManyExchanges() {
    EdgeCounts counts =
        run(byAll(), true, get("/charges/17?a=1").repeat(50), answer(200, "{}").repeat(50));
    assertThat(counts.api().authentications().get(Authentication.NONE).exchanges()).isEqualTo(50);
    assertThat(counts.api().requestsRead()).isEqualTo(4);
  }

  @Test
  void objectsThatPathsNameAreCountedAndTheirIdsNotKept() {
    String calls =
        IntStream.range(0, 60).mapToObj(i -> get("/charges/" + (7_654_000 + i))).collect(joining());
    EdgeCounts counts = run(byAll(), true, calls, answer(200, "{}").repeat(60));
    ObjectCounts objects = counts.api().objects();
    assertThat(objects.exchanges()).isEqualTo(60);
    assertThat(objects.answered()).isEqualTo(60);
    assertThat(objects.steps()).isEqualTo(59);
    assertThat(objects.distinct()).isBetween(20L, 60L);
    assertThat(objects.given().key(0)).isEqualTo(KEY.id());
    assertThat(counts.toString()).doesNotContain("7654");
  }

  @Test
  void thoseRefusedAreNotGivenAndPathsWithoutAnIdNameNone() {
    String calls = get("/charges/17").repeat(3);
    ObjectCounts refused = run(byAll(), true, calls, answer(403, "{}").repeat(3)).api().objects();
    assertThat(refused.exchanges()).isEqualTo(3);
    assertThat(refused.distinct()).isZero();
    ObjectCounts none =
        run(byAll(), true, get("/charges").repeat(3), answer(200, "{}").repeat(3)).api().objects();
    assertThat(none.isNone()).isTrue();
  }

  @Test
  void whatDetectorsSayWaitsUntilTheEndsAreKnown() {
    EdgeCounts counts = run(byAll(), false, pay(CARD), answer(200, "{}"));
    assertThat(counts.exchanges()).isEqualTo(1);
    assertThat(card(counts).count()).isEqualTo(1);
  }

  @Test
  void severalExchangesOfOneConnectionAreToldApart() {
    EdgeCounts counts =
        run(
            byAll(),
            true,
            pay(CARD) + pay("5555555555554444") + pay(CARD),
            answer(200, "{}") + answer(200, "{}") + answer(200, "{}"));
    assertThat(counts.exchanges()).isEqualTo(3);
    assertThat(card(counts).count()).isEqualTo(3);
    assertThat(card(counts).exchanges()).isEqualTo(3);
    assertThat(card(counts).values().estimate()).isEqualTo(2);
  }

  @Test
  void aDetectorsMistakeCostsOneExchangeAndTrafficGoesOn() {
    Inspection inspection =
        new Inspection(
            InspectLimits.DEFAULT,
            () ->
                List.of(
                    (message, claims) -> {
                      if (message.target().contains("bad")) {
                        throw new IllegalStateException(CARD);
                      }
                      return true;
                    }),
            Instant::now);
    EdgeCounts counts =
        run(
            inspection,
            true,
            get("/x?bad") + get("/x?good"),
            answer(200, "{}") + answer(200, "{}"));
    assertThat(counts.exchanges()).isEqualTo(2);
    assertThat(counts.contents().inspected()).isEqualTo(2);
    assertThat(counts.contents().cut()).isEqualTo(1);
    assertThat(counts.visibility().unseen().get(Layer.PAYLOAD)).contains("mistake of ours");
    assertThat(inspection.counters()).containsEntry("faults", 1L);
  }

  @Test
  void contentsBeyondTheBoundAreSaidToBeCut() {
    Inspection small =
        new Inspection(InspectLimits.DEFAULT.withMessageBytes(1024), ALL, Instant::now);
    EdgeCounts counts =
        run(small, true, pay(CARD), answer(200, "{\"a\":\"" + "x".repeat(20_000) + "\"}"));
    assertThat(counts.contents().cut()).isEqualTo(1);
    assertThat(counts.visibility().unseen().get(Layer.PAYLOAD)).contains("larger");
    assertThat(card(counts).count()).isEqualTo(1);
  }

  @Test
  void aSecretBeyondWhatIsKeptIsNotClaimedToBeAbsent() {
    String secret = "{\"aws\":\"AKIA" + "Q3EGRX7P5KVN2WDT\"}";
    String before = "{\"filler\":\"" + "word ".repeat(20_000) + "\"}\n";
    EdgeCounts beyond = run(byAll(), true, get("/export"), answer(200, before + secret));
    assertThat(beyond.contents().sightings()).isEmpty();
    assertThat(beyond.contents().cut()).isEqualTo(1);
    assertThat(beyond.visibility().sees(Layer.PAYLOAD)).isFalse();
    assertThat(beyond.visibility().unseen().get(Layer.PAYLOAD)).contains("not fully inspected");
    EdgeCounts within = run(byAll(), true, get("/export"), answer(200, secret));
    assertThat(within.contents().sightings()).hasSize(1);
    assertThat(within.contents().cut()).isZero();
    assertThat(within.visibility().sees(Layer.PAYLOAD)).isTrue();
  }

  @Test
  void objectsThatQueriesAndBodiesAskForAreCountedLikeThoseOfPaths() {
    String calls =
        IntStream.range(0, 60)
            .mapToObj(i -> get("/charge?charge_id=" + (7_654_000 + i)))
            .collect(joining());
    ObjectCounts asked = run(byAll(), true, calls, answer(200, "{}").repeat(60)).api().objects();
    assertThat(asked.steps()).isEqualTo(59);
    assertThat(asked.distinct()).isBetween(20L, 60L);
    String paid =
        IntStream.range(0, 60).mapToObj(i -> pay("" + (7_654_000 + i))).collect(joining());
    assertThat(run(byAll(), true, paid, answer(201, "{}").repeat(60)).api().objects().isNone())
        .as("what is made has one number after the other")
        .isTrue();
  }

  @Test
  void anExchangeIsLookedIntoAsFarAsItsBudgetReachesAndSaysSo() {
    InspectLimits limits =
        new InspectLimits(
            InspectLimits.DEFAULT.content(), 64, 256, 32, 4096, new ScanLimits(600, 1), 0.5);
    Inspection scarce = new Inspection(limits, ALL, Instant::now);
    String late = "{\"a\":\"" + "x".repeat(800) + "\",\"card\":\"" + CARD + "\"}";
    EdgeCounts counts = run(scarce, true, pay(CARD), answer(200, late));
    assertThat(counts.contents().cut()).isEqualTo(1);
    assertThat(counts.visibility().unseen().get(Layer.PAYLOAD)).contains("not fully inspected");
    assertThat(card(counts).count()).isEqualTo(1);
    EdgeCounts whole = run(scarce, true, pay(CARD), answer(200, "{}"));
    assertThat(whole.contents().cut()).isZero();
    assertThat(whole.visibility().sees(Layer.PAYLOAD)).isTrue();
  }

  @Test
  void picturesAreNotLookedIntoAndThatIsSaid() {
    EdgeCounts counts =
        run(
            byAll(),
            true,
            get("/p.png"),
            "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: 2000\r\n\r\n"
                + "\0".repeat(2000));
    assertThat(counts.contents().inspected()).isEqualTo(1);
    assertThat(counts.contents().cut()).isZero();
    assertThat(counts.visibility().unseen().get(Layer.PAYLOAD)).contains("no text");
  }

  @Test
  void whenThereIsNoTimeTrafficGoesOnUninspected() {
    Inspection slow =
        new Inspection(
            new InspectLimits(
                InspectLimits.DEFAULT.content(),
                64,
                256,
                32,
                4096,
                ScanLimits.DEFAULT,
                0.000_000_1),
            () -> List.of((message, claims) -> true),
            Instant::now);
    EdgeCounts counts = run(slow, true, get("/a").repeat(20), answer(200, "{}").repeat(20));
    assertThat(counts.exchanges()).isEqualTo(20);
    assertThat(counts.contents().cut()).isPositive();
    assertThat(counts.visibility().unseen().get(Layer.PAYLOAD)).contains("no time");
    assertThat(slow.counters().get("messages_skipped")).isPositive();
  }

  @Test
  void withoutAKeyNothingIsSampled() {
    Inspection keyless = new Inspection(InspectLimits.DEFAULT, ALL, Instant::now);
    EdgeCounts counts = run(keyless, true, pay(CARD), answer(200, "{}"));
    assertThat(card(counts).count()).isEqualTo(1);
    assertThat(card(counts).values().keys()).isZero();
    EdgeCounts called = run(keyless, true, get("/charges/17"), answer(200, "{}"));
    assertThat(called.api().objects().isNone()).isTrue();
  }

  private static Inspection byAll() {
    Inspection inspection = new Inspection(InspectLimits.DEFAULT, ALL, Instant::now);
    inspection.keys(List.of(KEY));
    return inspection;
  }

  private static dev.sallyport.blueprint.summary.SightingCounts card(EdgeCounts counts) {
    return counts.contents().sightings().entrySet().stream()
        .filter(each -> each.getKey().dataClass() == DataClass.CREDIT_CARD)
        .map(java.util.Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  /** Runs one connection as the node does and returns the counts of its only edge. */
  private static EdgeCounts run(
      Inspection inspection, boolean endsKnownFirst, String fromClient, String fromServer) {
    WindowClock clock = new WindowClock(1_000_000, System.nanoTime());
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, clock);
    Wiring wiring = new Wiring(inspection.loop(), builder);
    if (endsKnownFirst) {
      wiring.fold.conversation(BETWEEN);
    }
    wiring.send(Direction.FROM_CLIENT, fromClient);
    wiring.send(Direction.FROM_SERVER, fromServer);
    wiring.inspection.closed();
    if (!endsKnownFirst) {
      wiring.fold.conversation(BETWEEN);
    }
    long now = System.nanoTime();
    wiring.fold.closed(
        wiring.reader, Ending.ORDERLY, fromClient.length(), fromServer.length(), now);
    Summary summary =
        builder
            .swap(new OpenWindow(SummaryLimits.DEFAULT), clock)
            .freeze(new SummaryId("n", "b", new Window(1000, 5)));
    return summary.edges().values().stream().reduce(EdgeCounts.NONE, EdgeCounts::plus);
  }

  private static final class Wiring implements ExchangeSink {
    final ConnectionInspection inspection;
    final ExchangeFold fold;
    final ConnectionReader reader;
    private final SummaryBuilder builder;

    Wiring(LoopInspection loop, SummaryBuilder builder) {
      this.builder = builder;
      this.fold = new ExchangeFold(8080, System.nanoTime(), ProtocolLimits.DEFAULT, this);
      this.inspection = loop.open(fold, "payments:8080");
      this.reader =
          new ConnectionReader(
              8080, Optional.empty(), ProtocolLimits.DEFAULT, fold, inspection.listener());
    }

    void send(Direction direction, String octets) {
      byte[] bytes = octets.getBytes(ISO_8859_1);
      for (int at = 0; at < bytes.length; at += 700) {
        byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 700));
        reader.read(direction, Unpooled.wrappedBuffer(piece), System.nanoTime());
      }
    }

    @Override
    public void exchange(Exchange exchange) {
      throw new AssertionError("asked without a number");
    }

    @Override
    public void exchange(Exchange exchange, long stream) {
      ConnectionInspection.Said said = inspection.counted(exchange, stream);
      Exchange seen =
          said == null
              ? exchange
              : new Exchange(
                  exchange.conversation(),
                  exchange.operation(),
                  exchange.outcome(),
                  said.visibility(),
                  exchange.requestBytes(),
                  exchange.responseBytes(),
                  exchange.startedAtNanos(),
                  exchange.latencyNanos(),
                  exchange.durationNanos());
      if (said == null) {
        builder.add(seen, 0);
      } else {
        builder.add(seen, 0, said.contents());
      }
      inspection.countApi(exchange, stream, builder);
    }

    @Override
    public void moved(
        Conversation conversation,
        Operation operation,
        Visibility visibility,
        long requestBytes,
        long responseBytes) {}
  }

  private static String pay(String card) {
    String body = "{\"card\":{\"number\":\"" + card + "\",\"cvc\":\"737\"},\"amount\":120}";
    return "POST /charges HTTP/1.1\r\nhost: payments\r\ncontent-type: application/json\r\n"
        + "content-length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nhost: payments\r\n\r\n";
  }

  private static String answer(int status, String body) {
    return "HTTP/1.1 "
        + status
        + " OK\r\ncontent-type: application/json\r\ncontent-length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }
}

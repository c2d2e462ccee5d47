// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.summary.ContentCounts;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.FindingCounts;
import dev.sallyport.blueprint.summary.FindingKey;
import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.SightingCounts;
import dev.sallyport.blueprint.summary.SightingKey;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.ValueSample;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Place;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Severity;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Workload;
import dev.sallyport.wire.link.v1.SummaryBatch;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ContentsCodecTest {
  private static final Window WINDOW = new Window(1_700_000_000, 5);
  private static final EdgeKey EDGE =
      new EdgeKey(
          Workload.of("shop", "Deployment", "checkout"),
          Workload.of("shop", "Deployment", "payments"),
          new HttpOperation("POST", "/charges", Protocol.HTTP1),
          CaptureTier.NODE,
          Vantage.SERVER);

  @Test
  void everyClassPlaceAndFamilySurvives() {
    Summary summary = summary(everything());
    Decoded<List<Summary>> read = SummaryCodec.decode(SummaryCodec.encode(7, List.of(summary)));
    assertThat(read.problems()).isEmpty();
    assertThat(read.value()).containsExactly(summary);
  }

  @Test
  void contentsOfAnExchangeCountedBeforeSurvive() {
    EdgeCounts late = counts(0, everything());
    Summary summary = new Summary(id(), Map.of(EDGE, late), NodeTally.NONE);
    assertThat(SummaryCodec.decode(SummaryCodec.encode(7, List.of(summary))).value())
        .containsExactly(summary);
  }

  @Test
  void aClassThatIsNotKnownIsAProblemAndNoCrash() {
    SummaryBatch sent = SummaryCodec.encode(1, List.of(summary(everything())));
    int at = sent.getStringsList().indexOf("IBAN_CODE");
    Decoded<List<Summary>> read =
        SummaryCodec.decode(sent.toBuilder().setStrings(at, "RETINA_SCAN").build());
    assertThat(read.problems()).isNotEmpty();
    ContentCounts contents = read.value().getFirst().edges().get(EDGE).contents();
    assertThat(contents.unlisted()).isGreaterThan(everything().unlisted());
    assertThat(contents.sightings()).hasSize(everything().sightings().size() - 2);
    assertThat(read.value().getFirst().exchanges()).isEqualTo(summary(everything()).exchanges());
  }

  private static ContentCounts everything() {
    Random random = new Random(4);
    TreeMap<SightingKey, SightingCounts> sightings = new TreeMap<>();
    for (DataClass each : DataClass.values()) {
      Place.Part part = Place.Part.values()[each.ordinal() % Place.Part.values().length];
      for (Direction direction : Direction.values()) {
        sightings.put(
            new SightingKey(each, "rule", new Place(part, "$.a[*].b"), direction),
            new SightingCounts(
                1 + random.nextInt(9),
                1,
                WINDOW.startMillis() - 20,
                WINDOW.startMillis() + 4000,
                ValueSample.of(2, random.longs(40).toArray())
                    .union(ValueSample.of(1, random.longs(3).toArray())),
                "****" + each));
      }
    }
    TreeMap<FindingKey, FindingCounts> findings = new TreeMap<>();
    for (AttackFamily each : AttackFamily.values()) {
      findings.put(
          new FindingKey("detector", each, Place.of(Place.Part.QUERY)),
          new FindingCounts(
              3,
              2,
              Severity.values()[each.ordinal() % 4],
              random.nextInt(1001),
              WINDOW.startMillis(),
              WINDOW.startMillis() + 1,
              "tautology after a closed string"));
    }
    return new ContentCounts(5, 1, 2, sightings, findings);
  }

  private static Summary summary(ContentCounts contents) {
    return new Summary(id(), Map.of(EDGE, counts(9, contents)), NodeTally.NONE);
  }

  private static SummaryId id() {
    return new SummaryId("n1", "boot", WINDOW);
  }

  private static EdgeCounts counts(long exchanges, ContentCounts contents) {
    EdgeCounts none = EdgeCounts.NONE;
    return new EdgeCounts(
        exchanges,
        0,
        none.answers(),
        0,
        0,
        none.latency(),
        none.outsideClients(),
        WINDOW.startMillis() + 5,
        WINDOW.startMillis() + 6,
        none.sourceProof(),
        none.targetProof(),
        none.visibility(),
        contents);
  }
}

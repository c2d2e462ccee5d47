// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.RulingCounts;
import dev.sallyport.blueprint.summary.RulingKey;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Workload;
import dev.sallyport.wire.link.v1.SummaryBatch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RulingCodecTest {
  private static final Window WINDOW = new Window(1_700_000_000L, 5);

  @Test
  void everyVerdictAndEffectSurvives() {
    TreeMap<RulingKey, RulingCounts.Times> said = new TreeMap<>();
    for (RulingKey.Says says : RulingKey.Says.values()) {
      for (RulingKey.Done done : RulingKey.Done.values()) {
        for (boolean wouldBe : new boolean[] {true, false}) {
          String namespace = wouldBe ? "shop" : "";
          Reason reason = new Reason(new PolicyId(namespace, "catalog"), 7, wouldBe ? "" : "read");
          said.put(
              new RulingKey(reason, says, done, wouldBe),
              new RulingCounts.Times(said.size() + 1, WINDOW.startMillis() + said.size()));
        }
      }
    }
    Summary summary = summary(new RulingCounts(said));
    Decoded<List<Summary>> read = SummaryCodec.decode(SummaryCodec.encode(1, List.of(summary)));
    assertThat(read.problems()).isEmpty();
    assertThat(read.value()).containsExactly(summary);
  }

  @Test
  void aVerdictThatIsNotKnownIsNamedAndTheOthersAreRead() {
    RulingKey known =
        new RulingKey(
            new Reason(new PolicyId("shop", "catalog"), 1, ""),
            RulingKey.Says.DENY,
            RulingKey.Done.APPLIED,
            false);
    TreeMap<RulingKey, RulingCounts.Times> said = new TreeMap<>();
    said.put(known, new RulingCounts.Times(3, WINDOW.startMillis()));
    SummaryBatch.Builder batch =
        SummaryCodec.encode(1, List.of(summary(new RulingCounts(said)))).toBuilder();
    var edge = batch.getSummariesBuilder(0).getEdgesBuilder(0);
    edge.addRulings(edge.getRulings(0).toBuilder().setTraits(15));
    Decoded<List<Summary>> read = SummaryCodec.decode(batch.build());
    assertThat(read.problems()).hasSize(1);
    assertThat(read.value().getFirst().edges().values().iterator().next().rulings().byKey())
        .containsOnlyKeys(known);
  }

  private static Summary summary(RulingCounts rulings) {
    EdgeCounts none = EdgeCounts.NONE;
    EdgeCounts counts =
        new EdgeCounts(
            9,
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
            none.contents(),
            none.api(),
            rulings);
    EdgeKey edge =
        new EdgeKey(
            Workload.of("shop", "Deployment", "storefront"),
            Workload.of("shop", "Deployment", "catalog"),
            new HttpOperation("GET", "/items", Protocol.HTTP1),
            CaptureTier.NODE,
            Vantage.SERVER);
    return new Summary(new SummaryId("n1", "boot", WINDOW), Map.of(edge, counts), NodeTally.NONE);
  }
}

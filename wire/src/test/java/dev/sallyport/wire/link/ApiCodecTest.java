// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.summary.ApiCounts;
import dev.sallyport.blueprint.summary.AuthenticationCounts;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.FieldCounts;
import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.ObjectCounts;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.ValueSample;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.ApiField;
import dev.sallyport.model.Authentication;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Direction;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Place;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Vantage;
import dev.sallyport.wire.link.v1.SummaryBatch;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ApiCodecTest {
  private static final Window WINDOW = new Window(1_700_000_000, 5);
  private static final EdgeKey EDGE =
      new EdgeKey(
          new Unidentified(Unidentified.Why.TABLE_FULL),
          new Unidentified(Unidentified.Why.TABLE_FULL),
          new HttpOperation("GET", "/orders/{id}", Protocol.HTTP1),
          CaptureTier.NODE,
          Vantage.SERVER);

  @Test
  void whatIsSaidOfAnApiTravelsUnchanged() {
    Decoded<List<Summary>> read = SummaryCodec.decode(sent());
    assertThat(read.problems()).isEmpty();
    assertThat(read.value().getFirst().edges().get(EDGE).api()).isEqualTo(everything());
  }

  @Test
  void anOlderNodeSaysNothingOfObjectsAndAllElseIsRead() {
    SummaryBatch.Builder older = sent().toBuilder();
    older.getSummariesBuilder(0).getEdgesBuilder(0).getApiBuilder().clearObjects();
    Decoded<List<Summary>> read = SummaryCodec.decode(older.build());
    assertThat(read.problems()).isEmpty();
    assertThat(read.value().getFirst().edges().get(EDGE).api())
        .isEqualTo(everything().withObjects(ObjectCounts.NONE));
  }

  @Test
  void hostileBytesAreReadWithinBounds() {
    byte[] bytes = sent().toByteArray();
    Random random = new Random(3);
    for (int i = 0; i < 3_000; i++) {
      byte[] broken = bytes.clone();
      for (int j = 1 + random.nextInt(4); j > 0; j--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
      }
      try {
        SummaryBatch batch = SummaryBatch.parseFrom(broken);
        SummaryCodec.decode(batch)
            .value()
            .forEach(
                each ->
                    each.edges()
                        .values()
                        .forEach(
                            edge ->
                                assertThat(edge.api().fields())
                                    .hasSizeLessThanOrEqualTo(ApiCounts.FIELDS_MAX)));
      } catch (com.google.protobuf.InvalidProtocolBufferException notOne) {
        // Not a batch at all.
      }
    }
  }

  private static SummaryBatch sent() {
    EdgeCounts none = EdgeCounts.NONE;
    EdgeCounts counts =
        EdgeCounts.withoutContents(
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
                none.visibility())
            .withApi(everything());
    return SummaryCodec.encode(
        1,
        List.of(
            new Summary(
                new SummaryId("n1", "boot", WINDOW), Map.of(EDGE, counts), NodeTally.NONE)));
  }

  private static ApiCounts everything() {
    TreeMap<Authentication, AuthenticationCounts> ways = new TreeMap<>();
    for (Authentication each : Authentication.values()) {
      ways.put(each, new AuthenticationCounts(3L + each.ordinal(), 2, 1));
    }
    TreeMap<ApiField, FieldCounts> fields = new TreeMap<>();
    for (Place.Part part : Place.Part.values()) {
      for (Direction direction : Direction.values()) {
        fields.put(
            new ApiField(direction, new Place(part, "$.a[*].b")),
            new FieldCounts(7, 1 << part.ordinal() % 12));
      }
    }
    return new ApiCounts(
        ways,
        new TreeSet<>(List.of("sub", "scope")),
        new TreeSet<>(List.of("application/json")),
        new TreeSet<>(List.of("application/json", "text/html")),
        9,
        8,
        fields,
        true,
        120,
        new ObjectCounts(70, 60, 50, ValueSample.of(2, new Random(5).longs(60).toArray())));
  }
}

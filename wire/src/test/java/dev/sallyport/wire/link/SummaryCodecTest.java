// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.sallyport.blueprint.summary.AnswerCounts;
import dev.sallyport.blueprint.summary.Attempts;
import dev.sallyport.blueprint.summary.DialledPorts;
import dev.sallyport.blueprint.summary.DistinctCount;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.LatencyHistogram;
import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.OldConnections;
import dev.sallyport.blueprint.summary.Reach;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.ControlPlane;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Layer;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.ModelOperation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.RpcOperation;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import dev.sallyport.wire.link.v1.OperationEntry;
import dev.sallyport.wire.link.v1.PartyEntry;
import dev.sallyport.wire.link.v1.SummaryBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SummaryCodecTest {
  private static final List<Party> PARTIES =
      List.of(
          new Workload("shop", "Deployment", "storefront", "web", new TreeMap<>()),
          new ClusterNode("n1"),
          new ControlPlane(),
          new ExternalHost("api.openai.com", true),
          new ExternalHost("203.0.113.7", false),
          new OutsideClient(),
          new Unidentified(Unidentified.Why.TABLE_FULL));
  private static final List<Operation> OPERATIONS =
      List.of(
          new HttpOperation("GET", "/orders/{id}", Protocol.HTTP2),
          new HttpOperation("POST", "/graphql", Protocol.HTTP2, "query Cart"),
          new RpcOperation("inventory.v1.Inventory", "Get", Protocol.GRPC),
          new QueryOperation("SELECT", "", Protocol.POSTGRESQL),
          new MessageOperation("produce", "orders", Protocol.KAFKA),
          new LookupOperation("AAAA", "catalog.shop"),
          new ModelOperation("openai", "chat", "gpt", Protocol.HTTP1),
          new RawOperation(Protocol.TLS, 65535));

  @Test
  void everyKindOfNameSurvives() {
    Map<EdgeKey, EdgeCounts> edges = new HashMap<>();
    for (Party party : PARTIES) {
      for (Operation operation : OPERATIONS) {
        edges.put(
            new EdgeKey(party, PARTIES.getFirst(), operation, CaptureTier.STEER, Vantage.CLIENT),
            counts(edges.size()));
      }
    }
    Summary summary = summary(edges);
    Decoded<List<Summary>> decoded = SummaryCodec.decode(SummaryCodec.encode(7, List.of(summary)));
    assertThat(decoded.problems()).isEmpty();
    assertThat(decoded.value()).containsExactly(summary);
  }

  @Test
  void theServiceAccountTravelsAndLabelsDoNot() {
    Party party =
        new Workload("shop", "Job", "report", "reporter", new TreeMap<>(Map.of("app", "x")));
    EdgeKey key = key(party);
    Summary read = roundTrip(summary(Map.of(key, counts(1))));
    Workload workload = (Workload) read.edges().keySet().iterator().next().source();
    assertThat(workload.serviceAccount()).isEqualTo("reporter");
    assertThat(workload.labels()).isEmpty();
  }

  @Test
  void attemptsThatReachedNobodySurvive() {
    Reach reach =
        new Reach(
            DialledPorts.of(List.of(80, 8080)),
            new Attempts(1, 2, 3, 4, 1_700_000_002_000L),
            new OldConnections(5, 2));
    EdgeCounts counts = counts(20).withReach(reach);
    Summary summary = summary(Map.of(key(PARTIES.getFirst()), counts));
    EdgeCounts read = roundTrip(summary).edges().get(key(PARTIES.getFirst()));
    assertThat(read).isNotNull();
    assertThat(read.reach()).isEqualTo(reach);
  }

  @Test
  void bytesWithoutAnExchangeSurvive() {
    EdgeCounts moved = counts(1);
    moved =
        EdgeCounts.withoutContents(
            0,
            0,
            AnswerCounts.NONE,
            5,
            6,
            LatencyHistogram.NONE,
            DistinctCount.NONE,
            moved.firstSeenMillis(),
            moved.lastSeenMillis(),
            Proof.NAMESPACE,
            Proof.NAMESPACE,
            Visibility.full());
    Summary summary = summary(Map.of(key(PARTIES.getFirst()), moved));
    assertThat(roundTrip(summary)).isEqualTo(summary);
  }

  @Test
  void aGeneratedMixSurvives() {
    Summary summary = new TrafficMix(1, 30, 5000, 1000).summary;
    assertThat(roundTrip(summary)).isEqualTo(summary);
  }

  @Test
  void equalSummariesGiveEqualBytes() {
    Summary one = new TrafficMix(5, 30, 5000, 1000).summary;
    Summary two = new Summary(one.id(), new HashMap<>(one.edges()), one.tally());
    assertThat(SummaryCodec.encode(1, List.of(one)))
        .isEqualTo(SummaryCodec.encode(1, List.of(two)));
  }

  @Test
  void namesThatAreTooLongAreCut() {
    EdgeKey key =
        new EdgeKey(
            PARTIES.getFirst(),
            PARTIES.getFirst(),
            new HttpOperation("GET", "/" + "x".repeat(5000), Protocol.HTTP1),
            CaptureTier.NODE,
            Vantage.SERVER);
    Summary read = roundTrip(summary(Map.of(key, counts(1))));
    assertThat(read.exchanges()).isEqualTo(counts(1).exchanges());
  }

  @Test
  void fieldsOfANewerNodeAreIgnored() throws InvalidProtocolBufferException {
    Summary summary = summary(Map.of(key(PARTIES.getFirst()), counts(1)));
    SummaryBatch newer =
        SummaryCodec.encode(1, List.of(summary)).toBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(900, UnknownFieldSet.Field.newBuilder().addVarint(5).build())
                    .build())
            .build();
    assertThat(SummaryCodec.decode(SummaryBatch.parseFrom(newer.toByteArray())).value())
        .containsExactly(summary);
  }

  @Test
  void aNewerKindOfPartyCostsItsEdgesAndIsCounted() {
    EdgeKey key = key(new OutsideClient());
    SummaryBatch.Builder batch =
        SummaryCodec.encode(1, List.of(summary(Map.of(key, counts(9))))).toBuilder();
    for (int i = 0; i < batch.getPartiesCount(); i++) {
      if (batch.getParties(i).getOutsideClient()) {
        batch.setParties(i, PartyEntry.getDefaultInstance());
      }
    }
    Decoded<List<Summary>> decoded = SummaryCodec.decode(batch.build());
    assertThat(decoded.problems()).isNotEmpty();
    assertThat(decoded.value().getFirst().edges()).isEmpty();
    assertThat(decoded.value().getFirst().tally().exchangesDropped())
        .isEqualTo(3 + counts(9).exchanges());
  }

  @Test
  void aNewerKindOfOperationIsCountedWithoutAName() {
    SummaryBatch.Builder batch =
        SummaryCodec.encode(1, List.of(summary(Map.of(key(PARTIES.getFirst()), counts(9)))))
            .toBuilder();
    batch.setOperations(0, batch.getOperations(0).toBuilder().clearOperation());
    Decoded<List<Summary>> decoded = SummaryCodec.decode(batch.build());
    assertThat(decoded.problems()).hasSize(1);
    assertThat(decoded.value().getFirst().exchanges()).isEqualTo(counts(9).exchanges());
  }

  @Test
  void anUnknownProtocolReadsAsTcp() {
    SummaryBatch batch =
        SummaryBatch.newBuilder()
            .addStrings("quic-like")
            .addOperations(OperationEntry.newBuilder().setProtocol(0).setRaw(443))
            .build();
    assertThat(new NameReader(batch, LinkLimits.DEFAULT, new java.util.ArrayList<>()).operation(0))
        .isEqualTo(new RawOperation(Protocol.TCP, 443));
  }

  @Test
  void aSketchThatIsNoneIsLeftOutAndTheExchangesStay() {
    SummaryBatch.Builder batch =
        SummaryCodec.encode(1, List.of(summary(Map.of(key(new OutsideClient()), counts(9)))))
            .toBuilder();
    batch
        .getSummariesBuilder(0)
        .getEdgesBuilder(0)
        .setOutsideClients(ByteString.copyFromUtf8("no sketch at all"));
    Decoded<List<Summary>> decoded = SummaryCodec.decode(batch.build());
    assertThat(decoded.problems()).hasSize(1);
    assertThat(decoded.value().getFirst().exchanges()).isEqualTo(counts(9).exchanges());
  }

  /** Bytes that a broken or hostile node may send: changed, cut, or made up. */
  @Test
  void noBytesMakeDecodingFail() {
    byte[] good =
        SummaryCodec.encode(1, List.of(new TrafficMix(3, 8, 500, 300).summary)).toByteArray();
    Random random = new Random(11);
    int decoded = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = random.nextInt(10) == 0 ? new byte[random.nextInt(200)] : good.clone();
      if (bytes.length != good.length) {
        random.nextBytes(bytes);
      }
      for (int changes = random.nextInt(12); changes > 0 && bytes.length > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      int length = random.nextInt(5) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
      try {
        SummaryBatch batch = SummaryBatch.parseFrom(java.util.Arrays.copyOf(bytes, length));
        Decoded<List<Summary>> result = SummaryCodec.decode(batch);
        assertThat(result.problems().size()).isLessThanOrEqualTo(Decoded.PROBLEMS_MAX);
        result.value().forEach(each -> each.exchanges());
        decoded++;
      } catch (InvalidProtocolBufferException malformed) {
        // The transport answers such a stream; nothing reaches the codec.
      }
    }
    assertThat(decoded).isGreaterThan(1000);
  }

  /** Sketches arrive as opaque bytes, so they get a fuzz of their own. */
  @Test
  void noBytesMakeReadingASketchFail() {
    Random random = new Random(5);
    DistinctCount count = DistinctCount.NONE;
    for (int i = 0; i < 3000; i++) {
      count = count.union(DistinctCount.of(i));
      if (i < 40 || i % 250 == 0) {
        byte[] good = count.toBytes();
        for (int j = 0; j < 200; j++) {
          byte[] bytes = good.clone();
          for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            bytes[random.nextInt(Math.min(bytes.length, random.nextBoolean() ? 40 : 5000))] =
                (byte) random.nextInt();
          }
          DistinctCount.fromBytes(
                  java.util.Arrays.copyOf(bytes, random.nextInt(3) == 0 ? j : bytes.length))
              .ifPresent(read -> assertThat(read.union(DistinctCount.of(1)).estimate()).isFinite());
        }
      }
    }
  }

  private static Summary roundTrip(Summary summary) {
    Decoded<List<Summary>> decoded = SummaryCodec.decode(SummaryCodec.encode(7, List.of(summary)));
    assertThat(decoded.problems()).isEmpty();
    return decoded.value().getFirst();
  }

  private static EdgeKey key(Party source) {
    return new EdgeKey(
        source, PARTIES.getFirst(), OPERATIONS.getFirst(), CaptureTier.NODE, Vantage.SERVER);
  }

  private static Summary summary(Map<EdgeKey, EdgeCounts> edges) {
    return new Summary(
        new SummaryId("n1", "boot", new Window(1_700_000_000, 5)),
        edges,
        new NodeTally(1, 2, 3, 4, 5, new TreeMap<>(Map.of("summary.edges", 6L))));
  }

  private static EdgeCounts counts(int i) {
    return EdgeCounts.withoutContents(
        100 + i,
        i,
        new AnswerCounts(new TreeMap<>(Map.of(0, 1L, 200, 90L, 999, 2L)), 1, 2, 3, 4, 5),
        1L << 40,
        i,
        LatencyHistogram.of(i, 1, 0, 300),
        DistinctCount.of(i),
        1_700_000_000_000L - 17,
        1_700_000_004_999L,
        Proof.values()[i % Proof.values().length],
        Proof.UNKNOWN,
        i % 2 == 0 ? Visibility.full() : Visibility.below(Layer.PROTOCOL, "reason " + i));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.control.FakeNode;
import dev.sallyport.control.Summaries;
import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.model.Ruleset;
import dev.sallyport.wire.link.LinkVersion;
import dev.sallyport.wire.link.SummaryCodec;
import dev.sallyport.wire.link.v1.CaptureReport;
import dev.sallyport.wire.link.v1.EdgeEntry;
import dev.sallyport.wire.link.v1.NodeMessage;
import dev.sallyport.wire.link.v1.OperationEntry;
import dev.sallyport.wire.link.v1.PartyEntry;
import dev.sallyport.wire.link.v1.PodCapture;
import dev.sallyport.wire.link.v1.SummaryBatch;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes whose program is not of the version of control. */
class NewerNodeIT {
  private final List<Summary> taken = new CopyOnWriteArrayList<>();
  private final NodeRoster roster = new NodeRoster(InstantSource.system(), 110);
  private final NodeLinkService link =
      new NodeLinkService(
          "test",
          roster,
          this::take,
          () -> Ruleset.EMPTY,
          () -> true,
          ControlLimits.DEFAULT,
          InstantSource.system());
  private Server server;

  @BeforeEach
  void start() {
    server =
        Server.builder()
            .http(0)
            .requestTimeout(Duration.ZERO)
            .service(GrpcService.builder().addService(link).useBlockingTaskExecutor(true).build())
            .build();
    server.start().join();
  }

  @AfterEach
  void stop() {
    link.close();
    server.stop().join();
  }

  @Test
  void oneVersionAheadIsTakenIn() {
    try (FakeNode node = node("a", LinkVersion.CURRENT + 1)) {
      eventually(() -> assertThat(node.welcome).isTrue());
      assertThat(link.refusals().sentences()).isEmpty();
    }
  }

  @Test
  void twoVersionsAheadIsRefusedAndNamedUntilItIsUpgraded() {
    try (FakeNode node = node("a", LinkVersion.CURRENT + 2)) {
      eventually(() -> assertThat(node.ended).isNotNull());
      assertThat(node.ended.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
      assertThat(node.ended.getDescription()).contains("at most one apart", "upgrade control");
      assertThat(node.welcome).isFalse();
    }
    assertThat(link.refusals().sentences())
        .singleElement()
        .asString()
        .contains("node a", "the node speaks version " + (LinkVersion.CURRENT + 2));
    try (FakeNode node = node("a", LinkVersion.CURRENT)) {
      eventually(() -> assertThat(node.welcome).isTrue());
      assertThat(link.refusals().sentences()).isEmpty();
    }
  }

  @Test
  void aNodeThatNamesNoVersionIsRefused() {
    try (FakeNode node = node("a", 0)) {
      eventually(() -> assertThat(node.ended).isNotNull());
      assertThat(node.ended.getDescription()).contains("upgrade the node program");
    }
  }

  @Test
  void whatOnlyANewerNodeSaysIsIgnoredAndTheRestCounts() {
    long start = Instant.now().getEpochSecond() / 5 * 5;
    try (FakeNode node = node("a", LinkVersion.CURRENT)) {
      node.send(NodeMessage.newBuilder().setUnknownFields(more(90)).build());
      eventually(() -> assertThat(roster.unknownMessages()).isEqualTo(1));
      SummaryBatch plain = SummaryCodec.encode(1, List.of(Summaries.one("a", "boot", start, 3)));
      node.send(NodeMessage.newBuilder().setSummaries(withMore(plain)).build());
      eventually(() -> assertThat(node.acked).isEqualTo(1));
      node.send(NodeMessage.newBuilder().setSummaries(newKinds(start + 5)).build());
      eventually(() -> assertThat(node.acked).isEqualTo(2));
      node.send(
          NodeMessage.newBuilder()
              .setCapture(
                  CaptureReport.newBuilder()
                      .addPods(PodCapture.newBuilder().setPodUid("pod").setUnknownFields(more(50))))
              .build());
      eventually(
          () ->
              assertThat(roster.nodes().getFirst().captures().get("pod"))
                  .as("a state that is not known claims nothing")
                  .isInstanceOf(CaptureState.NotCaptured.class));
      assertThat(node.ended).isNull();
    }
    assertThat(taken.get(0)).isEqualTo(Summaries.one("a", "boot", start, 3));
    assertThat(taken.get(1).exchanges()).as("known, and of a new kind of operation").isEqualTo(6);
    assertThat(taken.get(1).tally().exchangesDropped()).as("of a new kind of party").isEqualTo(3);
  }

  /** One edge that is known, one to a kind of party and one of a kind of operation that are not. */
  private static SummaryBatch newKinds(long start) {
    SummaryBatch.Builder batch =
        SummaryCodec.encode(2, List.of(Summaries.one("a", "boot", start, 3))).toBuilder();
    int party = batch.getPartiesCount();
    int operation = batch.getOperationsCount();
    batch.addParties(PartyEntry.newBuilder().setUnknownFields(more(30)));
    batch.addOperations(
        OperationEntry.newBuilder()
            .setProtocol(batch.getOperations(0).getProtocol())
            .setUnknownFields(more(30)));
    EdgeEntry known = batch.getSummaries(0).getEdges(0);
    batch.getSummariesBuilder(0).addEdges(known.toBuilder().setTarget(party));
    batch.getSummariesBuilder(0).addEdges(known.toBuilder().setOperation(operation));
    return batch.build();
  }

  private FakeNode node(String name, int version) {
    return new FakeNode(server.activeLocalPort(), name, "boot", version);
  }

  private CompletionStage<Void> take(List<Summary> summaries) {
    taken.addAll(summaries);
    return CompletableFuture.completedFuture(null);
  }

  private static UnknownFieldSet more(int number) {
    return UnknownFieldSet.newBuilder()
        .addField(
            number,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8("said by a newer version"))
                .build())
        .addField(number + 1, UnknownFieldSet.Field.newBuilder().addVarint(5).build())
        .build();
  }

  /** Returns the message with fields that nobody knows, in it and in every message inside it. */
  @SuppressWarnings("unchecked")
  private static <T extends Message> T withMore(T message) {
    Message.Builder builder = message.toBuilder();
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isMapField()) {
                builder.setField(
                    field,
                    value instanceof List<?> all
                        ? all.stream().map(each -> withMore((Message) each)).toList()
                        : withMore((Message) value));
              }
            });
    return (T) builder.setUnknownFields(more(900)).build();
  }
}

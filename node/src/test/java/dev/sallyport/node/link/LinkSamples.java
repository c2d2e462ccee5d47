// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Inventory;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Ruleset;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Workload;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Summaries and settings for tests of the link. */
final class LinkSamples {
  static final long T = 1_700_000_000;

  private LinkSamples() {}

  /** A window of 5 seconds with one exchange on each of some edges. */
  static Summary window(String boot, int index, int edges) {
    Map<EdgeKey, EdgeCounts> counts = new HashMap<>();
    for (int i = 0; i < edges; i++) {
      counts.put(
          new EdgeKey(
              Workload.of("shop", "Deployment", "storefront"),
              Workload.of("shop", "Deployment", "catalog"),
              new HttpOperation("GET", "/resource-" + i + "/{id}", Protocol.HTTP1),
              CaptureTier.NODE,
              Vantage.SERVER),
          one());
    }
    return new Summary(
        new SummaryId("n1", boot, new Window(T + 5L * index, 5)), counts, NodeTally.NONE);
  }

  static LinkConfig config(int port, Path directory, LinkOutboxLimits limits) {
    return new LinkConfig(
        "127.0.0.1:" + port,
        "n1",
        "boot",
        "test",
        List.of(),
        directory,
        new LinkSecurity.Plaintext(),
        limits);
  }

  /** Fast reconnects, so that tests need not wait. */
  static LinkOutboxLimits limits(long memoryBytesMax, long spoolBytesMax) {
    return new LinkOutboxLimits(1000, memoryBytesMax, spoolBytesMax, 4 << 20, 3600, 4, 2, 20, 100);
  }

  static Ruleset ruleset(long version, int pods) {
    List<Inventory.PodInterval> intervals = new ArrayList<>();
    for (int i = 0; i < pods; i++) {
      intervals.add(
          new Inventory.PodInterval(
              "uid-" + i,
              "pod-" + i,
              "n1",
              Set.of(),
              false,
              Workload.of("shop", "Deployment", "catalog"),
              Instant.ofEpochSecond(T),
              null,
              false));
    }
    return new Ruleset(
        version,
        new Inventory(version, intervals, List.of(), List.of(), Inventory.ClusterRanges.EMPTY));
  }

  /** Returns what a version after this one might add under that number. */
  static UnknownFieldSet more(int number) {
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
  static <T extends Message> T withMore(T message) {
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

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within 60 s: " + what);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static EdgeCounts one() {
    EdgeCounts none = EdgeCounts.NONE;
    return EdgeCounts.withoutContents(
        1,
        0,
        none.answers(),
        100,
        100,
        none.latency(),
        none.outsideClients(),
        T * 1000,
        T * 1000,
        none.sourceProof(),
        none.targetProof(),
        none.visibility());
  }
}

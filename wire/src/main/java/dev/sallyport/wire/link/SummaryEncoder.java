// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import com.google.protobuf.ByteString;
import dev.sallyport.blueprint.summary.AnswerCounts;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.LatencyHistogram;
import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.model.Visibility;
import dev.sallyport.wire.link.v1.EdgeEntry;
import dev.sallyport.wire.link.v1.SummaryBatch;
import dev.sallyport.wire.link.v1.SummaryEntry;
import dev.sallyport.wire.link.v1.Tally;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Writes one batch. Used once; not thread-safe. */
final class SummaryEncoder {
  static final int OTHER = AnswerCounts.STATUS_MAX + 1;
  static final int BLOCKED = OTHER + 1;
  static final int RESET = OTHER + 2;
  static final int TIMED_OUT = OTHER + 3;
  static final int UNSEEN = OTHER + 4;

  private static final Comparator<EdgeEntry> BY_INDEX =
      Comparator.comparingInt(EdgeEntry::getSource)
          .thenComparingInt(EdgeEntry::getTarget)
          .thenComparingInt(EdgeEntry::getOperation)
          .thenComparingInt(EdgeEntry::getTraits);
  private static final Comparator<EdgeKey> BY_NAME =
      Comparator.comparing((EdgeKey key) -> key.source().key())
          .thenComparing(key -> key.target().key())
          .thenComparing(key -> key.operation().protocol())
          .thenComparing(key -> key.operation().key())
          .thenComparing(EdgeKey::tier)
          .thenComparing(EdgeKey::vantage);

  private final SummaryBatch.Builder batch = SummaryBatch.newBuilder();
  private final NameWriter names;

  SummaryEncoder(LinkLimits limits) {
    this.names = new NameWriter(batch, limits.nameLengthMax());
  }

  SummaryBatch encode(long sequence, Collection<Summary> summaries) {
    batch.setSequence(sequence);
    for (Summary summary : summaries) {
      batch.addSummaries(entry(summary));
    }
    return batch.build();
  }

  private SummaryEntry entry(Summary summary) {
    long startMillis = summary.id().window().startMillis();
    List<EdgeKey> keys = new ArrayList<>(summary.edges().keySet());
    // In a fixed order, so that equal summaries give equal bytes and neighbours share indexes.
    keys.sort(BY_NAME);
    List<EdgeEntry> edges = new ArrayList<>(keys.size());
    for (EdgeKey key : keys) {
      EdgeCounts counts = summary.edges().get(key);
      if (counts != null) {
        edges.add(edge(key, counts, startMillis));
      }
    }
    edges.sort(BY_INDEX);
    return SummaryEntry.newBuilder()
        .setNode(names.string(summary.id().node()))
        .setBoot(names.string(summary.id().boot()))
        .setStartEpochSecond(summary.id().window().startEpochSecond())
        .setLengthSeconds(summary.id().window().lengthSeconds())
        .setTally(tally(summary.tally()))
        .addAllEdges(edges)
        .build();
  }

  private EdgeEntry edge(EdgeKey key, EdgeCounts counts, long startMillis) {
    EdgeEntry.Builder edge =
        EdgeEntry.newBuilder()
            .setSource(names.party(key.source()))
            .setTarget(names.party(key.target()))
            .setOperation(names.operation(key.operation()))
            .setTraits(traits(key, counts))
            .setVisibility(visibility(counts.visibility()))
            .setExchanges(counts.exchanges())
            .setFailures(counts.failures())
            .setRequestBytes(counts.requestBytes())
            .setResponseBytes(counts.responseBytes())
            .setRows(counts.answers().rows())
            .setOutsideClients(ByteString.copyFrom(counts.outsideClients().toBytes()));
    if (!counts.isNone()) {
      edge.setFirstSeenMillis(counts.firstSeenMillis() - startMillis)
          .setLastSeenMillis(counts.lastSeenMillis() - startMillis);
    }
    if (!counts.contents().isNone()) {
      edge.setContents(ContentsCodec.encode(counts.contents(), names, startMillis));
    }
    if (!counts.api().isNone()) {
      edge.setApi(ApiCodec.encode(counts.api(), names));
    }
    RulingCodec.encode(counts.rulings(), names, startMillis, edge);
    if (!counts.reach().isNone()) {
      edge.setReach(ReachCodec.encode(counts.reach(), startMillis));
    }
    answers(counts.answers(), edge);
    LatencyHistogram latency = counts.latency();
    edge.setLatencyOffset(latency.offset());
    for (long count : latency.counts()) {
      edge.addLatencies(count);
    }
    return edge.build();
  }

  private int visibility(Visibility visibility) {
    return visibility.unseen().isEmpty() ? 0 : 1 + names.visibility(visibility);
  }

  private static int traits(EdgeKey key, EdgeCounts counts) {
    return key.tier().ordinal()
        | key.vantage().ordinal() << 2
        | counts.sourceProof().ordinal() << 4
        | counts.targetProof().ordinal() << 8;
  }

  private static void answers(AnswerCounts answers, EdgeEntry.Builder edge) {
    for (Map.Entry<Integer, Long> entry : answers.byStatus().entrySet()) {
      answer(edge, entry.getKey(), entry.getValue());
    }
    answer(edge, OTHER, answers.otherStatuses());
    answer(edge, BLOCKED, answers.blocked());
    answer(edge, RESET, answers.reset());
    answer(edge, TIMED_OUT, answers.timedOut());
    answer(edge, UNSEEN, answers.unseen());
  }

  private static void answer(EdgeEntry.Builder edge, int status, long count) {
    if (count > 0) {
      edge.addAnswers(status).addAnswers(count);
    }
  }

  private Tally tally(NodeTally tally) {
    Tally.Builder entry =
        Tally.newBuilder()
            .setBytesSeen(tally.bytesSeen())
            .setConnections(tally.connections())
            .setExchangesDropped(tally.exchangesDropped())
            .setExchangesFolded(tally.exchangesFolded())
            .setConnectionsUnobserved(tally.connectionsUnobserved());
    tally
        .limitsHit()
        .forEach((name, count) -> entry.addLimitNames(names.string(name)).addLimitCounts(count));
    return entry.build();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import dev.sallyport.blueprint.summary.AnswerCounts;
import dev.sallyport.blueprint.summary.ApiCounts;
import dev.sallyport.blueprint.summary.ContentCounts;
import dev.sallyport.blueprint.summary.DistinctCount;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.LatencyHistogram;
import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Party;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Vantage;
import dev.sallyport.wire.link.v1.EdgeEntry;
import dev.sallyport.wire.link.v1.SummaryBatch;
import dev.sallyport.wire.link.v1.SummaryEntry;
import dev.sallyport.wire.link.v1.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads one batch. Used once; not thread-safe. */
final class SummaryDecoder {
  private static final int SPECIAL_STATUSES = SummaryEncoder.UNSEEN - AnswerCounts.STATUS_MAX;
  private static final long SEEN_SPAN_MILLIS_MAX = 400L * 86_400_000;

  private final SummaryBatch batch;
  private final LinkLimits limits;
  private final List<Problem> problems = new ArrayList<>();

  SummaryDecoder(SummaryBatch batch, LinkLimits limits) {
    this.batch = batch;
    this.limits = limits;
  }

  Decoded<List<Summary>> decode() {
    int most =
        Math.max(
            Math.max(batch.getStringsCount(), batch.getPartiesCount()),
            Math.max(batch.getOperationsCount(), batch.getVisibilitiesCount()));
    if (most > limits.namesMax() || batch.getSummariesCount() > limits.summariesMax()) {
      problems.add(
          new Problem(
              "batch",
              most
                  + " names, "
                  + batch.getSummariesCount()
                  + " summaries (expected: at most "
                  + limits.namesMax()
                  + " and "
                  + limits.summariesMax()
                  + ")"));
      return new Decoded<>(List.of(), problems);
    }
    NameReader names = new NameReader(batch, limits, problems);
    List<Summary> summaries = new ArrayList<>();
    for (int i = 0; i < batch.getSummariesCount(); i++) {
      summary(batch.getSummaries(i), names, "summaries[" + i + "]").ifPresent(summaries::add);
    }
    return new Decoded<>(List.copyOf(summaries), problems);
  }

  private Optional<Summary> summary(SummaryEntry entry, NameReader names, String at) {
    String node = names.string(entry.getNode(), at + ".node");
    String boot = names.string(entry.getBoot(), at + ".boot");
    Window window = window(entry, names, at);
    if (node == null || boot == null || window == null) {
      return Optional.empty();
    }
    if (entry.getEdgesCount() > limits.namesMax()) {
      names.problem(
          at, entry.getEdgesCount() + " edges (expected: at most " + limits.namesMax() + ")");
      return Optional.empty();
    }
    NodeTally tally = tally(entry.getTally(), names, at);
    Map<EdgeKey, EdgeCounts> edges = new HashMap<>();
    for (int i = 0; i < entry.getEdgesCount(); i++) {
      EdgeEntry edge = entry.getEdges(i);
      EdgeKey key = key(edge, names, at, i);
      EdgeCounts counts = key == null ? null : counts(edge, window, names, at, i);
      if (key == null || counts == null) {
        tally = tally.plus(NodeTally.dropped(Math.max(0, edge.getExchanges())));
      } else {
        edges.merge(key, counts, EdgeCounts::plus);
      }
    }
    return Optional.of(new Summary(new SummaryId(node, boot, window), edges, tally));
  }

  private static @Nullable Window window(SummaryEntry entry, NameReader names, String at) {
    try {
      return new Window(entry.getStartEpochSecond(), entry.getLengthSeconds());
    } catch (IllegalArgumentException outOfRange) {
      names.problem(at, String.valueOf(outOfRange.getMessage()));
      return null;
    }
  }

  private static @Nullable EdgeKey key(EdgeEntry edge, NameReader names, String at, int index) {
    Party source = names.party(edge.getSource());
    Party target = names.party(edge.getTarget());
    Operation operation = names.operation(edge.getOperation());
    if (source == null || target == null || operation == null) {
      names.problem(at + ".edges[" + index + "]", "names an end or operation that was not read");
      return null;
    }
    int traits = edge.getTraits();
    return new EdgeKey(
        source,
        target,
        operation,
        pick(CaptureTier.values(), traits & 3),
        pick(Vantage.values(), traits >>> 2 & 3));
  }

  private static @Nullable EdgeCounts counts(
      EdgeEntry edge, Window window, NameReader names, String at, int index) {
    Optional<DistinctCount> clients =
        DistinctCount.fromBytes(edge.getOutsideClients().toByteArray());
    if (clients.isEmpty()) {
      // The distinct count is a side figure; losing it does not make the exchanges wrong.
      names.problem(at + ".edges[" + index + "].outside_clients", "not a sketch; left out");
    }
    long first = window.startMillis() + bounded(edge.getFirstSeenMillis());
    long last = window.startMillis() + bounded(edge.getLastSeenMillis());
    boolean some =
        edge.getExchanges() != 0
            || edge.getRequestBytes() != 0
            || edge.getResponseBytes() != 0
            || edge.hasContents()
            || edge.hasApi()
            || edge.getRulingsCount() > 0
            || edge.getReach().getOldOpen() != 0;
    try {
      return new EdgeCounts(
          edge.getExchanges(),
          edge.getFailures(),
          answers(edge),
          edge.getRequestBytes(),
          edge.getResponseBytes(),
          latency(edge),
          clients.orElse(DistinctCount.NONE),
          some ? Math.max(0, Math.min(first, last)) : Long.MAX_VALUE,
          some ? Math.max(0, Math.max(first, last)) : 0,
          pick(Proof.values(), edge.getTraits() >>> 4 & 15),
          pick(Proof.values(), edge.getTraits() >>> 8 & 15),
          names.visibility(edge.getVisibility()),
          edge.hasContents()
              ? new ContentsReader(names, window.startMillis(), at + ".edges[" + index + "]")
                  .read(edge.getContents())
              : ContentCounts.NONE,
          edge.hasApi()
              ? ApiCodec.decode(edge.getApi(), names, at + ".edges[" + index + "].api")
              : ApiCounts.NONE,
          RulingCodec.decode(
              edge, names, window.startMillis(), at + ".edges[" + index + "].rulings"),
          ReachCodec.decode(edge.getReach(), window.startMillis()));
    } catch (IllegalArgumentException outOfRange) {
      names.problem(at + ".edges[" + index + "]", String.valueOf(outOfRange.getMessage()));
      return null;
    }
  }

  private static AnswerCounts answers(EdgeEntry edge) {
    TreeMap<Integer, Long> byStatus = new TreeMap<>();
    long[] special = new long[SPECIAL_STATUSES];
    for (int i = 0; i + 1 < edge.getAnswersCount(); i += 2) {
      long status = edge.getAnswers(i);
      long count = edge.getAnswers(i + 1);
      if (count < 0) {
        throw new IllegalArgumentException("count: " + count + " (expected: not negative)");
      }
      if (status >= 0 && status <= AnswerCounts.STATUS_MAX) {
        byStatus.merge((int) status, count, SummaryDecoder::add);
      } else {
        // A special number that this version does not know counts as another status.
        long known = status >= 0 && status <= SummaryEncoder.UNSEEN ? status : SummaryEncoder.OTHER;
        int slot = (int) known - SummaryEncoder.OTHER;
        special[slot] = add(special[slot], count);
      }
    }
    return new AnswerCounts(
        byStatus, special[0], special[1], special[2], special[3], special[4], edge.getRows());
  }

  private static LatencyHistogram latency(EdgeEntry edge) {
    int length = edge.getLatenciesCount();
    if (length > LatencyHistogram.BUCKETS) {
      throw new IllegalArgumentException(
          "latency buckets: " + length + " (expected: at most " + LatencyHistogram.BUCKETS + ")");
    }
    long[] counts = new long[length];
    for (int i = 0; i < length; i++) {
      counts[i] = edge.getLatencies(i);
    }
    return length == 0
        ? LatencyHistogram.NONE
        : LatencyHistogram.of(edge.getLatencyOffset(), counts);
  }

  private NodeTally tally(Tally entry, NameReader names, String at) {
    TreeMap<String, Long> limitsHit = new TreeMap<>();
    int count = Math.min(entry.getLimitNamesCount(), entry.getLimitCountsCount());
    for (int i = 0; i < Math.min(count, 256); i++) {
      String name = names.string(entry.getLimitNames(i), at + ".tally");
      if (name != null) {
        limitsHit.merge(name, positive(entry.getLimitCounts(i)), SummaryDecoder::add);
      }
    }
    return new NodeTally(
        positive(entry.getBytesSeen()),
        positive(entry.getConnections()),
        positive(entry.getExchangesDropped()),
        positive(entry.getExchangesFolded()),
        positive(entry.getConnectionsUnobserved()),
        limitsHit);
  }

  /** Reads an unsigned number that does not fit as the largest that does. */
  static long positive(long count) {
    return count < 0 ? Long.MAX_VALUE : count;
  }

  private static long add(long a, long b) {
    return positive(a + b);
  }

  static long bounded(long millis) {
    return Math.max(-SEEN_SPAN_MILLIS_MAX, Math.min(SEEN_SPAN_MILLIS_MAX, millis));
  }

  /** Returns the value of that place, or for a number that is not known the last: the weakest. */
  private static <E> E pick(E[] values, int place) {
    return values[Math.min(place, values.length - 1)];
  }
}

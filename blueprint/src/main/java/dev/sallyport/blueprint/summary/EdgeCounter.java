// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import dev.sallyport.model.ApiFacts;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Outcome;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Proof;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import java.util.Arrays;
import java.util.TreeMap;
import org.apache.datasketches.hll.HllSketch;
import org.jspecify.annotations.Nullable;

/** The mutable counts of one edge in one window. Not thread-safe. */
final class EdgeCounter {
  private static final int LATENCY_GROWTH = 8;

  final int hash;
  final EdgeKey key;
  private long exchanges;
  private long failures;
  private short[] statuses = new short[2];
  private long[] statusCounts = new long[2];
  private int statusesUsed;
  private long otherStatuses;
  private long blocked;
  private long reset;
  private long timedOut;
  private long unseen;
  private long rows;
  private long requestBytes;
  private long responseBytes;
  private int latencyOffset;
  private long[] latencies = new long[0];
  private @Nullable HllSketch outsideClients;
  private long firstSeenMillis = Long.MAX_VALUE;
  private long lastSeenMillis;
  private Proof sourceProof = Proof.NAMESPACE;
  private Proof targetProof = Proof.NAMESPACE;
  private Visibility visibility = Visibility.full();
  private @Nullable ContentCounter contents;
  private @Nullable ApiCounter api;
  private @Nullable RulingCounter rulings;
  private final ReachCounter reach = new ReachCounter();

  EdgeCounter(int hash, EdgeKey key) {
    this.hash = hash;
    this.key = key;
  }

  boolean counts(
      Party source, Party target, Operation operation, CaptureTier tier, Vantage vantage) {
    return key.tier() == tier
        && key.vantage() == vantage
        && key.operation().equals(operation)
        && key.source().equals(source)
        && key.target().equals(target);
  }

  boolean isZero() {
    return exchanges == 0
        && requestBytes == 0
        && responseBytes == 0
        && contents == null
        && api == null
        && rulings == null
        && !reach.holdsOld();
  }

  /** Counts a connection, counted here as an exchange, that was open before capture began. */
  void addOld() {
    reach.foundOld();
  }

  /** Says that so many such connections are open now. */
  void openOld(
      Conversation setting, Visibility seen, long connections, long nowNanos, WindowClock clock) {
    reach.dialled(setting.port());
    reach.openOld(connections);
    addBytes(setting, seen, 0, 0, nowNanos, clock);
  }

  /** Counts what detectors said of an exchange that is counted by {@link #add}. */
  void add(
      Contents said, Exchange exchange, WindowClock clock, SummaryLimits limits, Allowance left) {
    long ended = clock.millisAt(exchange.startedAtNanos() + Math.max(0, exchange.durationNanos()));
    contents().add(said, Math.max(0, ended), limits, left);
  }

  /**
   * Counts what detectors said of an exchange that was counted before, perhaps in another window.
   */
  void addMore(
      Contents said,
      Conversation setting,
      long nowNanos,
      WindowClock clock,
      SummaryLimits limits,
      Allowance left) {
    long now = Math.max(0, clock.millisAt(nowNanos));
    contents().addAll(said, now, limits, left);
    firstSeenMillis = Math.min(firstSeenMillis, now);
    lastSeenMillis = Math.max(lastSeenMillis, now);
    sourceProof = sourceProof.weaker(setting.source().proof());
    targetProof = targetProof.weaker(setting.target().proof());
  }

  /** Counts what policies said of an exchange that is counted here. */
  void add(
      Ruling ruling,
      Conversation setting,
      long nowNanos,
      WindowClock clock,
      SummaryLimits limits,
      Allowance left) {
    RulingCounter known = rulings;
    if (known == null) {
      known = new RulingCounter();
      rulings = known;
    }
    long now = Math.max(0, clock.millisAt(nowNanos));
    known.add(ruling, now, limits.rulingsPerEdgeMax(), left);
    firstSeenMillis = Math.min(firstSeenMillis, now);
    lastSeenMillis = Math.max(lastSeenMillis, now);
    sourceProof = sourceProof.weaker(setting.source().proof());
    targetProof = targetProof.weaker(setting.target().proof());
  }

  /** Counts what an exchange that is counted here said of the API. */
  void add(ApiFacts facts, Conversation setting, long nowNanos, WindowClock clock, Allowance left) {
    ApiCounter known = api;
    if (known == null) {
      known = new ApiCounter();
      api = known;
    }
    known.add(facts, left);
    long now = Math.max(0, clock.millisAt(nowNanos));
    firstSeenMillis = Math.min(firstSeenMillis, now);
    lastSeenMillis = Math.max(lastSeenMillis, now);
    sourceProof = sourceProof.weaker(setting.source().proof());
    targetProof = targetProof.weaker(setting.target().proof());
  }

  private ContentCounter contents() {
    ContentCounter known = contents;
    if (known == null) {
      known = new ContentCounter();
      contents = known;
    }
    return known;
  }

  /** Adds bytes of an exchange that was counted before, in this window or an earlier one. */
  void addBytes(
      Conversation setting,
      Visibility seen,
      long fromClient,
      long fromServer,
      long nowNanos,
      WindowClock clock) {
    requestBytes = Counting.add(requestBytes, Math.max(0, fromClient));
    responseBytes = Counting.add(responseBytes, Math.max(0, fromServer));
    long now = Math.max(0, clock.millisAt(nowNanos));
    firstSeenMillis = Math.min(firstSeenMillis, now);
    lastSeenMillis = Math.max(lastSeenMillis, now);
    sourceProof = sourceProof.weaker(setting.source().proof());
    targetProof = targetProof.weaker(setting.target().proof());
    restrict(seen);
  }

  void add(Exchange exchange, long outsideClient, WindowClock clock, int statusesMax) {
    exchanges++;
    Outcome outcome = exchange.outcome();
    if (outcome.failed()) {
      failures++;
    }
    switch (outcome) {
      case Outcome.Answered answered -> addStatus(answered.status(), statusesMax);
      case Outcome.Blocked _ -> blocked++;
      case Outcome.Reset _ -> reset++;
      case Outcome.TimedOut _ -> timedOut++;
      case Outcome.Unseen _ -> unseen++;
      case Outcome.Unreached unreached -> addAttempt(unreached.why());
    }
    rows = Counting.add(rows, Math.max(0, exchange.rows()));
    requestBytes = Counting.add(requestBytes, Math.max(0, exchange.requestBytes()));
    responseBytes = Counting.add(responseBytes, Math.max(0, exchange.responseBytes()));
    if (exchange.latencyNanos() >= 0) {
      addLatency(LatencyHistogram.bucket(exchange.latencyNanos()));
    }
    if (key.source() instanceof OutsideClient) {
      addClient(outsideClient);
    }
    long started = Math.max(0, clock.millisAt(exchange.startedAtNanos()));
    long ended = clock.millisAt(exchange.startedAtNanos() + Math.max(0, exchange.durationNanos()));
    firstSeenMillis = Math.min(firstSeenMillis, started);
    lastSeenMillis = Math.max(lastSeenMillis, ended);
    sourceProof = sourceProof.weaker(exchange.conversation().source().proof());
    targetProof = targetProof.weaker(exchange.conversation().target().proof());
    reach.dialled(exchange.conversation().port());
    if (outcome instanceof Outcome.Unreached unreached) {
      reach.missed(unreached.why(), Math.max(0, ended));
    }
    // An attempt says nothing of what can be seen of the connections that come about.
    if (!(outcome instanceof Outcome.Unreached) || key.operation() instanceof RawOperation) {
      restrict(exchange.visibility());
    }
  }

  /** Takes away from what may be claimed; most exchanges of an edge share one value. */
  void restrict(Visibility seen) {
    if (seen != visibility && !seen.equals(visibility)) {
      Visibility both = visibility.intersect(seen);
      // Keep the instance where nothing changed, so that the next comparison is by identity.
      visibility = both.equals(seen) ? seen : both;
    }
  }

  EdgeCounts freeze() {
    TreeMap<Integer, Long> byStatus = new TreeMap<>();
    for (int i = 0; i < statusesUsed; i++) {
      if (statusCounts[i] > 0) {
        byStatus.put((int) statuses[i], statusCounts[i]);
      }
    }
    return new EdgeCounts(
        exchanges,
        failures,
        new AnswerCounts(byStatus, otherStatuses, blocked, reset, timedOut, unseen, rows),
        requestBytes,
        responseBytes,
        LatencyHistogram.of(latencyOffset, latencies),
        outsideClients == null ? DistinctCount.NONE : DistinctCount.copyOf(outsideClients),
        firstSeenMillis,
        lastSeenMillis,
        sourceProof,
        targetProof,
        visibility,
        contents == null ? ContentCounts.NONE : contents.freeze(),
        api == null ? ApiCounts.NONE : api.freeze(),
        rulings == null ? RulingCounts.NONE : rulings.freeze(),
        reach.freeze());
  }

  /** Back to zero; the arrays stay, because the next window looks much like this one. */
  void clear() {
    exchanges = 0;
    failures = 0;
    Arrays.fill(statusCounts, 0);
    otherStatuses = 0;
    blocked = 0;
    reset = 0;
    timedOut = 0;
    unseen = 0;
    rows = 0;
    requestBytes = 0;
    responseBytes = 0;
    Arrays.fill(latencies, 0);
    if (outsideClients != null) {
      outsideClients.reset();
    }
    firstSeenMillis = Long.MAX_VALUE;
    lastSeenMillis = 0;
    sourceProof = Proof.NAMESPACE;
    targetProof = Proof.NAMESPACE;
    visibility = Visibility.full();
    contents = null;
    api = null;
    rulings = null;
    reach.clear();
  }

  /** An attempt is broken to whoever knows no better. */
  private void addAttempt(Outcome.Miss why) {
    if (why == Outcome.Miss.NO_ANSWER) {
      timedOut++;
    } else {
      reset++;
    }
  }

  private void addStatus(int status, int statusesMax) {
    for (int i = 0; i < statusesUsed; i++) {
      if (statuses[i] == status) {
        statusCounts[i]++;
        return;
      }
    }
    if (status < 0 || status > AnswerCounts.STATUS_MAX || statusesUsed >= statusesMax) {
      otherStatuses++;
      return;
    }
    if (statusesUsed == statuses.length) {
      statuses = Arrays.copyOf(statuses, statusesUsed * 2);
      statusCounts = Arrays.copyOf(statusCounts, statusesUsed * 2);
    }
    statuses[statusesUsed] = (short) status;
    statusCounts[statusesUsed++] = 1;
  }

  private void addLatency(int bucket) {
    int at = bucket - latencyOffset;
    if (latencies.length == 0 || at < 0 || at >= latencies.length) {
      growLatencies(bucket);
      at = bucket - latencyOffset;
    }
    latencies[at]++;
  }

  private void growLatencies(int bucket) {
    boolean none = latencies.length == 0;
    int from = none ? bucket : Math.min(latencyOffset, bucket);
    int to = none ? bucket + 1 : Math.max(latencyOffset + latencies.length, bucket + 1);
    from = Math.max(0, from - (from < latencyOffset || none ? LATENCY_GROWTH / 2 : 0));
    to = Math.min(LatencyHistogram.BUCKETS, to + LATENCY_GROWTH / 2);
    long[] grown = new long[to - from];
    System.arraycopy(latencies, 0, grown, none ? 0 : latencyOffset - from, latencies.length);
    latencyOffset = from;
    latencies = grown;
  }

  private void addClient(long hash) {
    if (outsideClients == null) {
      outsideClients = DistinctCount.newSketch();
    }
    outsideClients.update(hash);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import dev.sallyport.blueprint.summary.AnswerCounts;
import dev.sallyport.blueprint.summary.Counting;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Edge;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.ModelOperation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.StatusClass;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Summaries added up to what the ledger keeps. Not thread-safe. */
final class LedgerBatch {
  static final int SENT = 0;
  static final int ANSWERED = 1;
  static final int ATTACK = 2;
  private static final int HOUR_SECONDS = 3600;
  private static final int DAY_HOURS = 24;

  /**
   * A stretch of time that one row counts.
   *
   * @param startHour first hour, since 1970
   * @param hours 1 or 24
   */
  record Bucket(int startHour, int hours) {
    /** Returns the hour that a window began in; the day of one that is longer than an hour. */
    static Bucket of(Window window) {
      int hour = (int) (window.startEpochSecond() / HOUR_SECONDS);
      return window.lengthSeconds() <= HOUR_SECONDS
          ? new Bucket(hour, 1)
          : new Bucket(hour / DAY_HOURS * DAY_HOURS, DAY_HOURS);
    }
  }

  /**
   * What a claim is counted by.
   *
   * @param kind {@link #SENT}, {@link #ANSWERED} or {@link #ATTACK}
   * @param name class of data or family of attacks
   */
  record Claim(int kind, String name) {}

  /** Counts of one edge in one bucket. */
  static final class Row {
    final Map<StatusClass, Long> exchanges = new EnumMap<>(StatusClass.class);
    final Map<Claim, long[]> claims = new HashMap<>(0);
    long inspected;

    long count(StatusClass status) {
      return exchanges.getOrDefault(status, 0L);
    }
  }

  /** Rows of one edge, and when it was seen. */
  static final class EdgeRows {
    final Map<Bucket, Row> rows = new HashMap<>();
    long firstMillis = Long.MAX_VALUE;
    long lastMillis;

    void addAll(EdgeRows others) {
      firstMillis = Math.min(firstMillis, others.firstMillis);
      lastMillis = Math.max(lastMillis, others.lastMillis);
      others.rows.forEach((bucket, row) -> add(bucket, row));
    }

    private void add(Bucket bucket, Row more) {
      Row row = rows.computeIfAbsent(bucket, _ -> new Row());
      more.exchanges.forEach((status, count) -> row.exchanges.merge(status, count, Counting::add));
      row.inspected = Counting.add(row.inspected, more.inspected);
      more.claims.forEach((claim, said) -> claim(row, claim, said[0], said[1]));
    }
  }

  private final Map<Edge, EdgeRows> edges = new LinkedHashMap<>();

  /** Adds all edges of a summary. */
  void add(Summary summary) {
    Bucket bucket = Bucket.of(summary.id().window());
    summary.edges().forEach((key, counts) -> add(key, bucket, counts));
  }

  Map<Edge, EdgeRows> edges() {
    return edges;
  }

  private void add(EdgeKey key, Bucket bucket, EdgeCounts counts) {
    boolean said =
        !counts.contents().sightings().isEmpty() || !counts.contents().findings().isEmpty();
    if (counts.exchanges() == 0 && !said) {
      return;
    }
    EdgeRows known = edges.computeIfAbsent(key.edge(), _ -> new EdgeRows());
    known.firstMillis = Math.min(known.firstMillis, counts.firstSeenMillis());
    known.lastMillis = Math.max(known.lastMillis, counts.lastSeenMillis());
    Row row = known.rows.computeIfAbsent(bucket, _ -> new Row());
    classes(key.operation(), counts)
        .forEach((status, count) -> row.exchanges.merge(status, count, Counting::add));
    row.inspected = Counting.add(row.inspected, counts.contents().inspected());
    counts
        .contents()
        .sightings()
        .forEach(
            (sighting, seen) ->
                claim(
                    row,
                    new Claim(
                        sighting.direction() == Direction.FROM_SERVER ? ANSWERED : SENT,
                        sighting.dataClass().name()),
                    seen.exchanges(),
                    0));
    counts
        .contents()
        .findings()
        .forEach(
            (finding, seen) ->
                claim(
                    row,
                    new Claim(ATTACK, finding.family().name()),
                    seen.exchanges(),
                    seen.scorePermille()));
    // A class in two places of one message was counted at both.
    long total = row.exchanges.values().stream().mapToLong(Long::longValue).sum();
    row.claims.values().forEach(count -> count[0] = Math.min(count[0], Math.max(1, total)));
  }

  private static void claim(Row row, Claim claim, long exchanges, long score) {
    long[] count = row.claims.computeIfAbsent(claim, _ -> new long[2]);
    count[0] = Counting.add(count[0], exchanges);
    count[1] = Math.max(count[1], score);
  }

  /** Returns exchanges by what became of them; what nothing is said of counts as unseen. */
  static Map<StatusClass, Long> classes(Operation operation, EdgeCounts counts) {
    AnswerCounts answers = counts.answers();
    Map<StatusClass, Long> classes = new EnumMap<>(StatusClass.class);
    put(classes, StatusClass.BLOCKED, answers.blocked());
    put(classes, StatusClass.BROKEN, Counting.add(answers.reset(), answers.timedOut()));
    put(classes, StatusClass.UNSEEN, answers.unseen());
    if (operation instanceof HttpOperation || operation instanceof ModelOperation) {
      answers.byStatus().forEach((status, count) -> put(classes, httpClass(status), count));
      put(classes, StatusClass.FAILED, answers.otherStatuses());
    } else {
      long answered =
          answers.byStatus().values().stream().reduce(answers.otherStatuses(), Counting::add);
      long gone = answers.blocked() + answers.reset() + answers.timedOut();
      long failed = Math.max(0, Math.min(answered, counts.failures() - gone));
      put(classes, StatusClass.FAILED, failed);
      put(classes, StatusClass.SUCCEEDED, answered - failed);
    }
    long told = classes.values().stream().mapToLong(Long::longValue).sum();
    put(classes, StatusClass.UNSEEN, Math.max(0, counts.exchanges() - told));
    return classes;
  }

  private static StatusClass httpClass(int status) {
    if (status >= 400 && status < 500) {
      return StatusClass.REFUSED;
    }
    return status >= 500 ? StatusClass.FAILED : StatusClass.SUCCEEDED;
  }

  private static void put(Map<StatusClass, Long> classes, StatusClass status, long count) {
    if (count > 0) {
      classes.merge(status, count, Counting::add);
    }
  }
}

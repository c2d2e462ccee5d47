// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The table of summaries. Holds nothing; every method takes the connection to work on. */
final class SummaryRows {
  private static final int FETCH = 500;
  private static final int JOIN_ROWS_MAX = 5_000;

  private static final String INSERT =
      """
      INSERT INTO summary (node, boot, start_second, length_seconds, grain, payload)
      VALUES (:node, :boot, :start, :length, :grain, :payload)
      ON CONFLICT (node, boot, start_second, length_seconds) DO NOTHING
      """;

  private static final String INSERT_NEW =
      """
      INSERT INTO summary (node, boot, start_second, length_seconds, grain, payload)
      SELECT :node, :boot, :start, :length, 0, :payload
      WHERE NOT EXISTS (SELECT 1 FROM summary s WHERE s.node = :node AND s.boot = :boot
        AND s.grain > 0 AND s.start_second <= :start
        AND s.start_second + s.length_seconds >= :start + :length)
      ON CONFLICT (node, boot, start_second, length_seconds) DO NOTHING
      """;

  private record Row(SummaryId id, byte[] payload) {}

  private SummaryRows() {}

  /**
   * Stores summaries; those that are there already, alone or joined with others, stay as they are.
   *
   * @return those that were not there
   */
  static List<Summary> insert(Handle handle, List<Summary> summaries) {
    if (summaries.isEmpty()) {
      return List.of();
    }
    PreparedBatch batch = handle.prepareBatch(INSERT_NEW);
    for (Summary each : summaries) {
      bind(batch, each.id()).bind("payload", SummaryBytes.write(each)).add();
    }
    int[] inserted = batch.execute();
    List<Summary> fresh = new ArrayList<>();
    for (int i = 0; i < inserted.length; i++) {
      if (inserted[i] > 0) {
        fresh.add(summaries.get(i));
      }
    }
    return fresh;
  }

  /** Hands every row to {@code sink} in order of time, a few at a time. */
  static void read(Handle handle, Consumer<byte[]> sink) {
    handle.useTransaction(
        transaction ->
            transaction
                .createQuery(
                    "SELECT payload FROM summary ORDER BY start_second, length_seconds DESC")
                .setFetchSize(FETCH)
                .map((row, _) -> row.getBytes(1))
                .forEach(sink::accept));
  }

  /**
   * Joins rows of a grain that are older than {@code before} into rows of the next, each covering
   * at most {@code length}.
   *
   * @return how many rows were read; a full batch means that there may be more
   */
  static int join(Handle handle, int grain, Duration length, Instant before) {
    return handle.inTransaction(
        transaction -> {
          List<Row> rows = candidates(transaction, grain, length, before);
          Map<String, List<Row>> groups = new LinkedHashMap<>();
          for (Row each : rows) {
            groups.computeIfAbsent(group(each.id(), length), _ -> new ArrayList<>()).add(each);
          }
          groups.values().forEach(group -> replace(transaction, group, grain + 1));
          return rows.size();
        });
  }

  static boolean full(int rows) {
    return rows >= JOIN_ROWS_MAX;
  }

  /** Deletes rows that began before {@code before}. */
  static void forget(Handle handle, Instant before) {
    handle
        .createUpdate("DELETE FROM summary WHERE start_second < :before")
        .bind("before", before.getEpochSecond())
        .execute();
  }

  /** Rows to join and, beside them, rows of the next grain that they belong into. */
  private static List<Row> candidates(Handle handle, int grain, Duration length, Instant before) {
    return handle
        .createQuery(
            """
            WITH old AS (
              SELECT node, boot, start_second FROM summary
              WHERE grain = :grain AND start_second < :before
              ORDER BY start_second LIMIT :most)
            SELECT s.node, s.boot, s.start_second, s.length_seconds, s.payload FROM summary s
            WHERE (s.grain = :grain OR s.grain = :grain + 1) AND s.start_second < :before
              AND EXISTS (SELECT 1 FROM old o WHERE o.node = s.node AND o.boot = s.boot
                AND o.start_second / :length = s.start_second / :length)
            ORDER BY s.start_second
            """)
        .bind("grain", grain)
        .bind("before", before.getEpochSecond() / length.toSeconds() * length.toSeconds())
        .bind("most", JOIN_ROWS_MAX)
        .bind("length", length.toSeconds())
        .map(
            (row, _) ->
                new Row(
                    new SummaryId(
                        row.getString(1),
                        row.getString(2),
                        new dev.sallyport.blueprint.summary.Window(row.getLong(3), row.getInt(4))),
                    row.getBytes(5)))
        .list();
  }

  private static String group(SummaryId id, Duration length) {
    return id.node()
        + '\0'
        + id.boot()
        + '\0'
        + id.window().startEpochSecond() / length.toSeconds();
  }

  private static void replace(Handle handle, List<Row> group, int grain) {
    Summary sum = null;
    for (Row each : group) {
      for (Summary summary : SummaryBytes.read(each.payload())) {
        sum = sum == null ? summary : sum.plus(summary);
      }
    }
    PreparedBatch delete =
        handle.prepareBatch(
            """
            DELETE FROM summary WHERE node = :node AND boot = :boot
              AND start_second = :start AND length_seconds = :length
            """);
    for (Row each : group) {
      bind(delete, each.id()).add();
    }
    delete.execute();
    if (sum != null) {
      insert(handle, List.of(sum), grain);
    }
  }

  private static void insert(Handle handle, List<Summary> summaries, int grain) {
    if (summaries.isEmpty()) {
      return;
    }
    PreparedBatch batch = handle.prepareBatch(INSERT);
    for (Summary each : summaries) {
      bind(batch, each.id()).bind("grain", grain).bind("payload", SummaryBytes.write(each)).add();
    }
    batch.execute();
  }

  private static PreparedBatch bind(PreparedBatch batch, SummaryId id) {
    return batch
        .bind("node", id.node())
        .bind("boot", id.boot())
        .bind("start", id.window().startEpochSecond())
        .bind("length", id.window().lengthSeconds());
  }
}

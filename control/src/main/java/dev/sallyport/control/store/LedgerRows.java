// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Edge;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Party;
import dev.sallyport.model.StatusClass;
import dev.sallyport.wire.api.ApiJson;
import dev.sallyport.wire.api.LedgerNames;
import dev.sallyport.wire.api.LedgerOperationView;
import dev.sallyport.wire.api.LedgerPartyView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The tables of the ledger. Holds nothing; every method takes the connection to work on. */
final class LedgerRows {
  private static final int FETCH = 500;
  private static final long HOUR_SECONDS = 3600;
  private static final int DAY_HOURS = 24;
  private static final int SCORE_MAX = 1000;

  private LedgerRows() {}

  static long edges(Handle handle) {
    return handle.createQuery("SELECT count(*) FROM ledger_edge").mapTo(Long.class).one();
  }

  static boolean filled(Handle handle) {
    return handle.createQuery("SELECT count(*) FROM ledger_filled").mapTo(Long.class).one() > 0;
  }

  static void fill(Handle handle, Instant now) {
    handle.execute("INSERT INTO ledger_filled (at_second) VALUES (?)", now.getEpochSecond());
  }

  /** Returns the number of an edge, or null when it was never seen. */
  static @Nullable Long find(Handle handle, Edge edge) {
    return handle
        .createQuery(
            """
            SELECT id FROM ledger_edge
            WHERE source = :source AND target = :target AND operation = :operation
            """)
        .bind("source", edge.source().key())
        .bind("target", edge.target().key())
        .bind("operation", text(edge.operation()))
        .mapTo(Long.class)
        .findOne()
        .orElse(null);
  }

  static long insert(Handle handle, Edge edge) {
    return handle
        .createQuery(
            """
            INSERT INTO ledger_edge (source, target, operation, first_millis, last_millis)
            VALUES (:source, :target, :operation, :first, 0) RETURNING id
            """)
        .bind("source", edge.source().key())
        .bind("target", edge.target().key())
        .bind("operation", text(edge.operation()))
        .bind("first", Long.MAX_VALUE)
        .mapTo(Long.class)
        .one();
  }

  /** Writes who a party is; of one that is there only when told to {@code replace}. */
  static void name(Handle handle, Party party, boolean replace) {
    handle
        .createUpdate(
            """
            INSERT INTO ledger_party (key, document) VALUES (:key, :document)
            ON CONFLICT (key) DO UPDATE SET document = excluded.document WHERE :replace
            """)
        .bind("key", party.key())
        .bind("document", json(LedgerNames.of(party)))
        .bind("replace", replace)
        .execute();
  }

  /** Adds counts to those that are there. */
  static void add(Handle handle, Map<Long, LedgerBatch.EdgeRows> edges) {
    if (edges.isEmpty()) {
      return;
    }
    PreparedBatch seen =
        handle.prepareBatch(
            """
            UPDATE ledger_edge SET first_millis = least(first_millis, :first),
              last_millis = greatest(last_millis, :last) WHERE id = :edge
            """);
    PreparedBatch counts = handle.prepareBatch(ADD_COUNTS);
    PreparedBatch claims = handle.prepareBatch(ADD_CLAIMS);
    edges.forEach(
        (edge, rows) -> {
          seen.bind("edge", edge)
              .bind("first", rows.firstMillis)
              .bind("last", rows.lastMillis)
              .add();
          rows.rows.forEach((bucket, row) -> bind(counts, claims, edge, bucket, row));
        });
    seen.execute();
    counts.execute();
    if (claims.size() > 0) {
      claims.execute();
    }
  }

  /** Adds hours that began before {@code before} up to days, and takes the hours away. */
  static void rollUp(Handle handle, Instant before) {
    int hour = hour(before) / DAY_HOURS * DAY_HOURS;
    handle.useTransaction(
        transaction -> {
          transaction.createUpdate(ROLL_COUNTS).bind("before", hour).execute();
          transaction.createUpdate(ROLL_CLAIMS).bind("before", hour).execute();
        });
  }

  /** Takes away counts that began before {@code before}; edges stay. */
  static void forget(Handle handle, Instant before) {
    for (String table : new String[] {"ledger_count", "ledger_claim"}) {
      handle
          .createUpdate("DELETE FROM " + table + " WHERE start_hour < :before")
          .bind("before", hour(before))
          .execute();
    }
  }

  /**
   * Hands every line that ends after {@code since} and begins before {@code until} to {@code sink},
   * edge by edge in order of time.
   */
  static void read(Handle handle, Instant since, Instant until, Consumer<LedgerLine> sink) {
    Map<String, Party> parties = parties(handle);
    handle.useTransaction(
        transaction ->
            transaction
                .createQuery(READ)
                .bind("since", hour(since))
                .bind("until", hour(until.plusSeconds(HOUR_SECONDS - 1)))
                .setFetchSize(FETCH)
                .map((row, _) -> line(row, parties))
                .forEach(line -> line.ifPresent(sink)));
  }

  private static Map<String, Party> parties(Handle handle) {
    Map<String, Party> parties = new HashMap<>();
    handle
        .createQuery("SELECT key, document FROM ledger_party")
        .map((row, _) -> Map.entry(row.getString(1), row.getString(2)))
        .forEach(
            each ->
                read(each.getValue(), LedgerPartyView.class)
                    .flatMap(LedgerNames::party)
                    .ifPresent(party -> parties.put(each.getKey(), party)));
    return parties;
  }

  private static Optional<LedgerLine> line(ResultSet row, Map<String, Party> parties)
      throws SQLException {
    Party source = parties.get(row.getString("source"));
    Party target = parties.get(row.getString("target"));
    Optional<Operation> operation =
        read(row.getString("operation"), LedgerOperationView.class).flatMap(LedgerNames::operation);
    if (source == null || target == null || operation.isEmpty()) {
      return Optional.empty();
    }
    Map<StatusClass, Long> exchanges = new EnumMap<>(StatusClass.class);
    for (StatusClass each : StatusClass.values()) {
      long count = row.getLong(column(each));
      if (count > 0) {
        exchanges.put(each, count);
      }
    }
    TreeMap<LedgerLine.Carried, Long> carried = new TreeMap<>();
    TreeMap<AttackFamily, LedgerLine.Shown> shown = new TreeMap<>();
    claims(row.getString("claims"), carried, shown);
    return Optional.of(
        new LedgerLine(
            new Edge(source, target, operation.get()),
            Instant.ofEpochSecond(row.getLong("start_hour") * HOUR_SECONDS),
            Duration.ofHours(row.getInt("hours")),
            exchanges,
            row.getLong("inspected"),
            carried,
            shown,
            Instant.ofEpochMilli(row.getLong("first_millis")),
            Instant.ofEpochMilli(row.getLong("last_millis"))));
  }

  /** Reads <code>kind name exchanges score</code>, parted by commas; names hold neither. */
  private static void claims(
      @Nullable String text,
      Map<LedgerLine.Carried, Long> carried,
      Map<AttackFamily, LedgerLine.Shown> shown) {
    if (text == null) {
      return;
    }
    for (String each : text.split(",", -1)) {
      String[] parts = each.split(" ", -1);
      long exchanges = Long.parseLong(parts[2]);
      int kind = Integer.parseInt(parts[0]);
      if (kind == LedgerBatch.ATTACK) {
        named(AttackFamily.class, parts[1])
            .ifPresent(
                family ->
                    shown.put(
                        family,
                        new LedgerLine.Shown(exchanges, Double.parseDouble(parts[3]) / SCORE_MAX)));
      } else {
        Direction direction =
            kind == LedgerBatch.ANSWERED ? Direction.FROM_SERVER : Direction.FROM_CLIENT;
        named(DataClass.class, parts[1])
            .ifPresent(
                dataClass -> carried.put(new LedgerLine.Carried(dataClass, direction), exchanges));
      }
    }
  }

  private static <E extends Enum<E>> Optional<E> named(Class<E> type, String name) {
    for (E each : type.getEnumConstants()) {
      if (each.name().equals(name)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private static void bind(
      PreparedBatch counts,
      PreparedBatch claims,
      long edge,
      LedgerBatch.Bucket bucket,
      LedgerBatch.Row row) {
    counts
        .bind("edge", edge)
        .bind("start", bucket.startHour())
        .bind("hours", bucket.hours())
        .bind("inspected", row.inspected);
    for (StatusClass each : StatusClass.values()) {
      counts.bind(column(each), row.count(each));
    }
    counts.add();
    row.claims.forEach(
        (claim, said) ->
            claims
                .bind("edge", edge)
                .bind("start", bucket.startHour())
                .bind("hours", bucket.hours())
                .bind("kind", claim.kind())
                .bind("name", claim.name())
                .bind("exchanges", said[0])
                .bind("score", said[1])
                .add());
  }

  private static String column(StatusClass status) {
    return switch (status) {
      case SUCCEEDED -> "succeeded";
      case REFUSED -> "refused";
      case FAILED -> "failed";
      case BLOCKED -> "blocked";
      case BROKEN -> "broken";
      case UNSEEN -> "unseen";
    };
  }

  private static int hour(Instant instant) {
    return (int) (Math.max(0, instant.getEpochSecond()) / HOUR_SECONDS);
  }

  static String text(Operation operation) {
    return json(LedgerNames.of(operation));
  }

  private static String json(Object value) {
    try {
      return ApiJson.mapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record that cannot be written: " + value.getClass(), e);
    }
  }

  private static <T> Optional<T> read(String text, Class<T> type) {
    try {
      return Optional.of(ApiJson.mapper().readValue(text, type));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static final String ADD_COUNTS =
      """
      INSERT INTO ledger_count AS c (edge, start_hour, hours, succeeded, refused, failed, blocked,
        broken, unseen, inspected)
      VALUES (:edge, :start, :hours, :succeeded, :refused, :failed, :blocked, :broken, :unseen,
        :inspected)
      ON CONFLICT (edge, start_hour, hours) DO UPDATE SET
        succeeded = c.succeeded + excluded.succeeded, refused = c.refused + excluded.refused,
        failed = c.failed + excluded.failed, blocked = c.blocked + excluded.blocked,
        broken = c.broken + excluded.broken, unseen = c.unseen + excluded.unseen,
        inspected = c.inspected + excluded.inspected
      """;

  private static final String ADD_CLAIMS =
      """
      INSERT INTO ledger_claim AS c (edge, start_hour, hours, kind, name, exchanges, score)
      VALUES (:edge, :start, :hours, :kind, :name, :exchanges, :score)
      ON CONFLICT (edge, start_hour, hours, kind, name) DO UPDATE SET
        exchanges = c.exchanges + excluded.exchanges, score = greatest(c.score, excluded.score)
      """;

  private static final String ROLL_COUNTS =
      """
      WITH old AS (
        DELETE FROM ledger_count WHERE hours = 1 AND start_hour < :before RETURNING *)
      INSERT INTO ledger_count AS c (edge, start_hour, hours, succeeded, refused, failed, blocked,
        broken, unseen, inspected)
      SELECT edge, start_hour / 24 * 24, 24, sum(succeeded), sum(refused), sum(failed),
        sum(blocked), sum(broken), sum(unseen), sum(inspected)
      FROM old GROUP BY 1, 2
      ON CONFLICT (edge, start_hour, hours) DO UPDATE SET
        succeeded = c.succeeded + excluded.succeeded, refused = c.refused + excluded.refused,
        failed = c.failed + excluded.failed, blocked = c.blocked + excluded.blocked,
        broken = c.broken + excluded.broken, unseen = c.unseen + excluded.unseen,
        inspected = c.inspected + excluded.inspected
      """;

  private static final String ROLL_CLAIMS =
      """
      WITH old AS (
        DELETE FROM ledger_claim WHERE hours = 1 AND start_hour < :before RETURNING *)
      INSERT INTO ledger_claim AS c (edge, start_hour, hours, kind, name, exchanges, score)
      SELECT edge, start_hour / 24 * 24, 24, kind, name, sum(exchanges), max(score)
      FROM old GROUP BY 1, 2, 4, 5
      ON CONFLICT (edge, start_hour, hours, kind, name) DO UPDATE SET
        exchanges = c.exchanges + excluded.exchanges, score = greatest(c.score, excluded.score)
      """;

  private static final String READ =
      """
      SELECT e.source, e.target, e.operation, e.first_millis, e.last_millis, c.*,
        (SELECT string_agg(k.kind || ' ' || k.name || ' ' || k.exchanges || ' ' || k.score, ',')
         FROM ledger_claim k WHERE k.edge = c.edge AND k.start_hour = c.start_hour
           AND k.hours = c.hours) AS claims
      FROM ledger_count c JOIN ledger_edge e ON e.id = c.edge
      WHERE c.start_hour + c.hours > :since AND c.start_hour < :until
      ORDER BY c.edge, c.start_hour, c.hours
      """;
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import dev.sallyport.control.config.AccessLimits;
import dev.sallyport.wire.api.AuditEntryView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The table of changes and refusals. Holds nothing; every method takes the connection. */
final class AuditRows {
  private static final String INSERT =
      """
      INSERT INTO audit (at_micros, changed, caller, address, verb, resource, namespace, object,
        verdict, status)
      VALUES (:at, :changed, :caller, :address, :verb, :resource, :namespace, :object, :verdict,
        :status)
      """;

  /** Those who are refused cannot push out what was changed. */
  private static final String TRIM =
      """
      DELETE FROM audit WHERE changed = :changed AND id <= (SELECT id FROM audit
        WHERE changed = :changed ORDER BY id DESC OFFSET :kept LIMIT 1)
      """;

  private AuditRows() {}

  static void insert(Handle handle, List<AuditEntryView> entries, AccessLimits limits) {
    PreparedBatch batch = handle.prepareBatch(INSERT);
    for (AuditEntryView each : entries) {
      batch
          .bind("at", micros(each.at()))
          .bind("changed", changed(each))
          .bind("caller", each.caller())
          .bind("address", each.address())
          .bind("verb", each.verb())
          .bind("resource", each.resource())
          .bind("namespace", each.namespace())
          .bind("object", each.object())
          .bind("verdict", each.verdict())
          .bind("status", each.status())
          .add();
    }
    var unused = batch.execute();
    for (boolean changed : new boolean[] {true, false}) {
      handle
          .createUpdate(TRIM)
          .bind("changed", changed)
          .bind("kept", limits.auditRowsMax())
          .execute();
    }
  }

  static List<AuditEntryView> latest(Handle handle, int max) {
    return handle
        .createQuery("SELECT * FROM audit ORDER BY at_micros DESC, id DESC LIMIT :max")
        .bind("max", max)
        .map((row, _) -> entry(row))
        .list();
  }

  private static AuditEntryView entry(ResultSet row) throws SQLException {
    long at = row.getLong("at_micros");
    return new AuditEntryView(
        Instant.ofEpochSecond(Math.floorDiv(at, 1_000_000L), Math.floorMod(at, 1_000_000L) * 1_000),
        row.getString("caller"),
        row.getString("address"),
        row.getString("verb"),
        row.getString("resource"),
        row.getString("namespace"),
        row.getString("object"),
        row.getString("verdict"),
        row.getInt("status"));
  }

  private static boolean changed(AuditEntryView entry) {
    return entry.verdict().equals("done") || entry.verdict().equals("failed");
  }

  private static long micros(Instant at) {
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
  }
}

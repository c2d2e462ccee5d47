// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import dev.sallyport.control.access.LoginPlace.Login;
import dev.sallyport.control.config.AccessLimits;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table of logins. Holds nothing; every method takes the connection. */
final class LoginRows {
  private static final String INSERT =
      """
      INSERT INTO login (id, token, used_millis, ends_millis) VALUES (:id, :token, :used, :ends)
      ON CONFLICT (id) DO NOTHING
      """;

  private static final String TRIM =
      """
      DELETE FROM login WHERE id IN
        (SELECT id FROM login ORDER BY used_millis DESC, id OFFSET :kept)
      """;

  private LoginRows() {}

  static int insert(Handle handle, Login login, AccessLimits limits) {
    int rows =
        handle
            .createUpdate(INSERT)
            .bind("id", login.id())
            .bind("token", login.token().getBytes(StandardCharsets.US_ASCII))
            .bind("used", login.used().toEpochMilli())
            .bind("ends", login.ends().toEpochMilli())
            .execute();
    handle.createUpdate(TRIM).bind("kept", limits.sessionsMax()).execute();
    return rows;
  }

  static Optional<Login> find(Handle handle, String id) {
    return handle
        .createQuery("SELECT id, token, used_millis, ends_millis FROM login WHERE id = :id")
        .bind("id", id)
        .map(
            (row, _) ->
                new Login(
                    row.getString(1),
                    new String(row.getBytes(2), StandardCharsets.US_ASCII),
                    Instant.ofEpochMilli(row.getLong(3)),
                    Instant.ofEpochMilli(row.getLong(4))))
        .findOne();
  }

  static int used(Handle handle, String id, Instant at) {
    return handle
        .createUpdate("UPDATE login SET used_millis = greatest(used_millis, :used) WHERE id = :id")
        .bind("used", at.toEpochMilli())
        .bind("id", id)
        .execute();
  }

  static int remove(Handle handle, String id) {
    return handle.createUpdate("DELETE FROM login WHERE id = :id").bind("id", id).execute();
  }

  /** Takes away what has ended or was not used for too long. */
  static int forget(Handle handle, Instant now, AccessLimits limits) {
    return handle
        .createUpdate("DELETE FROM login WHERE ends_millis <= :now OR used_millis < :idle")
        .bind("now", now.toEpochMilli())
        .bind("idle", now.minus(limits.sessionIdle()).toEpochMilli())
        .execute();
  }
}

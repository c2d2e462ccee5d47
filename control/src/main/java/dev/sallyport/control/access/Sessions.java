// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import dev.sallyport.control.config.AccessLimits;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Logins of browsers, in memory alone: who starts control anew logs in anew. They are found by a
 * hash of the secret that the browser holds. Safe for any thread.
 */
final class Sessions {
  private final AccessLimits limits;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> sessions = new HashMap<>();

  Sessions(AccessLimits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** Opens one and returns its secret. */
  synchronized String open(String token, Instant until) {
    Instant now = clock.instant();
    tidy(now);
    if (sessions.size() >= limits.sessionsMax()) {
      sessions.entrySet().stream()
          .min(Map.Entry.comparingByValue((a, b) -> a.used().compareTo(b.used())))
          .map(Map.Entry::getKey)
          .ifPresent(this::remove);
    }
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant latest = now.plus(limits.sessionLife());
    sessions.put(hash(secret), new Session(token, now, until.isBefore(latest) ? until : latest));
    return secret;
  }

  /** Returns the login that the secret belongs to, and counts this as its use. */
  synchronized Optional<Session> find(String secret) {
    Instant now = clock.instant();
    String hash = hash(secret);
    Session session = sessions.get(hash);
    if (session == null) {
      return Optional.empty();
    }
    if (over(session, now)) {
      remove(hash);
      return Optional.empty();
    }
    session.use(now);
    return Optional.of(session);
  }

  /** Returns whether a login still holds; looking does not count as use. */
  boolean holds(Session session) {
    return session.open() && clock.instant().isBefore(session.ends());
  }

  synchronized void end(String secret) {
    remove(hash(secret));
  }

  synchronized int size() {
    return sessions.size();
  }

  private void tidy(Instant now) {
    sessions.entrySet().stream()
        .filter(each -> over(each.getValue(), now))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(this::remove);
  }

  private boolean over(Session session, Instant now) {
    return !session.open()
        || !now.isBefore(session.ends())
        || now.isAfter(session.used().plus(limits.sessionIdle()));
  }

  private void remove(String hash) {
    Session gone = sessions.remove(hash);
    if (gone != null) {
      gone.end();
    }
  }

  private static String hash(String secret) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

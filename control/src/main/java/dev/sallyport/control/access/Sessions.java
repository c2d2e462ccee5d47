// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import dev.sallyport.control.config.AccessLimits;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Logins of browsers. They are found by a hash of the secret that the browser holds, in memory and
 * in the place that all programs share, and there the token is sealed with a key made of the same
 * secret: whoever has a copy of that place has no token. What ends a login anywhere ends it
 * everywhere; while the place does not answer, each program goes by what it knows. Blocks; safe for
 * any thread.
 */
final class Sessions {
  private static final Duration USE_NOTED = Duration.ofMinutes(1);
  private static final byte[] LABEL = "sallyport login token".getBytes(StandardCharsets.US_ASCII);

  private final AccessLimits limits;
  private final InstantSource clock;
  private final LoginPlace place;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> sessions = new HashMap<>();

  Sessions(AccessLimits limits, InstantSource clock, LoginPlace place) {
    this.limits = limits;
    this.clock = clock;
    this.place = place;
  }

  /** What came of looking for a login. */
  sealed interface Lookup {
    record Held(Session session) implements Lookup {}

    /** There is none, or none any more. */
    record Ended() implements Lookup {}

    /** It is not known here, and who may know does not answer. */
    record Undecided() implements Lookup {}
  }

  /** Opens one and returns its secret. */
  String open(String token, Instant until) {
    Instant now = clock.instant();
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant latest = now.plus(limits.sessionLife());
    Instant ends = until.isBefore(latest) ? until : latest;
    Session session = new Session(hash(secret), token, now, ends);
    remember(session, now);
    place.add(new LoginPlace.Login(session.id(), seal(secret).close(token), now, ends));
    return secret;
  }

  /** Returns the login that the secret belongs to, and counts this as its use. */
  Lookup find(String secret) {
    Instant now = clock.instant();
    String id = hash(secret);
    return switch (place.find(id)) {
      case LoginPlace.Found.There it -> use(it.login(), secret, now);
      case LoginPlace.Found.NotThere _ -> {
        forget(id);
        yield new Lookup.Ended();
      }
      case LoginPlace.Found.Unanswered _ -> use(id, now);
    };
  }

  /** Returns whether a login still holds; looking does not count as use, and asks nobody. */
  boolean holds(Session session) {
    return session.open() && clock.instant().isBefore(session.ends());
  }

  /** Returns the same, and asks whether it was ended elsewhere. */
  boolean holdsEverywhere(Session session) {
    if (holds(session) && place.find(session.id()) instanceof LoginPlace.Found.NotThere) {
      forget(session.id());
    }
    return holds(session);
  }

  void end(String secret) {
    String id = hash(secret);
    forget(id);
    place.remove(id);
  }

  void end(Session session) {
    forget(session.id());
    place.remove(session.id());
  }

  /** Returns how many are remembered here. */
  synchronized int size() {
    return sessions.size();
  }

  private Lookup use(LoginPlace.Login kept, String secret, Instant now) {
    Session known = remembered(kept.id());
    if (known == null) {
      Optional<String> token = seal(secret).open(kept.token());
      if (token.isEmpty()) {
        return new Lookup.Ended();
      }
      known = new Session(kept.id(), token.get(), kept.used(), kept.ends());
      remember(known, now);
    }
    known.use(kept.used());
    if (over(known, now)) {
      end(known);
      return new Lookup.Ended();
    }
    known.use(now);
    if (now.isAfter(kept.used().plus(USE_NOTED))) {
      place.used(kept.id(), now);
    }
    return new Lookup.Held(known);
  }

  private Lookup use(String id, Instant now) {
    Session known = remembered(id);
    if (known == null) {
      return place.shared() ? new Lookup.Undecided() : new Lookup.Ended();
    }
    if (over(known, now)) {
      end(known);
      return new Lookup.Ended();
    }
    known.use(now);
    return new Lookup.Held(known);
  }

  private synchronized @Nullable Session remembered(String id) {
    return sessions.get(id);
  }

  private synchronized void remember(Session session, Instant now) {
    sessions.values().stream()
        .filter(each -> over(each, now))
        .map(Session::id)
        .toList()
        .forEach(this::forget);
    if (sessions.size() >= limits.sessionsMax()) {
      sessions.values().stream()
          .min((a, b) -> a.used().compareTo(b.used()))
          .map(Session::id)
          .ifPresent(this::forget);
    }
    sessions.put(session.id(), session);
  }

  private synchronized void forget(String id) {
    Session gone = sessions.remove(id);
    if (gone != null) {
      gone.end();
    }
  }

  private boolean over(Session session, Instant now) {
    return !session.open()
        || !now.isBefore(session.ends())
        || now.isAfter(session.used().plus(limits.sessionIdle()));
  }

  private static Seal seal(String secret) {
    try {
      KDF derive = KDF.getInstance("HKDF-SHA256");
      return Seal.of(
          derive.deriveData(
              HKDFParameterSpec.ofExtract()
                  .addIKM(secret.getBytes(StandardCharsets.US_ASCII))
                  .thenExpand(LABEL, Seal.KEY_BYTES)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java 25 has HKDF", e);
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

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.fingerprint;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.FingerprintKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys under which the cluster's nodes turn values into fingerprints: the one in use, the one
 * before it, and soon before a change the next. A key lives for {@link #LIFE}; the next is given to
 * the nodes {@link #LEAD} before it begins, so that all change at the same moment.
 *
 * <p>They lie where only control programs read them, and not in the database, so that whoever has a
 * copy of the fingerprints does not have what they could be guessed with. While that place does not
 * answer there may be none, and nodes keep those they have. Lost keys cost that values of before
 * and after cannot be told to be the same.
 *
 * <p>The keys by which control programs seal what browsers hold live in the same way.
 *
 * <p>Safe for any thread.
 */
public final class KeyRing implements AutoCloseable {
  /** How long a key is used. */
  public static final Duration LIFE = Duration.ofDays(1);

  /** How long before its begin a key is made. */
  public static final Duration LEAD = Duration.ofMinutes(10);

  private static final Logger log = LoggerFactory.getLogger(KeyRing.class);
  private static final Duration ROUND = Duration.ofSeconds(2);
  private static final int KEPT = 3;

  private final String what;
  private final KeyPlace place;
  private final InstantSource clock;
  private final Runnable changed;
  private final SecureRandom random = new SecureRandom();
  private volatile List<FingerprintKey> keys = List.of();
  private volatile String trouble = "";
  private @Nullable Thread rounds;

  /**
   * Returns a ring that has not started.
   *
   * @param what the keys, for people
   * @param changed called after there are other keys than before
   */
  public KeyRing(String what, KeyPlace place, InstantSource clock, Runnable changed) {
    this.what = requireNonNull(what, "what");
    this.place = requireNonNull(place, "place");
    this.clock = requireNonNull(clock, "clock");
    this.changed = requireNonNull(changed, "changed");
  }

  /** Reads the keys, or makes the first, and goes on making new ones; all in the background. */
  public synchronized void start() {
    rounds = Thread.ofVirtual().name(what).start(this::run);
  }

  /** Returns all keys that nodes should have; none before they were read. */
  public List<FingerprintKey> keys() {
    return keys;
  }

  /** Returns what is wrong, as a sentence; empty when nothing is. */
  public String trouble() {
    return trouble;
  }

  @Override
  public synchronized void close() {
    if (rounds != null) {
      rounds.interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        turn();
        Thread.sleep(ROUND);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads the keys if they are not known, and makes the next when it is time. */
  synchronized void turn() {
    if (!due(keys)) {
      return;
    }
    try {
      keys = place.change(this::turned);
      if (!trouble.isEmpty()) {
        log.info("{}: works again", what);
      }
      trouble = "";
      changed.run();
    } catch (IOException | RuntimeException failed) {
      String message = what + ": " + failed.getMessage();
      if (!message.equals(trouble)) {
        log.warn("{}; retried until it works, nothing gets new keys", message);
      }
      trouble = message;
    }
  }

  private boolean due(List<FingerprintKey> held) {
    return held.isEmpty() || !clock.instant().plus(LEAD).isBefore(held.getLast().from().plus(LIFE));
  }

  /** Returns the keys there should be, given those that are kept, by whichever program. */
  private List<FingerprintKey> turned(List<FingerprintKey> kept) {
    if (!due(kept)) {
      return kept;
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    FingerprintKey latest = kept.isEmpty() ? null : kept.getLast();
    Instant end = latest == null ? now : latest.from().plus(LIFE);
    Instant from = end.isAfter(now) ? end : now;
    List<FingerprintKey> next = new ArrayList<>(kept);
    next.add(fresh(from, latest == null ? 0 : latest.id()));
    return List.copyOf(next.subList(Math.max(0, next.size() - KEPT), next.size()));
  }

  /** Numbers are made of the time, so that they rise also when the keys were lost. */
  private FingerprintKey fresh(Instant from, int idBefore) {
    byte[] secret = new byte[FingerprintKey.BYTES];
    random.nextBytes(secret);
    int minute = (int) Math.max(1, from.getEpochSecond() / 60);
    return new FingerprintKey(Math.max(minute, idBefore + 1), from, secret);
  }
}

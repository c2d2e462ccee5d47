// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.FingerprintKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys under which the cluster's nodes turn values into fingerprints: the one in use, the one
 * before it, and soon before a change the next. A key lives for {@link #LIFE}; the next is given to
 * the nodes {@link #LEAD} before it begins, so that all change at the same moment.
 *
 * <p>They lie in a file that only this program's user may read, and not in the database, so that
 * whoever has a copy of the fingerprints does not have what they could be guessed with. A lost file
 * costs that values of before and after cannot be told to be the same.
 *
 * <p>Safe for any thread.
 */
public final class KeyRing {
  /** How long a key is used. */
  public static final Duration LIFE = Duration.ofDays(1);

  /** How long before its begin a key is made. */
  public static final Duration LEAD = Duration.ofMinutes(10);

  private static final Logger log = LoggerFactory.getLogger(KeyRing.class);
  private static final int KEPT = 3;

  private final Path file;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private volatile List<FingerprintKey> keys;

  /** Returns the keys in the file, or new ones. */
  public KeyRing(Path file, InstantSource clock) {
    this.file = requireNonNull(file, "file");
    this.clock = requireNonNull(clock, "clock");
    this.keys = read();
    turn();
  }

  /** Returns all keys that nodes should have. */
  public List<FingerprintKey> keys() {
    return keys;
  }

  /** Makes the next key when it is time. */
  public synchronized void turn() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    FingerprintKey latest = keys.isEmpty() ? null : keys.getLast();
    if (latest != null && now.plus(LEAD).isBefore(latest.from().plus(LIFE))) {
      return;
    }
    Instant due = latest == null ? now : latest.from().plus(LIFE);
    Instant from = latest == null || due.isAfter(now) ? due : now;
    List<FingerprintKey> next = new ArrayList<>(keys);
    next.add(fresh(from, latest == null ? 0 : latest.id()));
    keys = List.copyOf(next.subList(Math.max(0, next.size() - KEPT), next.size()));
    write();
  }

  /** Numbers are made of the time, so that they rise also when the file was lost. */
  private FingerprintKey fresh(Instant from, int idBefore) {
    byte[] secret = new byte[FingerprintKey.BYTES];
    random.nextBytes(secret);
    int minute = (int) Math.max(1, from.getEpochSecond() / 60);
    return new FingerprintKey(Math.max(minute, idBefore + 1), from, secret);
  }

  private List<FingerprintKey> read() {
    List<FingerprintKey> read = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
        String[] parts = line.split(" ");
        if (parts.length == 3) {
          Instant from = Instant.ofEpochMilli(Long.parseLong(parts[1]));
          byte[] secret = Base64.getDecoder().decode(parts[2]);
          read.add(new FingerprintKey(Integer.parseInt(parts[0]), from, secret));
        }
      }
    } catch (NoSuchFileException first) {
      return List.of();
    } catch (IOException | IllegalArgumentException unreadable) {
      // Not the message: it may quote the line.
      log.warn(
          "Fingerprint keys: the file cannot be read ({}); values of before and after this start"
              + " cannot be told to be the same",
          unreadable.getClass().getSimpleName());
      return List.of();
    }
    return List.copyOf(read);
  }

  private void write() {
    StringBuilder text = new StringBuilder();
    for (FingerprintKey key : keys) {
      String secret = Base64.getEncoder().encodeToString(key.secret());
      text.append(key.id()).append(' ').append(key.from().toEpochMilli()).append(' ');
      text.append(secret).append('\n');
    }
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Path beside = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(beside);
      Files.createFile(
          beside,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(beside, text, StandardCharsets.US_ASCII);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      log.warn(
          "Fingerprint keys: cannot be written, so a restart makes new ones: {}",
          failed.toString());
    }
  }
}

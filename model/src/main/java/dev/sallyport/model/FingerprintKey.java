// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A secret of the cluster under which values are turned into fingerprints. Control makes it and
 * gives it to the nodes; it is never written to a node's disk and its text form hides it.
 */
public final class FingerprintKey {
  /** Length of the secret. */
  public static final int BYTES = 32;

  private final int id;
  private final Instant from;
  private final byte[] secret;

  /**
   * Makes a key.
   *
   * @param id number of the key, 1 for the first; later keys have higher ones
   * @param from from when on nodes use it, all at the same time
   * @param secret {@value #BYTES} random bytes
   */
  public FingerprintKey(int id, Instant from, byte[] secret) {
    if (id < 1 || secret.length != BYTES) {
      throw new IllegalArgumentException(
          "key " + id + " of " + secret.length + " bytes (expected: id from 1, " + BYTES + ")");
    }
    this.id = id;
    this.from = requireNonNull(from, "from");
    this.secret = secret.clone();
  }

  /** Returns the key in use at that moment: the one that began last; empty when none has begun. */
  public static Optional<FingerprintKey> at(Instant moment, List<FingerprintKey> keys) {
    FingerprintKey latest = null;
    for (FingerprintKey each : keys) {
      boolean begun = !each.from.isAfter(moment);
      if (begun && (latest == null || each.from.isAfter(latest.from))) {
        latest = each;
      }
    }
    return Optional.ofNullable(latest);
  }

  /** Returns the number of the key. */
  public int id() {
    return id;
  }

  /** Returns from when on it is used. */
  public Instant from() {
    return from;
  }

  /** Returns a copy of the secret, for those who send or compute with it. */
  public byte[] secret() {
    return secret.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FingerprintKey that
        && id == that.id
        && from.equals(that.from)
        && MessageDigest.isEqual(secret, that.secret);
  }

  @Override
  public int hashCode() {
    return id * 31 + from.hashCode();
  }

  @Override
  public String toString() {
    return "FingerprintKey[" + id + " from " + from + "]";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Turns values into fingerprints: HMAC-SHA-256 of the normalised value, cut to its first 64 bits.
 * Equal values have equal fingerprints wherever the same key is used. Not thread-safe: one for each
 * event loop.
 */
public final class Fingerprints {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PREFIX = "fp-";
  private static final int DIGITS = 16;

  private final int keyId;
  private final @Nullable Mac mac;
  private final byte[] out = new byte[32];

  private Fingerprints(int keyId, @Nullable Mac mac) {
    this.keyId = keyId;
    this.mac = mac;
  }

  /** Returns one that has no key: every fingerprint is 0. */
  public static Fingerprints none() {
    return new Fingerprints(0, null);
  }

  /** Returns the fingerprints under a key; without one, all are 0. */
  public static Fingerprints under(Optional<FingerprintKey> key) {
    return key.map(Fingerprints::under).orElseGet(Fingerprints::none);
  }

  /** Returns the fingerprints under a key. */
  public static Fingerprints under(FingerprintKey key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.secret(), ALGORITHM));
      return new Fingerprints(key.id(), mac);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has " + ALGORITHM, missing);
    }
  }

  /** Returns the number of the key; 0 when there is none. */
  public int keyId() {
    return keyId;
  }

  /**
   * Returns the fingerprint of a normalised value, such as the digits of a card number without
   * spaces; never 0 when there is a key.
   */
  public long of(byte[] normalised, int offset, int length) {
    if (mac == null) {
      return 0;
    }
    mac.update(normalised, offset, length);
    try {
      mac.doFinal(out, 0);
    } catch (GeneralSecurityException tooShort) {
      throw new IllegalStateException("the buffer fits " + ALGORITHM, tooShort);
    }
    long cut = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      cut = cut << 8 | out[i] & 0xFF;
    }
    return cut == 0 ? 1 : cut;
  }

  /** Returns the text form, for example <code>fp-1a2b3c4d5e6f7788</code>. */
  public static String text(long fingerprint) {
    String digits = Long.toHexString(fingerprint);
    return PREFIX + "0".repeat(DIGITS - digits.length()) + digits;
  }

  /** Returns the fingerprint of that text form; empty when it is not one. */
  public static OptionalLong parse(String text) {
    if (text.length() != PREFIX.length() + DIGITS || !text.startsWith(PREFIX)) {
      return OptionalLong.empty();
    }
    long read = 0;
    for (int i = PREFIX.length(); i < text.length(); i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0 || text.charAt(i) > 'f') {
        return OptionalLong.empty();
      }
      read = read << 4 | digit;
    }
    return OptionalLong.of(read);
  }
}

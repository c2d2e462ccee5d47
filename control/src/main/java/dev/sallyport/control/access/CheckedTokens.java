// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import dev.sallyport.control.config.AccessLimits;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers for a few seconds whose tokens are, by a keyed hash of each: a copy of the memory gives
 * none away through this. Safe for any thread.
 */
final class CheckedTokens implements Tokens {
  private static final String HASH = "HmacSHA256";

  private final Tokens source;
  private final AccessLimits limits;
  private final InstantSource clock;
  private final SecretKeySpec key;
  private final Fading<String, Verdict> known;

  CheckedTokens(Tokens source, AccessLimits limits, InstantSource clock) {
    this.source = source;
    this.limits = limits;
    this.clock = clock;
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    this.key = new SecretKeySpec(secret, HASH);
    this.known = new Fading<>(limits.answersKept(), limits.answersMax());
  }

  @Override
  public Verdict check(String token) {
    if (token.isEmpty() || token.length() > limits.tokenBytesMax() || !plain(token)) {
      return new Verdict.Refused("this is no token");
    }
    String hash = hash(token);
    Optional<Verdict> before = known.get(hash, clock.instant());
    if (before.isPresent()) {
      return before.get();
    }
    Verdict verdict = source.check(token);
    Instant now = clock.instant();
    switch (verdict) {
      case Verdict.Known it -> known.put(hash, verdict, now, it.until());
      case Verdict.Refused _ -> known.put(hash, verdict, now);
      case Verdict.Unanswered _ -> {
        // Asked again the next time.
      }
    }
    return verdict;
  }

  private static boolean plain(String token) {
    return token.chars().allMatch(each -> each > ' ' && each < 127);
  }

  private String hash(String token) {
    try {
      Mac mac = Mac.getInstance(HASH);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(token.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HASH, e);
    }
  }
}

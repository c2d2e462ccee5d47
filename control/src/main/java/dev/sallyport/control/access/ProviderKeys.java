// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.control.access.SignedToken.Algorithm;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that a provider of OpenID Connect publishes (RFC 7517), read when first needed, every
 * ten minutes, and when a token names a key that is not there, at most every half minute. Safe for
 * any thread; one reads, others wait.
 */
final class ProviderKeys {
  private static final Logger log = LoggerFactory.getLogger(ProviderKeys.class);
  private static final Duration FRESH = Duration.ofMinutes(10);
  private static final Duration AGAIN = Duration.ofSeconds(30);
  private static final int KEYS_MAX = 100;
  private static final int RSA_BITS_MIN = 2048;

  private record Published(String id, Algorithm algorithm, PublicKey key) {}

  /** No keys could be read so far. */
  static final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    Unavailable(String message) {
      super(message);
    }
  }

  private final URI issuer;
  private final InstantSource clock;
  private final ProviderHttp http;
  private List<Published> known = List.of();
  private Instant readAt = Instant.MIN;
  private Instant triedAt = Instant.MIN;

  ProviderKeys(URI issuer, ProviderHttp http, InstantSource clock) {
    this.issuer = issuer;
    this.http = http;
    this.clock = clock;
  }

  /** Returns the key of that name; without a name, the only one of its kind. */
  synchronized Optional<PublicKey> find(String id, Algorithm algorithm) throws Unavailable {
    Instant now = clock.instant();
    Optional<PublicKey> found = among(id, algorithm);
    boolean old = readAt.isBefore(now.minus(FRESH));
    if ((old || found.isEmpty()) && triedAt.isBefore(now.minus(AGAIN))) {
      triedAt = now;
      read(now);
      found = among(id, algorithm);
    }
    if (known.isEmpty()) {
      throw new Unavailable("none read yet");
    }
    return found;
  }

  private Optional<PublicKey> among(String id, Algorithm algorithm) {
    List<Published> fitting =
        known.stream()
            .filter(each -> each.algorithm() == algorithm)
            .filter(each -> id.isEmpty() || each.id().equals(id))
            .toList();
    return fitting.size() == 1 ? Optional.of(fitting.getFirst().key()) : Optional.empty();
  }

  private void read(Instant now) {
    try {
      JsonNode about = http.about();
      List<Published> read = keys(http.get(http.named(about, "jwks_uri")));
      if (read.isEmpty()) {
        throw new IOException("it publishes no key for RS256 or ES256");
      }
      known = read;
      readAt = now;
    } catch (IOException | IllegalArgumentException e) {
      log.warn("Keys of {} could not be read and will be again: {}", issuer, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<Published> keys(JsonNode set) {
    List<Published> keys = new ArrayList<>();
    for (JsonNode each : set.path("keys")) {
      if (keys.size() < KEYS_MAX && each.path("use").asText("sig").equals("sig")) {
        try {
          key(each).ifPresent(keys::add);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
          log.warn("A key that a provider publishes cannot be read: {}", e.getMessage());
        }
      }
    }
    return keys;
  }

  private static Optional<Published> key(JsonNode key) throws GeneralSecurityException {
    String id = key.path("kid").asText("");
    return switch (key.path("kty").asText()) {
      case "RSA" -> {
        BigInteger modulus = number(key, "n");
        yield modulus.bitLength() < RSA_BITS_MIN
            ? Optional.empty()
            : Optional.of(
                new Published(
                    id,
                    Algorithm.RS256,
                    KeyFactory.getInstance(Algorithm.RS256.keys())
                        .generatePublic(new RSAPublicKeySpec(modulus, number(key, "e")))));
      }
      case "EC" ->
          key.path("crv").asText().equals("P-256")
              ? Optional.of(new Published(id, Algorithm.ES256, curve(key)))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static PublicKey curve(JsonNode key) throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    ECPoint point = new ECPoint(number(key, "x"), number(key, "y"));
    return KeyFactory.getInstance("EC")
        .generatePublic(
            new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
  }

  private static BigInteger number(JsonNode key, String name) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(key.path(name).asText()));
  }
}

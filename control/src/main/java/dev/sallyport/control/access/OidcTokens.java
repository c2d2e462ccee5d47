// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.control.config.AccessConfig.Oidc;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks ID tokens of an OpenID Connect provider (OpenID Connect Core 1.0, section 3.1.3.7) by its
 * published keys, signed with RS256 or ES256 and nothing else.
 */
final class OidcTokens implements Tokens {
  private static final Duration LEEWAY = Duration.ofSeconds(60);
  private static final String KUBERNETES = "system:";

  private final Oidc oidc;
  private final InstantSource clock;
  private final ProviderKeys keys;

  OidcTokens(Oidc oidc, ProviderHttp http, InstantSource clock) {
    this.oidc = oidc;
    this.clock = clock;
    this.keys = new ProviderKeys(oidc.issuer(), http, clock);
  }

  @Override
  public Verdict check(String token) {
    Optional<SignedToken> read = SignedToken.parse(token);
    if (read.isEmpty()) {
      return new Verdict.Refused("it is no token signed with RS256 or ES256");
    }
    SignedToken signed = read.get();
    // Before any key is asked for: a token that cannot be good costs nothing.
    Optional<String> wrong = wrong(signed.claims(), clock.instant());
    if (wrong.isPresent()) {
      return new Verdict.Refused(wrong.get());
    }
    try {
      Optional<PublicKey> key = keys.find(signed.keyId(), signed.algorithm());
      if (key.isEmpty()) {
        return new Verdict.Refused("no key of the provider made it");
      }
      return signed.madeBy(key.get())
          ? known(signed.claims())
          : new Verdict.Refused("its signature is wrong");
    } catch (ProviderKeys.Unavailable e) {
      return new Verdict.Unanswered("the keys of " + oidc.issuer() + " cannot be read");
    } catch (GeneralSecurityException e) {
      return new Verdict.Refused("its signature cannot be checked");
    }
  }

  private Optional<String> wrong(JsonNode claims, Instant now) {
    if (!oidc.issuer().toString().equals(claims.path("iss").asText())) {
      return Optional.of("another provider issued it (expected: " + oidc.issuer() + ")");
    }
    List<String> audience = texts(claims.path("aud"));
    boolean ours =
        audience.contains(oidc.clientId())
            && (audience.size() == 1 || oidc.clientId().equals(claims.path("azp").asText()));
    if (!ours) {
      return Optional.of("it was made for another client (expected: " + oidc.clientId() + ")");
    }
    if (!claims.path("exp").isNumber() || !now.isBefore(time(claims, "exp").plus(LEEWAY))) {
      return Optional.of("it has expired");
    }
    if (claims.path("nbf").isNumber() && now.isBefore(time(claims, "nbf").minus(LEEWAY))) {
      return Optional.of("it is not valid yet");
    }
    return Optional.empty();
  }

  private Verdict known(JsonNode claims) {
    JsonNode user = claims.path(oidc.userClaim());
    if (!user.isTextual() || user.asText().isEmpty()) {
      return new Verdict.Refused("it has no claim " + oidc.userClaim());
    }
    if (oidc.userClaim().equals("email") && !claims.path("email_verified").asBoolean(true)) {
      return new Verdict.Refused("its address of mail is not verified");
    }
    String name = oidc.prefix() + user.asText();
    List<String> groups =
        texts(claims.path(oidc.groupsClaim())).stream()
            .map(each -> oidc.prefix() + each)
            .filter(each -> !each.startsWith(KUBERNETES))
            .toList();
    if (name.startsWith(KUBERNETES)) {
      return new Verdict.Refused("its user has a name that belongs to Kubernetes");
    }
    List<String> all = new ArrayList<>(groups);
    // As the Kubernetes API does for everybody whom it knows.
    all.add("system:authenticated");
    return new Verdict.Known(new Caller(name, "", all, Map.of()), time(claims, "exp").plus(LEEWAY));
  }

  private static Instant time(JsonNode claims, String name) {
    long second = claims.path(name).asLong();
    return Instant.ofEpochSecond(Math.max(0, Math.min(second, 1L << 40)));
  }

  private static List<String> texts(JsonNode claim) {
    if (claim.isTextual()) {
      return List.of(claim.asText());
    }
    List<String> texts = new ArrayList<>();
    claim.forEach(
        each -> {
          if (each.isTextual()) {
            texts.add(each.asText());
          }
        });
    return texts;
  }
}

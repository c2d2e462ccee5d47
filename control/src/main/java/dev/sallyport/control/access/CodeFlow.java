// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sallyport.control.config.AccessConfig.Oidc;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Logs a browser in at a provider of OpenID Connect: authorisation code (OpenID Connect Core 1.0,
 * section 3.1) with proof of the code's owner (RFC 7636, S256). What must be remembered meanwhile
 * is sealed and held by the browser. Blocks; safe for any thread.
 */
public final class CodeFlow {
  /** How long a person may take at the provider. */
  public static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final JsonMapper JSON = new JsonMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int SAID_MAX = 200;

  private final Oidc oidc;
  private final ProviderHttp http;
  private final Tokens tokens;
  private final InstantSource clock;
  private final Seal seal;
  private final SecureRandom random = new SecureRandom();

  CodeFlow(Oidc oidc, ProviderHttp http, Tokens tokens, Seal seal, InstantSource clock) {
    this.oidc = oidc;
    this.http = http;
    this.tokens = tokens;
    this.seal = seal;
    this.clock = clock;
  }

  /**
   * Where a browser goes to.
   *
   * @param location address at the provider
   * @param sealed what the browser must show when it comes back
   */
  public record Begun(URI location, String sealed) {}

  /**
   * What a browser came back with.
   *
   * @param code the code, or null
   * @param state the state, or null
   * @param issuer who says to have sent it (RFC 9207), or null
   * @param error what the provider did not like, or null
   * @param description the same for people, or null
   */
  public record Returned(
      @Nullable String code,
      @Nullable String state,
      @Nullable String issuer,
      @Nullable String error,
      @Nullable String description) {}

  /**
   * A login that went well.
   *
   * @param token the ID token, which was found good
   * @param back where on the page the person was
   */
  public record LoggedIn(String token, String back) {
    public LoggedIn {
      requireNonNull(token, "token");
      requireNonNull(back, "back");
    }

    /** Never says the token. */
    @Override
    public String toString() {
      return "logged in, back to " + back;
    }
  }

  /** A login that failed; the message says what to set or to do, and no secret. */
  public static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed(String message) {
      super(message);
    }
  }

  private record Memory(
      String state, String nonce, String verifier, String redirect, String back, long until) {}

  /**
   * Returns where to send a browser.
   *
   * @param here the address of {@code /login/callback} by which the browser reached this program;
   *     not used where one is set
   * @param back where on the page the person is
   */
  public Begun begin(URI here, String back) throws Failed {
    URI redirect = oidc.login().redirect();
    Memory memory =
        new Memory(
            secret(),
            secret(),
            secret(),
            (redirect == null ? here : redirect).toString(),
            back,
            clock.instant().plus(PATIENCE).getEpochSecond());
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("response_type", "code");
    asked.put("client_id", oidc.clientId());
    asked.put("redirect_uri", memory.redirect());
    asked.put("scope", oidc.login().scopes());
    asked.put("state", memory.state());
    asked.put("nonce", memory.nonce());
    asked.put("code_challenge", challenge(memory.verifier()));
    asked.put("code_challenge_method", "S256");
    URI place = named("authorization_endpoint");
    String sign = place.getRawQuery() == null ? "?" : "&";
    return new Begun(URI.create(place + sign + form(asked)), seal.close(written(memory)));
  }

  /**
   * Returns who came back.
   *
   * @param sealed what the browser shows of {@link #begin}; null for nothing
   * @throws Failed when this is no login that was begun here, or the provider does not confirm it
   */
  public LoggedIn finish(@Nullable String sealed, Returned returned) throws Failed {
    Memory memory = remembered(sealed);
    if (returned.state() == null || !same(memory.state(), returned.state())) {
      throw new Failed("this browser began another login since; log in again");
    }
    if (returned.issuer() != null && !returned.issuer().equals(oidc.issuer().toString())) {
      throw new Failed("another provider sent it back (expected: " + oidc.issuer() + ")");
    }
    if (returned.error() != null) {
      throw new Failed(refused(returned.error(), returned.description(), memory));
    }
    if (returned.code() == null || returned.code().isEmpty()) {
      throw new Failed("the provider sent neither a code nor an error; log in again");
    }
    String token = exchange(returned.code(), memory);
    switch (tokens.check(token)) {
      case Verdict.Known _ -> {}
      case Verdict.Refused it -> throw new Failed("its token is not accepted: " + it.why());
      case Verdict.Unanswered it -> throw new Failed(it.why() + "; log in again");
    }
    String nonce =
        SignedToken.parse(token).map(each -> each.claims().path("nonce").asText()).orElse("");
    if (!same(memory.nonce(), nonce)) {
      throw new Failed("its token belongs to another login; log in again");
    }
    return new LoggedIn(token, memory.back());
  }

  private String exchange(String code, Memory memory) throws Failed {
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("grant_type", "authorization_code");
    asked.put("code", code);
    asked.put("redirect_uri", memory.redirect());
    asked.put("code_verifier", memory.verifier());
    asked.put("client_id", oidc.clientId());
    JsonNode about = about();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(named(about, "token_endpoint"))
            .header("content-type", "application/x-www-form-urlencoded");
    String secret = oidc.login().clientSecret();
    if (!secret.isEmpty()) {
      if (inForm(about)) {
        asked.put("client_secret", secret);
      } else {
        request.header("authorization", basic(secret));
      }
    }
    ProviderHttp.Answer answer =
        send(request.POST(HttpRequest.BodyPublishers.ofString(form(asked))));
    if (answer.status() != 200) {
      String error = answer.body().path("error").asText("status " + answer.status());
      throw new Failed(
          refused(error, answer.body().path("error_description").asText(null), memory));
    }
    String token = answer.body().path("id_token").asText("");
    if (token.isEmpty()) {
      throw new Failed(
          "the provider sent no ID token (expected with scope openid, SALLYPORT_OIDC_SCOPES)");
    }
    return token;
  }

  /** The way of proving oneself that every provider must know, unless it names only the other. */
  private static boolean inForm(JsonNode about) {
    String ways = about.path("token_endpoint_auth_methods_supported").toString();
    return ways.contains("\"client_secret_post\"") && !ways.contains("\"client_secret_basic\"");
  }

  private String basic(String secret) {
    String both = encoded(oidc.clientId()) + ":" + encoded(secret);
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.US_ASCII));
  }

  /** What a provider says, and what to set where that is known. */
  private String refused(String error, @Nullable String description, Memory memory) {
    String said =
        "the provider said "
            + plain(error)
            + (description == null ? "" : ": " + plain(description));
    return switch (error) {
      case "invalid_client" ->
          said + ". Check client ID and client secret (control.auth.oidc.clientId, .clientSecret)";
      case "unauthorized_client" ->
          said + ". Allow the client the authorisation code flow at the provider";
      case "invalid_scope" -> said + ". Check control.auth.oidc.scopes";
      case "invalid_grant" ->
          said + ". Log in again; if it stays, register " + memory.redirect() + " at the provider";
      case "invalid_request" ->
          said + ". Is " + memory.redirect() + " registered at the provider as redirect URI?";
      default -> said;
    };
  }

  private Memory remembered(@Nullable String sealed) throws Failed {
    Optional<Memory> memory =
        sealed == null ? Optional.empty() : seal.open(sealed).flatMap(CodeFlow::read);
    if (memory.isEmpty()
        || !clock.instant().isBefore(Instant.ofEpochSecond(memory.get().until()))) {
      throw new Failed(
          "no login was begun in this browser within the last ten minutes at this address; log in"
              + " again. If it stays: does the browser come back to the address that it left from"
              + " (control.auth.oidc.redirectUrl)?");
    }
    return memory.get();
  }

  private URI named(String field) throws Failed {
    return named(about(), field);
  }

  private URI named(JsonNode about, String field) throws Failed {
    try {
      return http.named(about, field);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  private JsonNode about() throws Failed {
    try {
      return http.about();
    } catch (IOException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failed("interrupted; log in again");
    }
  }

  private ProviderHttp.Answer send(HttpRequest.Builder request) throws Failed {
    try {
      return http.send(request);
    } catch (IOException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failed("interrupted; log in again");
    }
  }

  private Failed unavailable(IOException e) {
    return new Failed(
        "%s cannot be asked (%s). Check control.auth.oidc.issuer, and that control reaches it"
            .formatted(oidc.issuer(), plain(String.valueOf(e.getMessage()))));
  }

  private String secret() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return BASE64.encodeToString(bytes);
  }

  private static String challenge(String verifier) {
    return BASE64.encodeToString(sha256(verifier));
  }

  /** Takes the same time wherever they differ. */
  private static boolean same(String expected, String given) {
    return MessageDigest.isEqual(sha256(expected), sha256(given));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String plain(String text) {
    String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() > SAID_MAX ? plain.substring(0, SAID_MAX) + "..." : plain;
  }

  private static String written(Memory memory) {
    try {
      return JSON.writeValueAsString(memory);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain fields can be written", e);
    }
  }

  private static Optional<Memory> read(String text) {
    try {
      return Optional.of(JSON.readValue(text, Memory.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}

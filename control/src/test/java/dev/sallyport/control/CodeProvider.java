// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.control.config.AccessConfig;
import dev.sallyport.control.config.AccessMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A provider of OpenID Connect that everybody at the browser is ana to. It knows one client with a
 * secret, insists on PKCE with S256, takes a code once and from the address alone that it was made
 * for.
 */
public final class CodeProvider implements AutoCloseable {
  /** What proves the client. */
  public static final String SECRET = "a secret: with signs/+";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private record Code(String nonce, String challenge, String redirect) {}

  /** What the client must prove itself by now. */
  public volatile String secret = SECRET;

  /** The nonce that tokens hold; empty for the right one. */
  public volatile String nonce = "";

  private final Map<String, Code> codes = new ConcurrentHashMap<>();
  private final HttpServer server;
  private final KeyPair keys;
  private final String issuer;

  public CodeProvider() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    issuer = "http://127.0.0.1:" + server.getAddress().getPort();
    server.createContext("/.well-known/openid-configuration", it -> say(it, 200, about()));
    server.createContext("/keys", it -> say(it, 200, published()));
    server.createContext("/authorize", this::authorize);
    server.createContext("/token", this::token);
    server.start();
  }

  /** Returns the setting of a program that lets this provider say who calls. */
  public AccessConfig access() {
    return new AccessConfig(
        AccessMode.OIDC,
        "sallyport",
        true,
        new AccessConfig.Oidc(
            URI.create(issuer),
            "us",
            "sub",
            "groups",
            "oidc:",
            new AccessConfig.ProviderLogin(SECRET, "openid", null)));
  }

  /** Returns its address. */
  public String issuer() {
    return issuer;
  }

  /** Goes where a browser is sent, and returns where it is sent next. */
  public String visit(String location) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(location)).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 302) {
        throw new AssertionError(answer.statusCode() + " " + answer.body());
      }
      return answer.headers().firstValue("location").orElseThrow();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private ObjectNode about() {
    return JSON.createObjectNode()
        .put("issuer", issuer)
        .put("jwks_uri", issuer + "/keys")
        .put("authorization_endpoint", issuer + "/authorize?tenant=a")
        .put("token_endpoint", issuer + "/token");
  }

  private ObjectNode published() {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    byte[] modulus = key.getModulus().toByteArray();
    ObjectNode set = JSON.createObjectNode();
    set.putArray("keys")
        .addObject()
        .put("kty", "RSA")
        .put("kid", "one")
        .put("n", BASE64.encodeToString(Arrays.copyOfRange(modulus, 1, modulus.length)))
        .put("e", BASE64.encodeToString(key.getPublicExponent().toByteArray()));
    return set;
  }

  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> asked = form(exchange.getRequestURI().getRawQuery());
    String redirect = asked.getOrDefault("redirect_uri", "");
    boolean good =
        asked.getOrDefault("tenant", "").equals("a")
            && asked.getOrDefault("response_type", "").equals("code")
            && asked.getOrDefault("client_id", "").equals("us")
            && asked.getOrDefault("scope", "").equals("openid")
            && asked.getOrDefault("code_challenge_method", "").equals("S256")
            && asked.getOrDefault("code_challenge", "").length() == 43
            && asked.getOrDefault("state", "").length() >= 22
            && asked.getOrDefault("nonce", "").length() >= 22
            && redirect.matches("http://127\\.0\\.0\\.1:[0-9]+/login/callback");
    if (!good) {
      say(exchange, 400, JSON.createObjectNode().put("error", "invalid_request"));
      return;
    }
    String code = UUID.randomUUID().toString();
    codes.put(code, new Code(asked.get("nonce"), asked.get("code_challenge"), redirect));
    String state = URLEncoder.encode(asked.get("state"), StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("location", redirect + "?code=" + code + "&state=" + state);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void token(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
    Map<String, String> asked = form(body);
    String expected =
        Base64.getEncoder()
            .encodeToString(
                ("us:" + URLEncoder.encode(secret, StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.US_ASCII));
    if (!("Basic " + expected).equals(exchange.getRequestHeaders().getFirst("authorization"))) {
      say(exchange, 401, JSON.createObjectNode().put("error", "invalid_client"));
      return;
    }
    Code code = codes.remove(asked.getOrDefault("code", ""));
    boolean good =
        code != null
            && asked.getOrDefault("grant_type", "").equals("authorization_code")
            && asked.getOrDefault("redirect_uri", "").equals(code.redirect())
            && hash(asked.getOrDefault("code_verifier", "")).equals(code.challenge());
    if (!good) {
      say(exchange, 400, JSON.createObjectNode().put("error", "invalid_grant"));
      return;
    }
    say(
        exchange,
        200,
        JSON.createObjectNode()
            .put("token_type", "Bearer")
            .put("access_token", "unused")
            .put("id_token", signed(nonce.isEmpty() ? code.nonce() : nonce)));
  }

  private String signed(String nonceOfToken) {
    long now = Instant.now().getEpochSecond();
    ObjectNode claims =
        JSON.createObjectNode()
            .put("iss", issuer)
            .put("aud", "us")
            .put("sub", "ana")
            .put("iat", now)
            .put("exp", now + 600)
            .put("nonce", nonceOfToken);
    String text =
        encoded(JSON.createObjectNode().put("alg", "RS256").put("kid", "one"))
            + "."
            + encoded(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + BASE64.encodeToString(signature.sign());
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String encoded(ObjectNode value) {
    return BASE64.encodeToString(value.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(String verifier) {
    try {
      return BASE64.encodeToString(
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, String> form(String text) {
    Map<String, String> fields = new TreeMap<>();
    for (String each : text.split("&")) {
      String[] parts = each.split("=", 2);
      fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return fields;
  }

  private static void say(HttpExchange exchange, int status, ObjectNode body) throws IOException {
    try (exchange) {
      byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("content-type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}

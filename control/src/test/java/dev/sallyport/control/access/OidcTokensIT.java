// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.control.config.AccessConfig;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OidcTokensIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final KeyPair RSA = pair("RSA");
  private static final KeyPair OTHER_RSA = pair("RSA");
  private static final KeyPair EC = pair("EC");

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.ofEpochSecond(1_800_000_000L));
  private final Map<String, ObjectNode> published = new ConcurrentHashMap<>();
  private final AtomicInteger fetched = new AtomicInteger();
  private HttpServer provider;
  private String issuer;
  private OidcTokens tokens;

  @BeforeEach
  void start() throws Exception {
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    issuer = "http://127.0.0.1:" + provider.getAddress().getPort() + "/realm";
    answer(
        "/realm/.well-known/openid-configuration",
        () -> JSON.createObjectNode().put("issuer", issuer).put("jwks_uri", issuer + "/keys"));
    answer(
        "/realm/keys",
        () -> {
          fetched.incrementAndGet();
          ObjectNode set = JSON.createObjectNode();
          published.values().forEach(set.putArray("keys")::add);
          return set;
        });
    provider.start();
    published.put("rsa", rsa("rsa", RSA));
    published.put("ec", ec("ec"));
    tokens = tokens("oidc:");
  }

  private OidcTokens tokens(String prefix) {
    URI address = URI.create(issuer);
    var login = new AccessConfig.ProviderLogin("", "openid", null);
    return new OidcTokens(
        new AccessConfig.Oidc(address, "sallyport", "sub", "groups", prefix, login),
        new ProviderHttp(address),
        now::get);
  }

  @AfterEach
  void stop() {
    provider.stop(0);
  }

  @Test
  void aTokenOfTheProviderIsGoodUntilItExpires() throws Exception {
    for (String token :
        new String[] {sign("RS256", "rsa", RSA, Map.of()), sign("ES256", "ec", EC, Map.of())}) {
      assertThat(tokens.check(token))
          .isInstanceOfSatisfying(
              Verdict.Known.class,
              known -> {
                assertThat(known.caller().name()).isEqualTo("oidc:ana");
                assertThat(known.caller().groups())
                    .containsExactly("oidc:team", "system:authenticated");
                assertThat(known.until()).isAfter(now.get());
              });
    }
    String token = sign("RS256", "rsa", RSA, Map.of());
    now.set(now.get().plusSeconds(600 + 61));
    refused(token, "expired");
  }

  @Test
  void whatTheProviderDidNotSayIsNotBelieved() throws Exception {
    refused(sign("RS256", "rsa", OTHER_RSA, Map.of()), "signature");
    refused(sign("RS256", "unknown", RSA, Map.of()), "no key");
    refused(sign("RS256", "rsa", RSA, Map.of("iss", "https://elsewhere")), "another provider");
    refused(sign("RS256", "rsa", RSA, Map.of("aud", "another")), "another client");
    refused(sign("RS256", "rsa", RSA, Map.of("exp", 5)), "expired");
    refused(sign("RS256", "rsa", RSA, Map.of("nbf", 4_000_000_000L)), "not valid yet");
    refused(sign("RS256", "rsa", RSA, Map.of("sub", "")), "no claim sub");
    // A signature by a key of another kind, and none at all.
    refused(sign("ES256", "rsa", EC, Map.of()), "no key");
    String good = sign("RS256", "rsa", RSA, Map.of());
    String head = encode(JSON.createObjectNode().put("alg", "none"));
    refused(head + good.substring(good.indexOf('.'), good.lastIndexOf('.') + 1), "no token");
    refused(good.substring(0, good.lastIndexOf('.') + 1), "signature");
    refused("not.a.token", "no token");
    String[] parts = good.split("\\.");
    String other = sign("RS256", "rsa", RSA, Map.of("sub", "eve")).split("\\.")[1];
    refused(parts[0] + "." + other + "." + parts[2], "signature");
  }

  @Test
  void aNewKeyIsFoundWithoutARestartAndMadeUpKeysDoNotFloodTheProvider() throws Exception {
    assertThat(tokens.check(sign("RS256", "rsa", RSA, Map.of()))).isInstanceOf(Verdict.Known.class);
    published.put("next", rsa("next", OTHER_RSA));
    String next = sign("RS256", "next", OTHER_RSA, Map.of());
    refused(next, "no key");
    for (int i = 0; i < 5; i++) {
      refused(sign("RS256", "made-up-" + i, RSA, Map.of()), "no key");
    }
    assertThat(fetched).hasValue(1);
    now.set(now.get().plusSeconds(31));
    assertThat(tokens.check(next)).isInstanceOf(Verdict.Known.class);
    assertThat(fetched).hasValue(2);
  }

  @Test
  void withoutKeysNobodyDecides() throws Exception {
    provider.stop(0);
    assertThat(tokens.check(sign("RS256", "rsa", RSA, Map.of())))
        .isInstanceOf(Verdict.Unanswered.class);
  }

  @Test
  void namesOfKubernetesAreNotTaken() throws Exception {
    OidcTokens bare = tokens("");
    assertThat(bare.check(sign("RS256", "rsa", RSA, Map.of("sub", "system:admin"))))
        .isInstanceOf(Verdict.Refused.class);
    String token =
        sign("RS256", "rsa", RSA, Map.of("groups", new String[] {"system:masters", "team"}));
    assertThat(bare.check(token))
        .isInstanceOfSatisfying(
            Verdict.Known.class,
            known ->
                assertThat(known.caller().groups())
                    .containsExactly("team", "system:authenticated"));
  }

  private void refused(String token, String why) {
    assertThat(tokens.check(token))
        .isInstanceOfSatisfying(
            Verdict.Refused.class, refused -> assertThat(refused.why()).contains(why));
  }

  private String sign(String algorithm, String key, KeyPair by, Map<String, Object> other)
      throws Exception {
    Map<String, Object> claims =
        new TreeMap<>(
            Map.of(
                "iss",
                issuer,
                "aud",
                "sallyport",
                "sub",
                "ana",
                "exp",
                now.get().getEpochSecond() + 600,
                "groups",
                new String[] {"team"}));
    claims.putAll(other);
    String head = encode(JSON.createObjectNode().put("alg", algorithm).put("kid", key));
    String body = head + "." + encode(claims);
    Signature signature =
        Signature.getInstance(
            algorithm.equals("RS256") ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
    signature.initSign(by.getPrivate());
    signature.update(body.getBytes(StandardCharsets.US_ASCII));
    return body + "." + BASE64.encodeToString(signature.sign());
  }

  private static String encode(Object value) throws Exception {
    return BASE64.encodeToString(JSON.writeValueAsBytes(value));
  }

  private static ObjectNode rsa(String id, KeyPair pair) {
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    return JSON.createObjectNode()
        .put("kty", "RSA")
        .put("kid", id)
        .put("n", number(key.getModulus(), 256))
        .put("e", number(key.getPublicExponent(), 3));
  }

  private static ObjectNode ec(String id) {
    ECPublicKey key = (ECPublicKey) EC.getPublic();
    return JSON.createObjectNode()
        .put("kty", "EC")
        .put("crv", "P-256")
        .put("kid", id)
        .put("x", number(key.getW().getAffineX(), 32))
        .put("y", number(key.getW().getAffineY(), 32));
  }

  private static String number(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[length];
    int copied = Math.min(length, bytes.length);
    System.arraycopy(bytes, bytes.length - copied, fixed, length - copied, copied);
    return BASE64.encodeToString(fixed);
  }

  private static KeyPair pair(String kind) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      if (kind.equals("EC")) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      } else {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private interface Body {
    ObjectNode make();
  }

  private void answer(String path, Body body) {
    provider.createContext(
        path,
        exchange -> {
          try (exchange) {
            byte[] bytes = JSON.writeValueAsBytes(body.make());
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
  }
}

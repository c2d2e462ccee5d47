// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;

/**
 * A JSON web token (RFC 7519) in compact form (RFC 7515), read but not yet believed.
 *
 * @param algorithm how it says to be signed
 * @param keyId by which key it says to be signed; empty where it does not
 * @param claims what it says
 * @param signed what the signature covers
 * @param signature the signature
 */
record SignedToken(
    Algorithm algorithm, String keyId, JsonNode claims, byte[] signed, byte[] signature) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Ways of signing; a token that names any other is none. */
  enum Algorithm {
    RS256("RSA", "SHA256withRSA"),
    ES256("EC", "SHA256withECDSAinP1363Format");

    private final String keys;
    private final String name;

    Algorithm(String keys, String name) {
      this.keys = keys;
      this.name = name;
    }

    /** Returns the kind of key that signs so, as RFC 7518 names it. */
    String keys() {
      return keys;
    }
  }

  static Optional<SignedToken> parse(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      Base64.Decoder base64 = Base64.getUrlDecoder();
      JsonNode head = JSON.readTree(base64.decode(parts[0]));
      JsonNode claims = JSON.readTree(base64.decode(parts[1]));
      // What must be understood and is not makes it invalid (RFC 7515, section 4.1.11).
      if (!head.isObject() || !claims.isObject() || head.has("crit")) {
        return Optional.empty();
      }
      return Optional.of(
          new SignedToken(
              Algorithm.valueOf(head.path("alg").asText()),
              head.path("kid").asText(""),
              claims,
              (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII),
              base64.decode(parts[2])));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  boolean madeBy(PublicKey key) throws GeneralSecurityException {
    Signature check = Signature.getInstance(algorithm.name);
    check.initVerify(key);
    check.update(signed);
    return check.verify(signature);
  }
}

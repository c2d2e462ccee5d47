// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret that the nodes of one cluster share, by which they believe each other. */
public final class PeerKey {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int LENGTH_MIN = 16;

  private final byte[] secret;

  private PeerKey(byte[] secret) {
    if (secret.length < LENGTH_MIN) {
      throw new IllegalArgumentException(
          "peer key: "
              + secret.length
              + " bytes (expected: at least "
              + LENGTH_MIN
              + "; the same random text on every node)");
    }
    this.secret = Arrays.copyOf(secret, secret.length);
  }

  /**
   * Makes the key from a text that is the same on every node.
   *
   * @throws IllegalArgumentException when it is shorter than 16 bytes
   */
  public static PeerKey of(String secret) {
    return new PeerKey(secret.strip().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads the key from {@code SALLYPORT_PEER_KEY}, else from the file that {@code
   * SALLYPORT_PEER_KEY_FILE} names.
   *
   * @param environment the environment of the program
   * @return empty when neither is set: then nodes do not vouch for each other
   * @throws IOException when the file cannot be read
   */
  public static Optional<PeerKey> fromEnvironment(Map<String, String> environment)
      throws IOException {
    String secret = environment.getOrDefault("SALLYPORT_PEER_KEY", "");
    if (!secret.isBlank()) {
      return Optional.of(of(secret));
    }
    String file = environment.getOrDefault("SALLYPORT_PEER_KEY_FILE", "");
    return file.isBlank() ? Optional.empty() : Optional.of(of(Files.readString(Path.of(file))));
  }

  /** Returns what only a holder of the key can say of a text. */
  public byte[] sign(String text) {
    return mac().doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  Mac mac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "PeerKey[hidden]";
  }
}

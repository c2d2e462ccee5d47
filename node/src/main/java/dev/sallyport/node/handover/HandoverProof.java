// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.handover;

import dev.sallyport.node.identity.PeerKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * By what both programs know that the other holds the cluster's secret. A socket of the node's
 * namespace can be opened by any pod on the node's network.
 *
 * @param key the secret; without one nothing is proven but that the other runs as root
 * @param successor what the successor drew
 * @param incumbent what the incumbent drew
 */
record HandoverProof(Optional<PeerKey> key, String successor, String incumbent) {

  private static final int NONCE_BYTES = 16;

  static String nonce() {
    byte[] nonce = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(nonce);
    return HexFormat.of().formatHex(nonce);
  }

  String ofIncumbent() {
    return of("incumbent");
  }

  String ofSuccessor() {
    return of("successor");
  }

  /** Returns whether both texts are the same, in a time that does not tell where they differ. */
  static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }

  private String of(String who) {
    String text = "handover " + who + " " + successor + " " + incumbent;
    return key.map(secret -> HexFormat.of().formatHex(secret.sign(text))).orElse("-");
  }
}

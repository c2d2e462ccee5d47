// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import dev.sallyport.detection.data.Hits;
import dev.sallyport.detection.data.Piece;
import dev.sallyport.model.DataClass;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Addresses of Bitcoin in base 58, by their checksum. Not safe for use by several threads. */
final class Wallets {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final byte[] DIGITS = new byte[128];

  static {
    for (int c = 0; c < DIGITS.length; c++) {
      DIGITS[c] = (byte) ALPHABET.indexOf(c);
    }
  }

  private static final int LENGTH_MIN = 26;
  private static final int LENGTH_MAX = 35;
  private static final int BYTES = 25;

  private final byte[] value = new byte[BYTES];
  private final byte[] digest = new byte[32];
  private final MessageDigest sha = sha();

  /** Looks at a word of letters and digits that nothing touches. */
  void read(Piece piece, int start, int end, Hits out) {
    byte first = piece.bytes()[start];
    if (end - start < LENGTH_MIN || end - start > LENGTH_MAX || first != '1' && first != '3') {
      return;
    }
    if (decode(piece.bytes(), start, end) && checked()) {
      out.add(DataClass.CRYPTO, "bitcoin-address", start, end, .95);
    }
  }

  private boolean decode(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] < 0 || DIGITS[bytes[i]] < 0) {
        return false;
      }
    }
    Arrays.fill(value, (byte) 0);
    for (int i = start; i < end; i++) {
      int carry = DIGITS[bytes[i]];
      for (int k = BYTES - 1; k >= 0; k--) {
        carry += 58 * (value[k] & 0xFF);
        value[k] = (byte) carry;
        carry >>= 8;
      }
      if (carry != 0) {
        return false;
      }
    }
    return true;
  }

  private boolean checked() {
    try {
      sha.update(value, 0, BYTES - 4);
      sha.digest(digest, 0, digest.length);
      sha.update(digest);
      sha.digest(digest, 0, digest.length);
      return Arrays.equals(digest, 0, 4, value, BYTES - 4, BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("a digest of SHA-256 has 32 bytes", e);
    }
  }

  private static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Gives text to others that only holders of the key can read again, and notices when it was changed
 * (AES-256-GCM). Safe for any thread.
 */
final class Seal {
  /** Length of a key. */
  static final int KEY_BYTES = 32;

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final SecretKey own;
  private final Supplier<List<byte[]>> shared;

  private Seal(byte[] own, Supplier<List<byte[]>> shared) {
    this.own = new SecretKeySpec(own, "AES");
    this.shared = shared;
  }

  /** Returns one with that key. */
  static Seal of(byte[] key) {
    return new Seal(key, List::of);
  }

  /**
   * Returns one that closes with the first of the keys and opens with any. While there are none it
   * goes by a key of its own, which ends with the program.
   */
  static Seal sharing(Supplier<List<byte[]>> keys) {
    byte[] own = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(own);
    return new Seal(own, keys);
  }

  /** Returns letters, digits, {@code -} and {@code _} that stand for the text. */
  String close(String text) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys().getFirst(), nonce);
      byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
      byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES-GCM", e);
    }
  }

  /** Returns the text; empty when this seal did not close it, or somebody changed it. */
  Optional<String> open(String sealed) {
    byte[] all;
    try {
      all = Base64.getUrlDecoder().decode(sealed);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return all.length <= NONCE_BYTES
        ? Optional.empty()
        : keys().stream().flatMap(key -> open(key, all).stream()).findFirst();
  }

  private static Optional<String> open(SecretKey key, byte[] all) {
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(all, NONCE_BYTES));
      byte[] text = cipher.doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
      return Optional.of(new String(text, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private List<SecretKey> keys() {
    List<SecretKey> keys = new ArrayList<>();
    shared.get().forEach(each -> keys.add(new SecretKeySpec(each, "AES")));
    keys.add(own);
    return keys;
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }
}

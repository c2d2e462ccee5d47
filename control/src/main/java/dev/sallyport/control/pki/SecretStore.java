// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.secret.SharedSecret;
import dev.sallyport.control.secret.SharedSecret.Changed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Keeps the authority in two fields of a Secret, so of two programs that make an authority at once
 * one wins and the other takes that. Safe for any thread.
 */
public final class SecretStore implements AuthorityStore {
  private static final String CERTIFICATES = "ca.crt";
  private static final String KEYS = "ca.key";
  private static final String TAKEN = GivenAuthority.TAKEN;

  private final SharedSecret secret;

  /** Returns a store in that Secret. */
  public SecretStore(SharedSecret secret) {
    this.secret = requireNonNull(secret, "secret");
  }

  @Override
  public String place() {
    return secret.place();
  }

  @Override
  public AuthorityKeys change(UnaryOperator<AuthorityKeys> change) throws IOException {
    return secret.change(
        fields -> {
          AuthorityKeys before = read(fields);
          if (!fields.getOrDefault(TAKEN, "").isEmpty()) {
            AuthorityKeys own = ownBeside(before, change);
            Map<String, String> next = new HashMap<>(fields(own));
            next.put(TAKEN, "");
            return new Changed<>(own, next);
          }
          AuthorityKeys after = change.apply(before);
          return new Changed<>(after, after.equals(before) ? Map.of() : fields(after));
        });
  }

  /** Those there were taken over from a Secret of somebody else, and are to be followed. */
  private static AuthorityKeys ownBeside(AuthorityKeys taken, UnaryOperator<AuthorityKeys> change) {
    List<CertifiedKey> all = new ArrayList<>(taken.generations());
    all.addAll(change.apply(AuthorityKeys.NONE).generations());
    return new AuthorityKeys(all);
  }

  private AuthorityKeys read(Map<String, String> fields) throws IOException {
    try {
      return new AuthorityKeys(
          Pem.pairs(fields.getOrDefault(CERTIFICATES, ""), fields.getOrDefault(KEYS, "")));
    } catch (IOException unreadable) {
      throw new IOException(
          place() + ": " + unreadable.getMessage() + "; delete its data and a new one is made");
    }
  }

  private static Map<String, String> fields(AuthorityKeys keys) {
    return Map.of(
        CERTIFICATES,
        Pem.certificates(keys.generations().stream().map(CertifiedKey::certificate).toList()),
        KEYS,
        Pem.keys(keys.generations()));
  }
}

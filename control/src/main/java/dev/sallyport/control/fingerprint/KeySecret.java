// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.fingerprint;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.secret.SharedSecret;
import dev.sallyport.control.secret.SharedSecret.Changed;
import dev.sallyport.model.FingerprintKey;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Keeps the keys in a field of a Secret that all control programs of a cluster share, so that who
 * leads next goes on with them. Safe for any thread.
 */
public final class KeySecret implements KeyPlace {
  private final SharedSecret secret;
  private final String field;

  /** Returns a place in that field of that Secret. */
  public KeySecret(SharedSecret secret, String field) {
    this.secret = requireNonNull(secret, "secret");
    this.field = requireNonNull(field, "field");
  }

  @Override
  public List<FingerprintKey> change(UnaryOperator<List<FingerprintKey>> change)
      throws IOException {
    return secret.change(
        fields -> {
          List<FingerprintKey> before = read(fields.getOrDefault(field, ""));
          List<FingerprintKey> after = change.apply(before);
          boolean same = after.equals(before);
          return new Changed<>(after, same ? Map.of() : Map.of(field, KeyLines.write(after)));
        });
  }

  private List<FingerprintKey> read(String text) throws IOException {
    try {
      return KeyLines.read(text);
    } catch (IOException unreadable) {
      throw new IOException(
          "%s: %s: %s; delete that field and new ones are made"
              .formatted(secret.place(), field, unreadable.getMessage()));
    }
  }
}

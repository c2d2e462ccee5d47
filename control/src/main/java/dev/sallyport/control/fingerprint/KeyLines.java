// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.fingerprint;

import dev.sallyport.model.FingerprintKey;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Keys as text: a line for each with its number, the millisecond of its begin and its secret. */
final class KeyLines {
  private KeyLines() {}

  static String write(List<FingerprintKey> keys) {
    StringBuilder text = new StringBuilder();
    for (FingerprintKey key : keys) {
      String secret = Base64.getEncoder().encodeToString(key.secret());
      text.append(key.id()).append(' ').append(key.from().toEpochMilli()).append(' ');
      text.append(secret).append('\n');
    }
    return text.toString();
  }

  /** Reads them; the message of its exception quotes nothing of the text. */
  static List<FingerprintKey> read(String text) throws IOException {
    List<FingerprintKey> keys = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] parts = line.split(" ", -1);
      if (parts.length != 3) {
        throw new IOException("a line of the keys is not three words");
      }
      try {
        Instant from = Instant.ofEpochMilli(Long.parseLong(parts[1]));
        byte[] secret = Base64.getDecoder().decode(parts[2]);
        keys.add(new FingerprintKey(Integer.parseInt(parts[0]), from, secret));
      } catch (IllegalArgumentException | DateTimeException unfit) {
        throw new IOException("a line of the keys cannot be read");
      }
    }
    return List.copyOf(keys);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.text.Decoded;
import dev.sallyport.detection.text.Decoders;
import dev.sallyport.detection.text.TextLimits;
import java.nio.charset.StandardCharsets;

/** JSON strings as they read. */
final class JsonText {
  private JsonText() {}

  /** Returns what a JSON string says, given what stands between its quotes. */
  static String unescaped(String raw) {
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    Decoded out = new Decoded(TextLimits.DEFAULT);
    Decoders.json(bytes, 0, bytes.length, out);
    return new String(out.bytes(), 0, out.length(), StandardCharsets.UTF_8);
  }
}

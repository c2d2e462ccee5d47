// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What the fields of a head say about what follows it. */
final class Framing {
  private Framing() {}

  /** Returns why the framing fields of a head contradict each other, or null. */
  static @Nullable Refusal contradiction(Head head) {
    if (head.codings > 0) {
      if (head.lengths > 0) {
        return Refusal.LENGTH_AND_CODING;
      }
      if (head.http10) {
        return Refusal.CODING_VERSION;
      }
      return head.codings > 1 || !head.chunked ? Refusal.CODING : null;
    }
    if (head.lengths > 1) {
      return Refusal.SEVERAL_LENGTHS;
    }
    return head.length == Head.BAD_LENGTH ? Refusal.LENGTH : null;
  }

  /** Returns how large the table of the server may become once the connection is upgraded. */
  static long offeredTableBytes(Head head) {
    String settings = head.first("http2-settings").orElse("");
    try {
      return Http2Side.tableBytes(Base64.getUrlDecoder().decode(settings));
    } catch (IllegalArgumentException e) {
      return -1;
    }
  }
}

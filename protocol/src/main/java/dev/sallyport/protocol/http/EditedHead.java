// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Writes the head of a message whose body is changed. Fields that stay true stay as they came. */
final class EditedHead {
  /** Checksums of a body that is not this one any more. */
  private static final Set<String> CHECKSUMS =
      Set.of("content-md5", "digest", "content-digest", "repr-digest");

  private static final Set<String> FRAMING =
      Set.of("content-length", "transfer-encoding", "trailer");

  /** Requests for what cannot be changed: a part of an answer, or one that is packed. */
  private static final Set<String> UNWANTED =
      Set.of("accept-encoding", "range", "if-range", "sec-websocket-extensions", "te");

  /**
   * What changes.
   *
   * @param body the body of this message
   * @param length and with it its length
   * @param chunks it is sent in chunks
   * @param answer the body of the answer
   */
  record Change(boolean body, boolean length, boolean chunks, boolean answer) {}

  private EditedHead() {}

  /** Returns the head with the fields that go with the change. */
  static byte[] write(byte[] head, Change change) {
    StringBuilder written = new StringBuilder(head.length + 64);
    String read = new String(head, StandardCharsets.ISO_8859_1);
    int from = 0;
    boolean first = true;
    while (from < read.length()) {
      int end = read.indexOf("\r\n", from);
      end = end < 0 ? read.length() : end + 2;
      String line = read.substring(from, end);
      if (line.equals("\r\n")) {
        add(written, change);
        written.append(line).append(read, end, read.length());
        break;
      }
      if (first || !goes(line, change)) {
        written.append(line);
      }
      first = false;
      from = end;
    }
    return written.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void add(StringBuilder written, Change change) {
    if (change.chunks()) {
      written.append("Transfer-Encoding: chunked\r\n");
    }
    if (change.answer()) {
      written.append("Accept-Encoding: identity\r\n");
    }
  }

  private static boolean goes(String line, Change change) {
    int colon = line.indexOf(':');
    String name = line.substring(0, Math.max(0, colon)).strip().toLowerCase(Locale.ROOT);
    return change.body() && CHECKSUMS.contains(name)
        || change.length() && (FRAMING.contains(name) || name.equals("etag"))
        || change.answer() && UNWANTED.contains(name);
  }
}

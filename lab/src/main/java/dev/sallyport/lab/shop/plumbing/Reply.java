// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** An answer to a web request. */
public sealed interface Reply {
  /** Returns the HTTP status. */
  int status();

  /** Returns the content type; empty for an answer without a body. */
  String contentType();

  /** Returns an answer with a JSON body. */
  static Reply json(int status, JsonNode body) {
    return new Whole(status, "application/json", Json.bytes(body));
  }

  /** Returns an answer with a page. */
  static Reply page(String html) {
    return new Whole(200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns an answer without a body. */
  static Reply empty(int status) {
    return new Whole(status, "", new byte[0]);
  }

  /** Returns an answer that is written piece by piece as server-sent events. */
  static Reply events(Writing writing) {
    return new Streamed(200, "text/event-stream", writing);
  }

  /**
   * An answer known in full.
   *
   * @param status HTTP status
   * @param contentType content type, empty without a body
   * @param body all bytes
   */
  record Whole(int status, String contentType, byte[] body) implements Reply {}

  /**
   * An answer in chunks.
   *
   * @param status HTTP status
   * @param contentType content type
   * @param writing writes the body
   */
  record Streamed(int status, String contentType, Writing writing) implements Reply {}

  /** Writes a body. */
  @FunctionalInterface
  interface Writing {
    /** Writes to {@code out}, flushing where the reader should see a piece at once. */
    void to(OutputStream out) throws IOException, InterruptedException;
  }
}

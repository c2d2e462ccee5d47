// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

/**
 * Why an HTTP connection is not understood any more. Each is a place at which programs in use
 * disagree on where a message ends, or a bound of ours.
 */
enum Refusal {
  NOT_HTTP("first line is not HTTP/1.x"),
  VERSION("HTTP version is neither 1.0 nor 1.1"),
  TARGET("request target has no known form"),
  STATUS("status line is malformed"),
  BARE_CR("carriage return without line feed"),
  BARE_LF("line feed without carriage return"),
  CONTROL("control character in a head"),
  FIELD_NAME("field name is malformed"),
  FOLDED("folded header field"),
  SEVERAL_HOSTS("more than one host field"),
  LENGTH("content length is not a number"),
  SEVERAL_LENGTHS("more than one content length"),
  LENGTH_AND_CODING("both content length and transfer coding"),
  CODING("transfer coding is not exactly chunked"),
  CODING_VERSION("transfer coding in HTTP/1.0"),
  CHUNK("chunk framing is malformed"),
  CHUNK_SIZE("chunk size out of range"),
  CHUNK_EXTENSION("chunk extension"),
  TRAILER("framing field in a trailer"),
  BODY_NOT_ALLOWED("body announced where none is allowed"),
  ANSWER_WITHOUT_REQUEST("answer without a request"),
  ANSWER_TOO_EARLY("answer before the request head was complete"),
  AFTER_CLOSE("bytes after the last message of the connection"),
  UPGRADE_NOT_ASKED("switch of protocols that was not asked for"),
  BEFORE_UPGRADE("bytes before the answer to an upgrade or tunnel request"),
  HEAD_BYTES("head larger than the limit", "headBytes"),
  HEADERS("more header fields than the limit", "headers"),
  TRAILER_BYTES("trailer larger than the limit", "trailerBytes"),
  PIPELINED("more unanswered requests than the limit", "pipelined"),
  INTERIM_ANSWERS("more interim answers than the limit", "interimAnswers");

  private final String reason;
  private final String limit;

  Refusal(String reason) {
    this(reason, "");
  }

  Refusal(String reason, String limit) {
    this.reason = reason;
    this.limit = limit;
  }

  /** Returns a short stable sentence without payload. */
  String reason() {
    return reason;
  }

  /** Returns the name of the limit that was reached; empty when it was none. */
  String limit() {
    return limit;
  }
}

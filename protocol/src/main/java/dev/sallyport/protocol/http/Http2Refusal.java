// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

/** Why an HTTP/2 connection is not understood any more. */
enum Http2Refusal {
  FRAME("HTTP/2 frame is malformed"),
  HEADERS("HTTP/2 header block is malformed"),
  REQUEST("HTTP/2 request head is malformed"),
  ANSWER("HTTP/2 answer head is malformed"),
  ORDER("HTTP/2 frame in a place where it is not allowed"),
  HEAD_BYTES("head larger than the limit", "headBytes"),
  STREAMS("more open streams than the limit", "streams"),
  CONTINUATIONS("head in more frames than are read", "continuations"),
  SETTINGS("more unconfirmed settings than are kept");

  private final String reason;
  private final String limit;

  Http2Refusal(String reason) {
    this(reason, "");
  }

  Http2Refusal(String reason, String limit) {
    this.reason = reason;
    this.limit = limit;
  }

  String reason() {
    return reason;
  }

  String limit() {
    return limit;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

/** What is known of one open stream. */
final class Http2Stream {
  final boolean rpc;
  long requestBytes;
  long responseBytes;
  int status;
  boolean answered;
  boolean requestEnded;
  boolean responseEnded;

  Http2Stream(boolean rpc) {
    this.rpc = rpc;
  }
}

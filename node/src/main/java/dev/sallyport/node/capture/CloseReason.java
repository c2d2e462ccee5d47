// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

/** How a relayed connection ended. */
public enum CloseReason {
  /** Both sides ended their half in order. */
  FINISHED,
  /** The side that opened it reset it. */
  CLIENT_RESET,
  /** The side that accepted it reset it. */
  SERVER_RESET,
  /** The server refused the connection; the client was answered with a reset. */
  REFUSED,
  /** The server could not be reached: no route, or another failure to connect. */
  UNREACHABLE,
  /** The server did not answer within the time allowed for connecting. */
  CONNECT_TIMEOUT,
  /** A limit of this node was reached, so the connection was reset; the limit was counted. */
  LIMIT,
  /** It was not allowed, and was reset or ended for that. */
  DENIED,
  /** The pod's sandbox ended. */
  SANDBOX_GONE,
  /** This program stopped, and its bound for draining passed. */
  STOPPED
}

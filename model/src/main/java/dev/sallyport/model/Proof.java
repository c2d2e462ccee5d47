// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/** How the name of one end of an edge was proven, strongest first. */
public enum Proof {
  /** The socket lives in the network namespace of that pod. */
  NAMESPACE,
  /** The other end is a socket of a captured pod on the same node. */
  SAME_NODE_SOCKET,
  /** The node that hosts the other end vouched for this very connection. */
  PEER_VOUCH,
  /** A verified client certificate carries the identity. */
  MTLS,
  /** A Service or pod address that exactly one identity held at that time. */
  ADDRESS_LEDGER,
  /** A name from SNI, HTTP authority or a DNS answer given to the client. */
  NAME_EVIDENCE,
  /** Only headers say so: evidence, never identity. */
  HEADER_EVIDENCE,
  /** Nothing proves it. */
  UNKNOWN;

  /** Returns the weaker of the two, which is what may be claimed of both together. */
  public Proof weaker(Proof other) {
    return compareTo(other) >= 0 ? this : other;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * How the two ends of a connection speak TLS, as far as its handshake shows it in the clear.
 *
 * @param fingerprint of the client's program: the JA4 value of its hello, for example {@code
 *     t13d1516h2_8daaf6152771_e5627efa2ab1}. Equal programs give equal values; different ones may
 *     too
 * @param offered application protocols that the client offers, in its order
 * @param version version the server chose, for example 0x0304 for 1.3; 0 while it is not known
 * @param certificateNames host names in the server's certificate; empty where the version hides it
 */
public record TlsFacts(
    String fingerprint, List<String> offered, int version, List<String> certificateNames) {
  public TlsFacts {
    requireNonNull(fingerprint, "fingerprint");
    offered = List.copyOf(offered);
    certificateNames = List.copyOf(certificateNames);
  }
}

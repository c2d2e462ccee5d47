// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import static java.util.Objects.requireNonNull;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * For whom a node program may speak. In its certificate it is a URI among the subject's other
 * names.
 *
 * @param node name of the Kubernetes node
 * @param gateway true for a program of tier steer: it stands in front of Services, so it tells of
 *     workloads of any node, and of none that it captured
 */
public record NodeIdentity(String node, boolean gateway) {
  private static final String NODE = "sallyport://node/";
  private static final String GATEWAY = "sallyport://gateway/";
  private static final int URI = 6;
  private static final int NAME_MAX = 253;

  public NodeIdentity {
    requireNonNull(node, "node");
    if (node.isEmpty() || node.length() > NAME_MAX) {
      throw new IllegalArgumentException(
          "node name of " + node.length() + " characters (expected: 1 to " + NAME_MAX + ")");
    }
  }

  String uri() {
    return (gateway ? GATEWAY : NODE) + node;
  }

  /** Returns whom the certificate was issued for; empty when it is no node's. */
  public static Optional<NodeIdentity> of(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return (names == null ? List.<List<?>>of() : names)
          .stream()
              .filter(each -> Integer.valueOf(URI).equals(each.get(0)))
              .flatMap(each -> read(String.valueOf(each.get(1))).stream())
              .findFirst();
    } catch (CertificateParsingException e) {
      return Optional.empty();
    }
  }

  private static Optional<NodeIdentity> read(String uri) {
    boolean gateway = uri.startsWith(GATEWAY);
    String prefix = gateway ? GATEWAY : NODE;
    boolean named = uri.startsWith(prefix) && uri.length() > prefix.length();
    return named && uri.length() - prefix.length() <= NAME_MAX
        ? Optional.of(new NodeIdentity(uri.substring(prefix.length()), gateway))
        : Optional.empty();
  }
}

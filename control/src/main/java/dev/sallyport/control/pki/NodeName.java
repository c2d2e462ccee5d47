// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The name of a node as its certificate holds it: a URI among the subject's other names. */
public final class NodeName {
  private static final String PREFIX = "sallyport://node/";
  private static final int URI = 6;

  private NodeName() {}

  static String uri(String node) {
    return PREFIX + node;
  }

  /** Returns the node that the certificate was issued for; empty when it is no node's. */
  public static Optional<String> of(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return (names == null ? List.<List<?>>of() : names)
          .stream()
              .filter(each -> Integer.valueOf(URI).equals(each.get(0)))
              .map(each -> String.valueOf(each.get(1)))
              .filter(each -> each.startsWith(PREFIX) && each.length() > PREFIX.length())
              .map(each -> each.substring(PREFIX.length()))
              .findFirst();
    } catch (CertificateParsingException e) {
      return Optional.empty();
    }
  }
}

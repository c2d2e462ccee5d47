// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sallyport.control.pki.Authority;
import dev.sallyport.control.pki.NodeIdentity;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What stands between a connection and the link: who may speak, until when, and for what.
 *
 * @param enrolment issues certificates
 * @param ownWord holds what is said against the cluster
 */
record LinkGuard(Enrolment enrolment, OwnWord ownWord) {

  /**
   * Who is at the other end of a connection, as its certificate says.
   *
   * @param identity for whom it speaks
   * @param until when that ends
   */
  record Credential(NodeIdentity identity, Instant until) {
    Credential {
      requireNonNull(identity, "identity");
      requireNonNull(until, "until");
    }
  }

  static LinkGuard of(
      Authority authority,
      TokenProof tokens,
      Hosting hosting,
      Refusals refusals,
      InstantSource clock) {
    return new LinkGuard(new Enrolment(authority, tokens, clock), new OwnWord(hosting, refusals));
  }

  /**
   * Returns the credential of the connection that the present call came on; empty when it showed no
   * certificate of a node. That a certificate is the authority's and has not ended was checked when
   * the connection was made.
   */
  static Optional<Credential> present() {
    SSLSession session = ServiceRequestContext.current().sslSession();
    if (session == null) {
      return Optional.empty();
    }
    try {
      if (session.getPeerCertificates()[0] instanceof X509Certificate shown) {
        return NodeIdentity.of(shown)
            .map(identity -> new Credential(identity, shown.getNotAfter().toInstant()));
      }
    } catch (SSLPeerUnverifiedException none) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}

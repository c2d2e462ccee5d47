// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import static java.util.Objects.requireNonNull;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * A private key with the certificate of its public half.
 *
 * @param key the private key; its text form never holds it
 * @param certificate what the authority says of it
 */
public record CertifiedKey(PrivateKey key, X509Certificate certificate) {
  public CertifiedKey {
    requireNonNull(key, "key");
    requireNonNull(certificate, "certificate");
  }

  /** Returns from when it holds. */
  public Instant from() {
    return certificate.getNotBefore().toInstant();
  }

  /** Returns until when it holds. */
  public Instant until() {
    return certificate.getNotAfter().toInstant();
  }

  /** Returns when another should take its place: after two thirds of its life. */
  public Instant renewAt() {
    Duration life = Duration.between(from(), until());
    return from().plus(life.dividedBy(3).multipliedBy(2));
  }

  @Override
  public String toString() {
    return "key of " + certificate.getSubjectX500Principal() + " until " + until();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.sallyport.control.pki.Authority;
import dev.sallyport.control.pki.CertificateRequest;
import dev.sallyport.control.pki.NodeIdentity;
import dev.sallyport.control.pki.RefusedRequestException;
import dev.sallyport.wire.link.v1.CertificateIssued;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;

/**
 * Issues certificates to node programs that prove by the token of their pod which node they run on:
 * the first, and every one after it, so that a stolen key is of use for a day at most. Safe for any
 * thread; asks the cluster, so it may block.
 */
final class Enrolment {
  /** Tokens looked into at once. Whoever reaches the port may send some without being known. */
  private static final int AT_ONCE_MAX = 16;

  private static final int TOKEN_MAX = 16 << 10;

  /**
   * What was issued.
   *
   * @param identity for whom
   * @param until when it ends
   * @param message as the node is told
   */
  record Issued(NodeIdentity identity, Instant until, CertificateIssued message) {}

  private final Authority authority;
  private final TokenProof tokens;
  private final InstantSource clock;
  private final Semaphore turns = new Semaphore(AT_ONCE_MAX);

  Enrolment(Authority authority, TokenProof tokens, InstantSource clock) {
    this.authority = requireNonNull(authority, "authority");
    this.tokens = requireNonNull(tokens, "tokens");
    this.clock = requireNonNull(clock, "clock");
  }

  /**
   * Returns a certificate for whom the token proves.
   *
   * @throws RefusedRequestException saying why there is none
   * @throws IOException when that cannot be told now, and should be asked again
   */
  Issued issue(dev.sallyport.wire.link.v1.CertificateRequest asked)
      throws RefusedRequestException, IOException {
    CertificateRequest request = CertificateRequest.read(asked.getRequest().toByteArray());
    if (asked.getToken().isBlank() || asked.getToken().length() > TOKEN_MAX) {
      throw new RefusedRequestException(
          "a token of "
              + asked.getToken().length()
              + " characters (expected: 1 to "
              + TOKEN_MAX
              + ")");
    }
    if (!turns.tryAcquire()) {
      throw new IOException("too many nodes ask for certificates at once");
    }
    try {
      return issued(tokens.prove(asked.getToken()), request);
    } finally {
      turns.release();
    }
  }

  private Issued issued(NodeIdentity identity, CertificateRequest request) {
    X509Certificate certificate = authority.node(identity, request);
    Instant until = certificate.getNotAfter().toInstant();
    try {
      return new Issued(
          identity,
          until,
          CertificateIssued.newBuilder()
              .setCertificate(ByteString.copyFrom(certificate.getEncoded()))
              .setSecondsLeft(Duration.between(clock.instant(), until).toSeconds())
              .build());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was made cannot be written", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * A key on P-256 whose private half the sender was seen to have. What the sender asks to be called
 * is not read: names come from what the cluster says of it.
 *
 * @param key the public key
 */
public record CertificateRequest(PublicKey key) {
  /** Longest request read, in bytes; one on P-256 has some 250. */
  public static final int BYTES_MAX = 4096;

  public CertificateRequest {
    requireNonNull(key, "key");
  }

  /**
   * Reads a request and checks its signature.
   *
   * @param der a PKCS #10 request (RFC 2986) in DER
   * @throws RefusedRequestException saying what is wrong with it
   */
  public static CertificateRequest read(byte[] der) throws RefusedRequestException {
    if (der.length > BYTES_MAX) {
      throw new RefusedRequestException(
          "the request has " + der.length + " bytes (expected: at most " + BYTES_MAX + ")");
    }
    try {
      JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(der);
      requireP256(request.getSubjectPublicKeyInfo());
      PublicKey key = request.getPublicKey();
      if (request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        return new CertificateRequest(key);
      }
    } catch (IOException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        | RuntimeException unreadable) {
      throw new RefusedRequestException(
          "the request cannot be read (expected: PKCS #10 in DER, a key on P-256)", unreadable);
    }
    throw new RefusedRequestException("the request is not signed by the key that is in it");
  }

  private static void requireP256(SubjectPublicKeyInfo key) {
    if (!key.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
        || !SECObjectIdentifiers.secp256r1.equals(key.getAlgorithm().getParameters())) {
      throw new IllegalArgumentException("not a key on P-256");
    }
  }
}

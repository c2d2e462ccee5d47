// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import java.security.KeyPair;
import java.security.PublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Requests for certificates, right and wrong ones. */
public final class Requests {
  private Requests() {}

  public static KeyPair keyPair() {
    return Issuing.keyPair();
  }

  public static byte[] of(KeyPair pair) {
    return of(pair.getPublic(), pair, "SHA256withECDSA");
  }

  static byte[] of(PublicKey said, KeyPair signer, String algorithm) {
    try {
      return new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=whoever"), said)
          .build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate()))
          .getEncoded();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}

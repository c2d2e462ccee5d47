// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;

/**
 * A request for a certificate, PKCS #10 (RFC 2986) in DER: the key, signed by itself. Its subject
 * is empty, since the one who issues takes no name from it.
 */
final class CertificationRequest {
  private static final int SEQUENCE = 0x30;
  private static final int BIT_STRING = 0x03;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
  private static final byte[] NO_NAME = {0x30, 0x00};
  private static final byte[] NO_ATTRIBUTES = {(byte) 0xa0, 0x00};

  /** AlgorithmIdentifier ecdsa-with-SHA256 (RFC 5758), in DER. */
  private static final byte[] ECDSA_SHA256 = {
    0x30, 0x0a, 0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
  };

  private CertificationRequest() {}

  static byte[] of(KeyPair pair) throws GeneralSecurityException {
    byte[] said = der(SEQUENCE, VERSION_0, NO_NAME, pair.getPublic().getEncoded(), NO_ATTRIBUTES);
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(pair.getPrivate());
    signer.update(said);
    // No bit of the last byte is unused.
    return der(SEQUENCE, said, ECDSA_SHA256, der(BIT_STRING, new byte[1], signer.sign()));
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] each : parts) {
      content.writeBytes(each);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    int length = content.size();
    if (length >= 0x100) {
      all.write(0x82);
      all.write(length >> 8);
    } else if (length >= 0x80) {
      all.write(0x81);
    }
    all.write(length);
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import dev.sallyport.model.FailureCause;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS towards the API from PEM texts (RFC 7468). */
final class KubeTls {
  /** AlgorithmIdentifier rsaEncryption with NULL parameters (RFC 8017, appendix C), in DER. */
  private static final byte[] RSA_ALGORITHM = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  private KubeTls() {}

  /**
   * Returns the context that trusts the authorities, and shows the certificate when one is given.
   *
   * @param authorities certificates in PEM; empty for those that the JDK trusts
   * @param certificate chain of the client in PEM, or empty
   * @param key its private key in PEM (PKCS #8, or PKCS #1), or empty
   */
  static SSLContext context(String authorities, String certificate, String key) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(certificate, key), trust(authorities), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("credentials of the Kubernetes API: " + FailureCause.of(e), e);
    }
  }

  private static TrustManager @Nullable [] trust(String authorities)
      throws GeneralSecurityException, IOException {
    if (authorities.isBlank()) {
      return null;
    }
    KeyStore store = emptyStore();
    int index = 0;
    for (Certificate certificate : certificates(authorities)) {
      store.setCertificateEntry("authority-" + index++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager @Nullable [] keys(String certificate, String key)
      throws GeneralSecurityException, IOException {
    if (certificate.isBlank() || key.isBlank()) {
      return null;
    }
    KeyStore store = emptyStore();
    Certificate[] chain = certificates(certificate).toArray(new Certificate[0]);
    store.setKeyEntry("client", privateKey(key), new char[0], chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(String pem)
      throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    if (pem.contains("BEGIN EC PRIVATE KEY")) {
      throw new InvalidKeySpecException(
          "client key is in SEC 1 form (expected: PKCS #8; convert with 'openssl pkcs8 -topk8')");
    }
    byte[] der = body(pem);
    boolean pkcs1 = pem.contains("BEGIN RSA PRIVATE KEY");
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs1 ? pkcs8(der) : der);
    for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // Of another kind: the next one is tried.
        continue;
      }
    }
    throw new InvalidKeySpecException("client key is neither RSA, EC nor Ed25519");
  }

  private static byte[] body(String pem) throws InvalidKeySpecException {
    int begin = pem.indexOf("PRIVATE KEY-----");
    int end = pem.indexOf("-----END");
    if (begin < 0 || end < begin) {
      throw new InvalidKeySpecException("client key is no PEM");
    }
    String text = pem.substring(begin + "PRIVATE KEY-----".length(), end);
    return Base64.getMimeDecoder().decode(text);
  }

  /** Wraps PKCS #1 as PKCS #8 (RFC 5958): version 0, algorithm, the key as an octet string. */
  private static byte[] pkcs8(byte[] pkcs1) {
    byte[] octets = der(0x04, pkcs1);
    byte[] version = {0x02, 0x01, 0x00};
    byte[] all = new byte[version.length + RSA_ALGORITHM.length + octets.length];
    System.arraycopy(version, 0, all, 0, version.length);
    System.arraycopy(RSA_ALGORITHM, 0, all, version.length, RSA_ALGORITHM.length);
    System.arraycopy(octets, 0, all, version.length + RSA_ALGORITHM.length, octets.length);
    return der(0x30, all);
  }

  private static byte[] der(int tag, byte[] content) {
    byte[] all = new byte[content.length + 4];
    all[0] = (byte) tag;
    all[1] = (byte) 0x82;
    all[2] = (byte) (content.length >> 8);
    all[3] = (byte) content.length;
    System.arraycopy(content, 0, all, 4, content.length);
    return all;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys as text (RFC 7468). */
public final class Pem {
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});
  private static final Pattern KEY = pattern("PRIVATE KEY");
  private static final Pattern CERTIFICATE = pattern("CERTIFICATE");

  private Pem() {}

  /** Returns the certificates one after the other. */
  public static String certificates(List<X509Certificate> certificates) {
    StringBuilder text = new StringBuilder();
    try {
      for (X509Certificate each : certificates) {
        text.append(block("CERTIFICATE", each.getEncoded()));
      }
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read cannot be written", e);
    }
    return text.toString();
  }

  /** Returns the certificates in the text, whatever else is in it. */
  static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> read = new ArrayList<>();
    for (byte[] der : blocks(CERTIFICATE, text)) {
      read.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
    }
    return read;
  }

  static String keys(List<CertifiedKey> pairs) {
    StringBuilder text = new StringBuilder();
    pairs.forEach(each -> text.append(block("PRIVATE KEY", each.key().getEncoded())));
    return text.toString();
  }

  /**
   * Reads what {@link #certificates} and {@link #keys} wrote.
   *
   * @throws IOException when they do not fit; the message holds nothing of them
   */
  static List<CertifiedKey> pairs(String certificates, String keys) throws IOException {
    try {
      List<X509Certificate> read = certificates(certificates);
      List<byte[]> secrets = blocks(KEY, keys);
      boolean unread = read.isEmpty() && !(certificates.isBlank() && keys.isBlank());
      if (unread || read.size() != secrets.size()) {
        throw new IOException(
            read.size()
                + " certificates and "
                + secrets.size()
                + " keys (expected: as many of each)");
      }
      List<CertifiedKey> pairs = new ArrayList<>();
      for (int i = 0; i < read.size(); i++) {
        KeyFactory factory = KeyFactory.getInstance(read.get(i).getPublicKey().getAlgorithm());
        PrivateKey key = factory.generatePrivate(new PKCS8EncodedKeySpec(secrets.get(i)));
        pairs.add(new CertifiedKey(key, read.get(i)));
      }
      return pairs;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("no certificates and keys in PEM: " + e.getClass().getSimpleName());
    }
  }

  private static String block(String kind, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, LINES.encodeToString(der), kind);
  }

  private static List<byte[]> blocks(Pattern kind, String text) {
    List<byte[]> found = new ArrayList<>();
    Matcher blocks = kind.matcher(text);
    while (blocks.find()) {
      found.add(Base64.getMimeDecoder().decode(blocks.group(1)));
    }
    return found;
  }

  private static Pattern pattern(String kind) {
    return Pattern.compile(
        "-----BEGIN %1$s-----([A-Za-z0-9+/=\\s]+)-----END %1$s-----".formatted(kind));
  }
}

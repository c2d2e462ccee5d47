// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Which servers a program trusts over TLS. */
public final class Trust {
  private Trust() {}

  /** Returns trust in the authorities of the file that {@code SSL_CERT_FILE} names, if any. */
  public static SSLContext fromSettings(Settings settings) {
    String file = settings.text("SSL_CERT_FILE", "");
    try {
      return file.isEmpty() ? SSLContext.getDefault() : in(Path.of(file));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException("SSL_CERT_FILE " + file, e);
    }
  }

  /**
   * Returns trust in the certificates of a PEM file and in nothing else.
   *
   * @throws IOException when the file cannot be read or holds no certificates
   */
  public static SSLContext in(Path pem) throws IOException {
    try (InputStream in = Files.newInputStream(pem)) {
      KeyStore authorities = KeyStore.getInstance("PKCS12");
      authorities.load(null, null);
      int number = 0;
      for (Certificate authority :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        authorities.setCertificateEntry("authority-" + number++, authority);
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(authorities);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("no usable certificates in " + pem, e);
    }
  }
}

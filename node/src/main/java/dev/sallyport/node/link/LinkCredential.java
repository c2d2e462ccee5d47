// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import com.google.protobuf.ByteString;
import dev.sallyport.model.FailureCause;
import dev.sallyport.wire.link.LinkNames;
import dev.sallyport.wire.link.v1.CertificateIssued;
import dev.sallyport.wire.link.v1.CertificateRequest;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * By what this node proves who it is: a key that is made here and never written anywhere, and the
 * certificate that control gave for it. How long that holds is measured here from when it came, so
 * that a wrong clock changes nothing. Confined to the link's thread.
 */
final class LinkCredential {
  private static final int TOKEN_BYTES_MAX = 16 << 10;
  private static final int TRUST_BYTES_MAX = 256 << 10;
  private static final long ASK_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LinkSecurity.MutualTls files;
  private @Nullable PrivateKey key;
  private @Nullable X509Certificate certificate;
  private @Nullable KeyPair asked;
  private long endsAtNanos;
  private long renewAtNanos;

  LinkCredential(LinkSecurity.MutualTls files) {
    this.files = files;
  }

  /** Returns whether there is a certificate that holds. */
  boolean held(long nowNanos) {
    return certificate != null && nowNanos - endsAtNanos < 0;
  }

  /** Returns whether the next certificate should be asked for: after two thirds of its life. */
  boolean renewalDue(long nowNanos) {
    return certificate != null && nowNanos - renewAtNanos >= 0;
  }

  /** Gives up a certificate that control does not take. */
  void forget() {
    key = null;
    certificate = null;
  }

  /**
   * Returns what connections are made with: whom to believe, and the certificate while there is
   * one.
   *
   * @throws IOException naming the file that is missing or wrong
   */
  SslContext context() throws IOException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2")
            .endpointIdentificationAlgorithm("HTTPS")
            .trustManager(trust())
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    LinkNames.ALPN));
    if (key != null && certificate != null) {
      builder.keyManager(key, certificate);
    }
    return builder.build();
  }

  /**
   * Returns a request for the next certificate, with a new key.
   *
   * @throws IOException naming the file of the token when it cannot be read
   */
  CertificateRequest request(long nowNanos) throws IOException {
    renewAtNanos = nowNanos + ASK_AGAIN_NANOS;
    String token = read(files.token(), TOKEN_BYTES_MAX, "the token of the service account").strip();
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      asked = pair;
      return CertificateRequest.newBuilder()
          .setToken(token)
          .setRequest(ByteString.copyFrom(CertificationRequest.of(pair)))
          .build();
    } catch (GeneralSecurityException e) {
      throw new IOException("this JDK makes no keys on P-256", e);
    }
  }

  /**
   * Takes the certificate for the key that was asked for last.
   *
   * @throws IOException when it is none
   */
  void issued(CertificateIssued answer, long nowNanos) throws IOException {
    KeyPair pair = asked;
    if (pair == null) {
      throw new IOException("control sent a certificate that nobody asked for");
    }
    try {
      X509Certificate read =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(answer.getCertificate().toByteArray()));
      if (read == null || !read.getPublicKey().equals(pair.getPublic())) {
        throw new IOException("control sent the certificate of another key");
      }
      key = pair.getPrivate();
      certificate = read;
      asked = null;
    } catch (GeneralSecurityException e) {
      throw new IOException("control sent no certificate: " + FailureCause.of(e), e);
    }
    long life = TimeUnit.SECONDS.toNanos(Math.max(0, answer.getSecondsLeft()));
    endsAtNanos = nowNanos + life;
    renewAtNanos = nowNanos + life / 3 * 2;
  }

  private X509Certificate[] trust() throws IOException {
    String pem = published();
    try {
      X509Certificate[] all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
              .toArray(new X509Certificate[0]);
      if (all.length > 0) {
        return all;
      }
    } catch (GeneralSecurityException | ArrayStoreException e) {
      throw new IOException(files.trust() + ": no certificates in PEM", e);
    }
    throw new IOException(files.trust() + ": empty (expected: certificates in PEM)");
  }

  /** The kubelet is slow to bring what was not there yet; what it brought it keeps current. */
  private String published() throws IOException {
    try {
      return read(files.trust(), TRUST_BYTES_MAX, "the certificates that control publishes");
    } catch (IOException notThere) {
      String asked = files.published().get();
      if (asked.isBlank()) {
        throw notThere;
      }
      return asked;
    }
  }

  private static String read(Path file, int bytesMax, String what) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(bytesMax), StandardCharsets.US_ASCII);
      if (!text.isBlank()) {
        return text;
      }
    } catch (NoSuchFileException absent) {
      throw new IOException("waiting for " + what + ": " + file + " is not there", absent);
    }
    throw new IOException("waiting for " + what + ": " + file + " is empty");
  }
}

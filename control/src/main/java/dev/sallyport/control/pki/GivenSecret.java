// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/**
 * A Secret of type {@code kubernetes.io/tls} that somebody else writes, whose pair may issue
 * certificates. Reads alone; safe for any thread.
 *
 * @param kube the cluster
 * @param namespace its namespace
 * @param name its name
 */
public record GivenSecret(KubernetesClient kube, String namespace, String name) {
  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";
  private static final int SIGNS_CERTIFICATES = 5;

  public GivenSecret {
    requireNonNull(kube, "kube");
    requireNonNull(namespace, "namespace");
    requireNonNull(name, "name");
  }

  /** Returns where that is, for people. */
  public String place() {
    return "Secret " + namespace + "/" + name;
  }

  /**
   * Returns the pair.
   *
   * @throws IOException naming the field that is not as it must be, and what to do about it
   */
  CertifiedKey read(Instant now) throws IOException {
    Map<String, String> fields = fields();
    X509Certificate certificate = certificate(text(fields, CERTIFICATE));
    PrivateKey key = key(text(fields, KEY), certificate.getPublicKey().getAlgorithm());
    if (certificate.getBasicConstraints() < 0) {
      throw wrong(
          CERTIFICATE,
          "is no authority's certificate",
          "basic constraints with CA:TRUE; with cert-manager spec.isCA: true");
    }
    boolean[] usage = certificate.getKeyUsage();
    if (usage != null && !usage[SIGNS_CERTIFICATES]) {
      throw wrong(CERTIFICATE, "may not sign certificates", "key usage 'cert sign'");
    }
    if (!now.isBefore(certificate.getNotAfter().toInstant())) {
      throw wrong(
          CERTIFICATE,
          "ended " + certificate.getNotAfter().toInstant(),
          "one that holds; whoever issues it should have renewed it");
    }
    if (now.isBefore(certificate.getNotBefore().toInstant().minus(Issuing.CLOCK_SKEW))) {
      throw wrong(
          CERTIFICATE,
          "begins only " + certificate.getNotBefore().toInstant(),
          "one that holds; is the clock right?");
    }
    if (!fits(key, certificate)) {
      throw noPair();
    }
    return new CertifiedKey(key, certificate);
  }

  private Map<String, String> fields() throws IOException {
    try {
      Secret found = kube.secrets().inNamespace(namespace).withName(name).get();
      if (found == null) {
        throw new IOException(
            place()
                + " is not there (expected: the Secret that link.ca.existingSecret names, with "
                + CERTIFICATE
                + " and "
                + KEY
                + "; with cert-manager a Certificate with that secretName and isCA: true)");
      }
      return Optional.ofNullable(found.getData()).orElse(Map.of());
    } catch (KubernetesClientException refused) {
      throw new IOException(
          "%s: %s (expected: the right to get it)"
              .formatted(
                  place(),
                  refused.getCode() <= 0
                      ? "the Kubernetes API does not answer"
                      : "the Kubernetes API answers " + refused.getCode()),
          refused);
    }
  }

  private String text(Map<String, String> fields, String field) throws IOException {
    String value = fields.getOrDefault(field, "");
    if (value.isBlank()) {
      throw wrong(field, "is missing", "PEM");
    }
    return new String(Base64.getMimeDecoder().decode(value), StandardCharsets.US_ASCII);
  }

  /** The first is the pair's own; those after it say who issued that, and are not believed here. */
  private X509Certificate certificate(String text) throws IOException {
    try {
      List<X509Certificate> read = Pem.certificates(text);
      if (!read.isEmpty()) {
        return read.getFirst();
      }
    } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
      // Told below, as if there were none.
    }
    throw wrong(CERTIFICATE, "holds no certificate that can be read", "X.509 in PEM");
  }

  private PrivateKey key(String text, String algorithm) throws IOException {
    PrivateKeyInfo read = keyInfo(text);
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(read.getEncoded()));
    } catch (GeneralSecurityException other) {
      throw noPair();
    }
  }

  private PrivateKeyInfo keyInfo(String text) throws IOException {
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      // Before the key of a curve its parameters may stand.
      for (Object read = parser.readObject(); read != null; read = parser.readObject()) {
        if (read instanceof PEMKeyPair pair) {
          return pair.getPrivateKeyInfo();
        }
        if (read instanceof PrivateKeyInfo info) {
          return info;
        }
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      // Told below; what it says may quote the key.
    }
    throw wrong(KEY, "holds no private key that can be read", "PKCS #8, PKCS #1 or SEC 1 in PEM");
  }

  private IOException noPair() {
    return wrong(KEY, "is not the key of " + CERTIFICATE, "both of one pair");
  }

  private static boolean fits(PrivateKey key, X509Certificate certificate) {
    byte[] any = "any text".getBytes(StandardCharsets.US_ASCII);
    try {
      String way = Issuing.signature(key);
      Signature signing = Signature.getInstance(way);
      signing.initSign(key);
      signing.update(any);
      Signature checking = Signature.getInstance(way);
      checking.initVerify(certificate.getPublicKey());
      checking.update(any);
      return checking.verify(signing.sign());
    } catch (GeneralSecurityException other) {
      return false;
    }
  }

  private IOException wrong(String field, String what, String expected) {
    return new IOException("%s: %s %s (expected: %s)".formatted(place(), field, what, expected));
  }
}

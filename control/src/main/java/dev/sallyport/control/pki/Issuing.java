// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes keys and signs certificates: ECDSA on P-256 with SHA-256, but for an authority that
 * somebody else brings, whose key may be of another kind. Keys and signatures are the JDK's; the
 * library only writes what RFC 5280 wants to see.
 */
final class Issuing {
  /** Certificates begin a little in the past, for readers whose clock is behind. */
  static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private static final String SIGNATURE = "SHA256withECDSA";
  private static final int SERIAL_BITS = 127;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Issuing() {}

  /** Returns a new authority that signed itself. */
  static CertifiedKey authority(Instant now, Duration life) {
    KeyPair pair = keyPair();
    // A name of its own for each, so that chains are never ambiguous.
    String serial = new BigInteger(64, RANDOM).toString(16);
    X500Name name = new X500Name("O=sallyport,CN=Sallyport authority " + serial);
    try {
      X509v3CertificateBuilder certificate =
          new JcaX509v3CertificateBuilder(
                  name,
                  serial(),
                  date(now.minus(CLOCK_SKEW)),
                  date(now.plus(life)),
                  name,
                  pair.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
      var signer = new JcaContentSignerBuilder(SIGNATURE).build(pair.getPrivate());
      return new CertifiedKey(
          pair.getPrivate(),
          new JcaX509CertificateConverter().getCertificate(certificate.build(signer)));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("this JDK cannot make a certificate on P-256", e);
    }
  }

  /**
   * Returns a certificate for the key, signed by the issuer; it ends no later than the issuer does.
   */
  static X509Certificate sign(
      CertifiedKey issuer,
      PublicKey key,
      String commonName,
      List<GeneralName> names,
      KeyPurposeId purpose,
      Instant now,
      Duration life) {
    Instant until = now.plus(life).isAfter(issuer.until()) ? issuer.until() : now.plus(life);
    try {
      JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
      X509v3CertificateBuilder certificate =
          new JcaX509v3CertificateBuilder(
                  issuer.certificate(),
                  serial(),
                  date(now.minus(CLOCK_SKEW)),
                  date(until),
                  new X500Name("O=sallyport,CN=" + commonName),
                  key)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
              .addExtension(
                  Extension.subjectAlternativeName,
                  false,
                  new GeneralNames(names.toArray(GeneralName[]::new)))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  identifiers.createSubjectKeyIdentifier(key))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  issuerIdentifier(issuer.certificate(), identifiers));
      var signer = new JcaContentSignerBuilder(signature(issuer.key())).build(issuer.key());
      return new JcaX509CertificateConverter().getCertificate(certificate.build(signer));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("this JDK cannot sign a certificate", e);
    }
  }

  /** Returns the name of the signatures that a key makes. */
  static String signature(PrivateKey key) throws NoSuchAlgorithmException {
    return switch (key.getAlgorithm()) {
      case "EC" -> SIGNATURE;
      case "RSA" -> "SHA256withRSA";
      case "EdDSA", "Ed25519" -> "Ed25519";
      default -> throw new NoSuchAlgorithmException(key.getAlgorithm());
    };
  }

  /** Whoever made the authority may number its key in another way than we do. */
  private static AuthorityKeyIdentifier issuerIdentifier(
      X509Certificate issuer, JcaX509ExtensionUtils identifiers) throws IOException {
    byte[] said = issuer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    return said == null
        ? identifiers.createAuthorityKeyIdentifier(issuer.getPublicKey())
        : new AuthorityKeyIdentifier(
            SubjectKeyIdentifier.getInstance(JcaX509ExtensionUtils.parseExtensionValue(said))
                .getKeyIdentifier());
  }

  static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no keys on P-256", e);
    }
  }

  private static BigInteger serial() {
    return new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1);
  }

  private static Date date(Instant instant) {
    return Date.from(instant);
  }
}

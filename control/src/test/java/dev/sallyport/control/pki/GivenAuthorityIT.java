// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.control.MockCluster;
import dev.sallyport.control.secret.SharedSecret;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An authority that somebody else writes into a Secret, as cert-manager does. */
class GivenAuthorityIT {
  private static final Duration MONTHS = Duration.ofDays(90);
  private static final NodeIdentity NODE = new NodeIdentity("worker-1", false);

  private final MovableClock clock = new MovableClock();
  private MockCluster cluster;

  /** Fields of a Secret, in clear. */
  private record Given(X509Certificate certificate, Map<String, String> fields) {}

  @BeforeEach
  void start() {
    cluster = new MockCluster();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void whatItIssuesIsBelieved(String algorithm) throws Exception {
    Given given = given(algorithm, MONTHS);
    write(given.fields());
    Authority authority = load();
    assertThat(authority.trusted()).containsExactly(given.certificate());
    requireBelieved(authority.node(NODE, request()), authority);
    requireBelieved(authority.server(List.of("a.example")).certificate(), authority);
    assertThat(authority.issuer()).isEqualTo(given.certificate());
  }

  @Test
  void aKeyWithoutTheModernEnvelopeIsReadToo() throws Exception {
    Given given = given("RSA", MONTHS);
    assertThat(given.fields().get("tls.key")).contains("BEGIN RSA PRIVATE KEY");
    assertThat(given("EC", MONTHS).fields().get("tls.key")).contains("BEGIN EC PRIVATE KEY");
  }

  @Test
  void aRenewedOneIsPublishedBeforeItSignsAndTheOneBeforeIsBelievedUntilNothingOfItIsLeft()
      throws Exception {
    Given first = given("RSA", MONTHS);
    write(first.fields());
    Authority authority = load();
    Authority replica = load();
    X509Certificate early = authority.node(NODE, request());
    clock.pass(Duration.ofHours(2));
    Given second = given("EC", MONTHS);
    write(second.fields());
    authority.turn();
    assertThat(authority.trusted())
        .containsExactlyInAnyOrder(first.certificate(), second.certificate());
    assertThat(authority.issuer())
        .as("nobody may know the other yet")
        .isEqualTo(first.certificate());
    clock.pass(GivenAuthority.LEAD);
    authority.turn();
    replica.turn();
    assertThat(authority.issuer()).isEqualTo(second.certificate());
    assertThat(replica.issuer()).as("in all programs").isEqualTo(second.certificate());
    requireBelieved(early, authority);
    requireBelieved(authority.node(NODE, request()), replica);
    clock.pass(GivenAuthority.BELIEVED);
    authority.turn();
    assertThat(authority.trusted()).containsExactly(second.certificate());
    assertThat(early.getNotAfter()).isBefore(Date.from(clock.instant()));
  }

  @Test
  void aProgramThatStartsDuringTheChangeKnowsBoth() throws Exception {
    Given first = given("EC", MONTHS);
    write(first.fields());
    load();
    clock.pass(Duration.ofHours(2));
    Given second = given("EC", MONTHS);
    write(second.fields());
    Authority started = load();
    assertThat(started.trusted()).hasSize(2);
    assertThat(started.issuer()).isEqualTo(first.certificate());
  }

  @Test
  void anAuthorityOfItsOwnIsFollowedByAGivenOneAndTheOtherWayRound() throws Exception {
    Authority own = Authority.load(new SecretStore(shared()), clock);
    X509Certificate early = own.node(NODE, request());
    Given given = given("EC", MONTHS);
    write(given.fields());
    Authority authority = load();
    assertThat(authority.issuer()).isEqualTo(own.issuer());
    requireBelieved(early, authority);
    clock.pass(GivenAuthority.LEAD);
    authority.turn();
    assertThat(authority.issuer()).isEqualTo(given.certificate());
    requireBelieved(early, authority);
    clock.pass(GivenAuthority.BELIEVED);
    authority.turn();
    assertThat(authority.trusted()).containsExactly(given.certificate());
    Authority back = Authority.load(new SecretStore(shared()), clock);
    assertThat(back.trusted()).hasSize(2).contains(given.certificate());
    assertThat(back.issuer()).isEqualTo(given.certificate());
    clock.pass(AuthorityKeys.LEAD);
    back.turn();
    assertThat(back.issuer()).isNotEqualTo(given.certificate());
    assertThat(back.issuer().getSubjectX500Principal().getName()).contains("Sallyport authority");
  }

  @Test
  void whatIsWrongIsNamedWithItsFieldAndWhatToDo() throws Exception {
    requireRefused("is not there", "link.ca.existingSecret", "isCA: true");
    Given given = given("EC", MONTHS);
    write(Map.of("tls.crt", given.fields().get("tls.crt")));
    requireRefused("tls.key is missing");
    write(Map.of("tls.key", given.fields().get("tls.key")));
    requireRefused("tls.crt is missing");
    write(with(given, "tls.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"));
    requireRefused("tls.crt holds no certificate");
    write(with(given, "tls.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"));
    requireRefused("tls.key holds no private key", "PKCS #8");
    write(with(given, "tls.key", given("EC", MONTHS).fields().get("tls.key")));
    requireRefused("tls.key is not the key of tls.crt");
    write(with(given, "tls.key", given("RSA", MONTHS).fields().get("tls.key")));
    requireRefused("tls.key is not the key of tls.crt");
    write(given("EC", MONTHS, new BasicConstraints(false), KeyUsage.keyCertSign).fields());
    requireRefused("tls.crt is no authority's certificate", "isCA: true");
    write(given("EC", MONTHS, new BasicConstraints(true), KeyUsage.digitalSignature).fields());
    requireRefused("tls.crt may not sign certificates");
    write(given("EC", Duration.ofMinutes(-1)).fields());
    requireRefused("tls.crt ended");
    write(given.fields());
    assertThat(load().issuer()).isEqualTo(given.certificate());
  }

  @Test
  void whatIsHeldGoesOnToHoldWhileTheSecretIsBroken() throws Exception {
    Given given = given("EC", MONTHS);
    write(given.fields());
    Authority authority = load();
    write(with(given, "tls.key", "nothing"));
    assertThatThrownBy(authority::turn).isInstanceOf(IOException.class);
    assertThat(authority.issuer()).isEqualTo(given.certificate());
    requireBelieved(authority.node(NODE, request()), authority);
  }

  private void requireRefused(String... parts) {
    assertThatThrownBy(this::load)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Secret sallyport/company-ca")
        .hasMessageContainingAll(parts)
        .message()
        .doesNotContain("AAAA");
  }

  private Authority load() throws IOException {
    return Authority.load(
        new GivenAuthority(
            new GivenSecret(cluster.client(), "sallyport", "company-ca"), shared(), clock),
        clock);
  }

  private SharedSecret shared() {
    return new SharedSecret(cluster.client(), "sallyport", "sallyport-ca");
  }

  private void write(Map<String, String> fields) {
    Map<String, String> data = new HashMap<>();
    fields.forEach(
        (field, text) ->
            data.put(
                field,
                Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII))));
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace("sallyport")
            .withName("company-ca")
            .endMetadata()
            .withType("kubernetes.io/tls")
            .withData(data)
            .build();
    cluster
        .client()
        .secrets()
        .inNamespace("sallyport")
        .resource(secret)
        .createOr(each -> each.update());
  }

  private static Map<String, String> with(Given given, String field, String text) {
    Map<String, String> fields = new HashMap<>(given.fields());
    fields.put(field, text);
    return fields;
  }

  private Given given(String algorithm, Duration left) throws Exception {
    return given(
        algorithm,
        left,
        new BasicConstraints(true),
        KeyUsage.keyCertSign | KeyUsage.digitalSignature);
  }

  /** An authority's certificate as others make it; its key is numbered in a way of their own. */
  private Given given(String algorithm, Duration left, BasicConstraints constraints, int usage)
      throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("RSA")) {
      generator.initialize(2048);
    } else if (algorithm.equals("EC")) {
      generator.initialize(384);
    }
    KeyPair pair = generator.generateKeyPair();
    Instant now = clock.instant();
    X500Name name = new X500Name("CN=Company authority");
    byte[] number = new byte[20];
    new SecureRandom().nextBytes(number);
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        name,
                        new BigInteger(64, new SecureRandom()),
                        Date.from(now.minus(Duration.ofHours(1))),
                        Date.from(now.plus(left)),
                        name,
                        pair.getPublic())
                    .addExtension(Extension.basicConstraints, true, constraints)
                    .addExtension(Extension.keyUsage, true, new KeyUsage(usage))
                    .addExtension(
                        Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(number))
                    .build(
                        new JcaContentSignerBuilder(Issuing.signature(pair.getPrivate()))
                            .build(pair.getPrivate())));
    return new Given(
        certificate,
        Map.of("tls.crt", Pem.certificates(List.of(certificate)), "tls.key", text(pair)));
  }

  /** As OpenSSL and cert-manager write it by default: PKCS #1 of RSA, SEC 1 of a curve. */
  private static String text(KeyPair pair) throws IOException {
    if (pair.getPrivate() instanceof ECPrivateKey secret) {
      SubjectPublicKeyInfo open = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
      byte[] whole =
          new org.bouncycastle.asn1.sec.ECPrivateKey(
                  384, secret.getS(), open.getPublicKeyData(), open.getAlgorithm().getParameters())
              .getEncoded();
      return "-----BEGIN EC PRIVATE KEY-----\n%s\n-----END EC PRIVATE KEY-----\n"
          .formatted(Base64.getMimeEncoder().encodeToString(whole));
    }
    StringWriter key = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(key)) {
      writer.writeObject(pair.getPrivate());
    }
    return key.toString();
  }

  private static CertificateRequest request() throws Exception {
    return CertificateRequest.read(Requests.of(Issuing.keyPair()));
  }

  private void requireBelieved(X509Certificate certificate, Authority authority) throws Exception {
    PKIXParameters parameters =
        new PKIXParameters(
            authority.trusted().stream()
                .map(each -> new TrustAnchor(each, null))
                .collect(Collectors.toSet()));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(clock.instant()));
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)),
            parameters);
  }
}

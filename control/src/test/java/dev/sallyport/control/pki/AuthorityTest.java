// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityTest {
  private final MovableClock clock = new MovableClock();
  @TempDir Path directory;

  @Test
  void aNodesCertificateNamesTheNodeAndIsBelieved() throws Exception {
    Authority authority = load();
    X509Certificate issued = authority.node(new NodeIdentity("worker-1.example", false), request());
    assertThat(NodeIdentity.of(issued)).contains(new NodeIdentity("worker-1.example", false));
    assertThat(issued.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(issued.getBasicConstraints()).as("it can issue nothing").isEqualTo(-1);
    requireBelieved(issued, authority);
  }

  @Test
  void aGatewaysCertificateIsNoNodes() throws Exception {
    NodeIdentity gateway = new NodeIdentity("worker-1", true);
    assertThat(NodeIdentity.of(load().node(gateway, request()))).contains(gateway);
  }

  @Test
  void aServersCertificateHoldsItsNamesAndNamesNoNode() throws Exception {
    Authority authority = load();
    CertifiedKey server = authority.server(List.of("a.example", "b.example"));
    assertThat(server.certificate().getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(List.of(2, "a.example"), List.of(2, "b.example"));
    assertThat(server.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(NodeIdentity.of(server.certificate())).isEmpty();
    assertThat(server.toString()).doesNotContain("PRIVATE");
    requireBelieved(server.certificate(), authority);
  }

  @Test
  void anEndedCertificateIsNotBelieved() throws Exception {
    Authority authority = load();
    X509Certificate issued = authority.node(new NodeIdentity("worker-1", false), request());
    clock.pass(Authority.NODE_LIFE.plusSeconds(1));
    assertThatThrownBy(() -> requireBelieved(issued, authority))
        .isInstanceOf(CertPathValidatorException.class);
  }

  @Test
  void whatAnotherAuthorityIssuedIsNotBelieved() throws Exception {
    Authority other = Authority.load(new DirectoryStore(directory.resolve("other")), clock);
    X509Certificate issued = other.node(new NodeIdentity("worker-1", false), request());
    Authority authority = load();
    assertThatThrownBy(() -> requireBelieved(issued, authority))
        .isInstanceOf(CertPathValidatorException.class);
  }

  @Test
  void theAuthorityIsTheSameAfterARestart() throws Exception {
    X509Certificate issued = load().node(new NodeIdentity("worker-1", false), request());
    requireBelieved(issued, load());
    assertThat(load().trustBundle()).isEqualTo(load().trustBundle());
  }

  @Test
  void onlyItsUserMayReadTheKey() throws Exception {
    load();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("authority.pem"))))
        .isEqualTo("rw-------");
  }

  @Test
  void anUnreadableAuthorityIsNotReplaced() throws Exception {
    Files.writeString(directory.resolve("authority.pem"), load().trustBundle());
    assertThatThrownBy(this::load).isInstanceOf(IOException.class).hasMessageContaining("0 keys");
  }

  @Test
  void aSuccessorIsPublishedBeforeItSignsAndThePredecessorBelievedUntilItsEnd() throws Exception {
    Authority authority = load();
    List<X509Certificate> first = authority.trusted();
    X509Certificate signedFirst = authority.issuer();
    clock.pass(AuthorityKeys.SUCCEEDED_AFTER);
    authority.turn();
    assertThat(authority.trusted()).hasSize(2).containsAll(first);
    assertThat(authority.issuer()).as("told to all before it signs").isEqualTo(signedFirst);
    clock.pass(AuthorityKeys.LEAD);
    assertThat(authority.issuer()).isNotEqualTo(signedFirst);
    requireBelieved(authority.node(new NodeIdentity("worker-1", false), request()), authority);
    clock.pass(AuthorityKeys.LIFE.minus(AuthorityKeys.SUCCEEDED_AFTER));
    authority.turn();
    assertThat(authority.trusted()).doesNotContainAnyElementsOf(first).isNotEmpty();
  }

  @Test
  void changesOfTrustAreToldOnceAndOnlyWhenThereAreSome() throws Exception {
    Authority authority = load();
    List<String> told = new java.util.ArrayList<>();
    authority.onTrustChanged(told::add);
    authority.turn();
    assertThat(told).containsExactly(authority.trustBundle());
    clock.pass(AuthorityKeys.SUCCEEDED_AFTER);
    authority.turn();
    authority.turn();
    assertThat(told).hasSize(2).last().isEqualTo(authority.trustBundle());
  }

  @Test
  void aServerRenewsItsCertificateAfterTwoThirdsOfItsLife() throws Exception {
    Authority authority = load();
    ServerTls tls = new ServerTls(authority, List.of("a.example"), clock);
    var first = tls.keyPair("a.example");
    clock.pass(Authority.SERVER_LIFE.dividedBy(2));
    assertThat(tls.keyPair("a.example")).isSameAs(first);
    clock.pass(Authority.SERVER_LIFE.dividedBy(4));
    assertThat(tls.keyPair("a.example").certificateChain()).isNotEqualTo(first.certificateChain());
  }

  @Test
  void aRequestSignedByAnotherKeyIsRefused() {
    byte[] request =
        Requests.of(Requests.keyPair().getPublic(), Requests.keyPair(), "SHA256withECDSA");
    assertThatThrownBy(() -> CertificateRequest.read(request))
        .isInstanceOf(RefusedRequestException.class)
        .hasMessageContaining("not signed by the key");
  }

  @Test
  void aKeyOfAnotherKindIsRefused() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    KeyPair pair = rsa.generateKeyPair();
    byte[] request = Requests.of(pair.getPublic(), pair, "SHA256withRSA");
    assertThatThrownBy(() -> CertificateRequest.read(request))
        .isInstanceOf(RefusedRequestException.class)
        .hasMessageContaining("P-256");
  }

  @Test
  void noKeyIsTakenThatTheSenderDoesNotHave() {
    KeyPair pair = Requests.keyPair();
    byte[] right = Requests.of(pair);
    SecureRandom random = new SecureRandom();
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      byte[] wrong = right.clone();
      wrong[random.nextInt(wrong.length)] ^= (byte) (1 + random.nextInt(255));
      try {
        // What is not signed, such as how the signature is written, may differ.
        assertThat(CertificateRequest.read(wrong).key()).isEqualTo(pair.getPublic());
      } catch (RefusedRequestException expected) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(400);
    assertThatThrownBy(() -> CertificateRequest.read(new byte[CertificateRequest.BYTES_MAX + 1]))
        .isInstanceOf(RefusedRequestException.class);
  }

  private Authority load() throws IOException {
    return Authority.load(new DirectoryStore(directory), clock);
  }

  private static CertificateRequest request() throws RefusedRequestException {
    return CertificateRequest.read(Requests.of(Requests.keyPair()));
  }

  private void requireBelieved(X509Certificate certificate, Authority authority) throws Exception {
    CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
    PKIXParameters parameters =
        new PKIXParameters(
            authority.trusted().stream()
                .map(each -> new TrustAnchor(each, null))
                .collect(Collectors.toSet()));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(clock.instant()));
    CertPathValidator.getInstance("PKIX").validate(path, parameters);
  }
}

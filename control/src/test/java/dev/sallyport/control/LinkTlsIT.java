// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.TlsKeyPair;
import dev.sallyport.control.config.ControlConfig;
import dev.sallyport.control.pki.Authority;
import dev.sallyport.control.pki.DirectoryStore;
import dev.sallyport.control.pki.NodeIdentity;
import dev.sallyport.control.pki.Requests;
import dev.sallyport.control.pki.SecretStore;
import dev.sallyport.control.secret.SharedSecret;
import dev.sallyport.model.FingerprintKey;
import dev.sallyport.model.Workload;
import dev.sallyport.wire.link.LinkNames;
import dev.sallyport.wire.link.v1.CertificateIssued;
import dev.sallyport.wire.link.v1.CertificateRequest;
import dev.sallyport.wire.link.v1.NodeLinkGrpc;
import dev.sallyport.wire.link.v1.NodeMessage;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkTlsIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Workload STOREFRONT = Workload.of("shop", "Deployment", "storefront");
  private static final Workload CATALOG = Workload.of("shop", "Deployment", "catalog");
  private static final Workload CART = Workload.of("shop", "Deployment", "cart");

  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<ClientFactory> factories = new ArrayList<>();
  private MockCluster cluster;
  private Control control;

  /** A key with the certificate that control gave for it. */
  private record Proof(KeyPair pair, CertificateIssued issued) {
    TlsKeyPair tls() throws Exception {
      return TlsKeyPair.of(
          pair.getPrivate(),
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(issued.getCertificate().toByteArray())));
    }
  }

  @BeforeEach
  void start() {
    cluster = new MockCluster();
    cluster.namespace("shop");
    cluster.node("node-a", "192.0.2.1", "10.1.0.0/24");
    cluster.node("node-b", "192.0.2.2", "10.1.1.0/24");
    cluster.pod("shop", "catalog-1", "node-a", "10.1.0.7", cluster.deployment("shop", "catalog"));
    cluster.pod("shop", "cart-1", "node-b", "10.1.1.7", cluster.deployment("shop", "cart"));
    cluster.token("good-a", LinkNames.AUDIENCE, "sallyport:sallyport-node", "node-a", "uid-a");
    cluster.token("other-audience", "elsewhere", "sallyport:sallyport-node", "node-a", "uid-a");
    cluster.token("other-account", LinkNames.AUDIENCE, "shop:default", "node-a", "uid-a");
    control = startControl("one");
  }

  @AfterEach
  void stop() {
    control.close();
    factories.forEach(ClientFactory::close);
    cluster.close();
  }

  @Test
  void aNodeEnrolsByItsTokenAndRenewsWhileItSpeaks() throws Exception {
    Proof proof = enrol("good-a");
    assertThat(proof.issued().getSecondsLeft())
        .isBetween(Authority.NODE_LIFE.toSeconds() - 600, Authority.NODE_LIFE.toSeconds());
    try (FakeNode node = node(proof.tls(), "node-a")) {
      send(node);
      KeyPair next = Requests.keyPair();
      node.ask(request("good-a", next));
      eventually(LONG, () -> assertThat(node.certificate).isNotNull());
      assertThat(node.certificate.getRefused()).isEmpty();
      send(node);
      assertThat(node.ended).as("the stream went on").isNull();
      try (FakeNode renewed = node(new Proof(next, node.certificate).tls(), "node-a")) {
        send(renewed);
      }
    }
    eventually(
        LONG,
        () ->
            assertThat(get("/api/v1/edges").get("edges").get(0).get("source").asText())
                .isEqualTo(STOREFRONT.key()));
    assertThat(get("/api/v1/status").get("link").get("security").asText()).isEqualTo("mutual-tls");
    assertThat(
            cluster.client().configMaps().inNamespace("sallyport").withName("sallyport-ca").get())
        .satisfies(it -> assertThat(it.getData().get("ca.crt")).contains("BEGIN CERTIFICATE"));
  }

  @Test
  void tokensOfOthersGetNoCertificate() throws Exception {
    for (String token : List.of("other-audience", "other-account", "made-up")) {
      assertThatThrownBy(() -> enrol(token))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              refused ->
                  assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED))
          .hasMessageNotContaining(token);
    }
    assertThat(get("/api/v1/status").get("link").get("refused").asLong()).isEqualTo(3);
  }

  @Test
  void nobodySpeaksWithoutACertificateThatHolds() throws Exception {
    FakeNode bare = node(null, "node-a");
    eventually(LONG, () -> assertThat(bare.ended).isNotNull());
    assertThat(bare.ended.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    Authority other =
        Authority.load(new DirectoryStore(directory.resolve("other")), InstantSource.system());
    requireRefusedByTls(issued(other));
    InstantSource past =
        InstantSource.fixed(Instant.now().minus(Authority.NODE_LIFE.multipliedBy(2)));
    requireRefusedByTls(issued(Authority.load(store(), past)));
    try (FakeNode right = node(issued(Authority.load(store(), InstantSource.system())), "node-a")) {
      eventually(LONG, () -> assertThat(right.welcome).isTrue());
    }
  }

  @Test
  void aNodeIsBelievedAboutItsOwnPodsAlone() throws Exception {
    FakeNode liar = node(enrol("good-a").tls(), "node-b");
    eventually(LONG, () -> assertThat(liar.ended).isNotNull());
    assertThat(liar.ended.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    String cart =
        cluster.client().pods().inNamespace("shop").withName("cart-1").get().getMetadata().getUid();
    try (FakeNode node = node(enrol("good-a").tls(), "node-a")) {
      long[] windows = {0};
      eventually(
          LONG,
          () -> {
            // Windows that began before the cluster was followed are not judged.
            long start = second() + 600 + 5 * windows[0]++;
            long sequence = node.send(node.summary(start, STOREFRONT, CART, 7));
            eventually(LONG, () -> assertThat(node.acked).isEqualTo(sequence));
            assertThat(get("/api/v1/status").get("link").get("warnings").toString())
                .contains("node node-a", CART.key());
          });
      node.captured(cart);
      eventually(
          LONG,
          () -> {
            JsonNode status = get("/api/v1/status");
            assertThat(status.get("link").get("warnings").toString()).contains(cart);
            for (JsonNode pod : status.get("pods")) {
              assertThat(pod.get("state").asText()).isNotEqualTo("captured");
            }
          });
      send(node);
    }
  }

  @Test
  void authorityAndFingerprintKeysAreTheSameAfterARestartAndInASecondControl() throws Exception {
    Proof proof = enrol("good-a");
    List<FingerprintKey> keys = keysGiven(proof);
    control.close();
    control = startControl("one");
    assertThat(keysGiven(proof)).isEqualTo(keys);
    control.close();
    control = startControl("two");
    assertThat(keysGiven(proof)).isEqualTo(keys);
  }

  private List<FingerprintKey> keysGiven(Proof proof) throws Exception {
    try (FakeNode node = node(proof.tls(), "node-a")) {
      eventually(LONG, () -> assertThat(node.ruleset.fingerprintKeys()).isNotEmpty());
      return node.ruleset.fingerprintKeys();
    }
  }

  private void requireRefusedByTls(TlsKeyPair wrong) throws Exception {
    FakeNode node = node(wrong, "node-a");
    eventually(LONG, () -> assertThat(node.ended).isNotNull());
    assertThat(node.welcome).isFalse();
    // TLS ends the connection, or the client kept back what the server would not take.
    assertThat(node.ended.getCode())
        .isIn(Status.Code.UNAVAILABLE, Status.Code.UNAUTHENTICATED, Status.Code.UNKNOWN);
  }

  private static TlsKeyPair issued(Authority authority) throws Exception {
    KeyPair pair = Requests.keyPair();
    X509Certificate certificate =
        authority.node(
            new NodeIdentity("node-a", false),
            dev.sallyport.control.pki.CertificateRequest.read(Requests.of(pair)));
    return TlsKeyPair.of(pair.getPrivate(), certificate);
  }

  /** Sends a window of a pod that is there, and waits until it is taken. */
  private static void send(FakeNode node) {
    long sequence = node.send(node.summary(second(), STOREFRONT, CATALOG, 7));
    eventually(LONG, () -> assertThat(node.acked).isEqualTo(sequence));
  }

  private Proof enrol(String token) throws Exception {
    KeyPair pair = Requests.keyPair();
    var answer =
        GrpcClients.builder("gproto+https", address())
            .factory(factory(null))
            .responseTimeout(LONG)
            .build(NodeLinkGrpc.NodeLinkBlockingStub.class)
            .enrol(NodeMessage.newBuilder().setCertificateRequest(request(token, pair)).build());
    return new Proof(pair, answer.getCertificateIssued());
  }

  private static CertificateRequest request(String token, KeyPair pair) {
    return CertificateRequest.newBuilder()
        .setToken(token)
        .setRequest(ByteString.copyFrom(Requests.of(pair)))
        .build();
  }

  private FakeNode node(TlsKeyPair shown, String name) throws Exception {
    NodeLinkGrpc.NodeLinkStub stub =
        GrpcClients.builder("gproto+https", address())
            .factory(factory(shown))
            .responseTimeoutMillis(0)
            .build(NodeLinkGrpc.NodeLinkStub.class);
    return new FakeNode(stub, name, "boot-1", 1);
  }

  private Endpoint address() {
    return Endpoint.of(LinkNames.SERVER, control.linkPort()).withIpAddr("127.0.0.1");
  }

  private ClientFactory factory(TlsKeyPair shown) throws Exception {
    List<X509Certificate> trusted = Authority.load(store(), InstantSource.system()).trusted();
    ClientFactoryBuilder factory =
        ClientFactory.builder().tlsCustomizer(tls -> tls.trustManager(trusted));
    if (shown != null) {
      factory.tls(shown);
    }
    ClientFactory made = factory.build();
    factories.add(made);
    return made;
  }

  private SecretStore store() {
    return new SecretStore(new SharedSecret(cluster.client(), "sallyport", "sallyport-ca"));
  }

  private Control startControl(String name) {
    Map<String, String> settings = new HashMap<>();
    settings.put("SALLYPORT_API_PORT", "0");
    settings.put("SALLYPORT_LINK_PORT", "0");
    settings.put("SALLYPORT_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none");
    settings.put("SALLYPORT_STATE_DIR", directory.resolve(name).toString());
    settings.put("SALLYPORT_KUBE_API", cluster.url().toString());
    return Control.start(ControlConfig.from(settings));
  }

  private static long second() {
    long now = System.currentTimeMillis() / 1000;
    return now - now % 5;
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + control.apiPort() + path))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import static dev.sallyport.node.identity.kube.RecordedPods.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS, as on every real cluster: by token in a pod, by client certificate outside. */
class KubeTlsIT {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path directory;
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final RecordedPods told = new RecordedPods();
  private HttpsServer server;
  private KeyStore store;
  private volatile boolean certificateWanted;

  @BeforeEach
  void start() throws Exception {
    store = keys();
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SSLContext context = context();
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = context.getDefaultSSLParameters();
            ssl.setNeedClientAuth(certificateWanted);
            parameters.setSSLParameters(ssl);
          }
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          if (exchange.getRequestURI().toString().contains("watch=true")) {
            FakeApi.text(exchange, 200, "");
          } else {
            FakeApi.text(exchange, 200, FakeApi.list("1", FakeApi.pod("u1", "n1", "10.0.0.1")));
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void tokenIsReadAgainWhenItIsRotated() throws Exception {
    Files.writeString(directory.resolve("ca.crt"), pem("CERTIFICATE", certificate()));
    Files.writeString(directory.resolve("token"), "one");
    KubeAccess access =
        KubeAccess.fromEnvironment(
                Map.of("KUBERNETES_SERVICE_HOST", "127.0.0.1", "KUBERNETES_SERVICE_PORT", port()),
                directory)
            .orElseThrow();
    try (PodWatch watch = PodWatch.start(access, "n1", told, KubeLimits.defaults())) {
      await("pod", () -> told.pods.containsKey("u1"));
      assertThat(tokens).contains("Bearer one");
      Files.writeString(directory.resolve("token"), "two");
      await("new token", () -> tokens.contains("Bearer two"));
      assertThat(watch.health().ok()).isTrue();
    }
  }

  @Test
  void clientCertificateOfAKubeconfigIsShown() throws Exception {
    certificateWanted = true;
    Key key = store.getKey("api", PASSWORD);
    Files.writeString(directory.resolve("client.key"), pem("PRIVATE KEY", key.getEncoded()));
    Path config = directory.resolve("config");
    Files.writeString(
        config,
        """
        current-context: c
        contexts:
        - context:
            cluster: k
            user: u
          name: c
        clusters:
        - cluster:
            certificate-authority-data: %s
            server: https://127.0.0.1:%s
          name: k
        users:
        - name: u
          user:
            client-certificate-data: %s
            client-key: client.key
        """
            .formatted(
                base64(pem("CERTIFICATE", certificate())),
                port(),
                base64(pem("CERTIFICATE", certificate()))));
    KubeAccess access =
        KubeAccess.fromEnvironment(Map.of("KUBECONFIG", config.toString())).orElseThrow();
    try (PodWatch watch = PodWatch.start(access, "n1", told, KubeLimits.defaults())) {
      await("pod", () -> told.pods.containsKey("u1"));
      assertThat(watch.health().ok()).isTrue();
    }
  }

  @Test
  void serverOfAnotherAuthorityIsNotBelieved() throws Exception {
    KubeAccess access =
        KubeAccess.of(
            java.net.URI.create("https://127.0.0.1:" + port()),
            KubeTls.context("", "", ""),
            null,
            "secret");
    try (PodWatch watch = PodWatch.start(access, "n1", told, KubeLimits.defaults())) {
      await("failure", () -> watch.health().snapshot().get("api_failures") > 0);
      assertThat(told.lists).hasValue(0);
      assertThat(tokens).isEmpty();
    }
  }

  private SSLContext context() throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("api", store.getCertificate("api"));
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private KeyStore keys() throws Exception {
    Path file = directory.resolve("api.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "api",
                "-keyalg",
                "EC",
                "-dname",
                "CN=api",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes());
    assertThat(keytool.waitFor()).as(output).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private byte[] certificate() throws Exception {
    return store.getCertificate("api").getEncoded();
  }

  private String port() {
    return Integer.toString(server.getAddress().getPort());
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes());
  }
}

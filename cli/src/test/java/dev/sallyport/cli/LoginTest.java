// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tool shows to a control that asks who calls. */
class LoginTest {
  private static final String AUDIT =
      """
      {"generatedAt":"2026-03-01T10:00:00Z","entries":[{"at":"2026-03-01T09:00:00Z",
       "caller":"ana","address":"10.0.0.7","verb":"update","resource":"policies",
       "namespace":"shop","object":"POST /api/v1/policies/namespaces/shop/a/promote",
       "verdict":"done","status":200}],"complete":true}
      """;

  @TempDir Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> shown = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    environment.put("HOME", directory.toString());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1/",
        exchange -> {
          try (exchange) {
            String brought = exchange.getRequestHeaders().getFirst("Authorization");
            shown.add(String.valueOf(brought));
            boolean known = "Bearer good".equals(brought);
            boolean lacks = "Bearer weak".equals(brought);
            String body =
                known
                    ? AUDIT
                    : """
                      {"type":"x","title":"%s","status":%d,"detail":"try kubectl create"}
                      """
                        .formatted(lacks ? "A right is missing" : "Who calls", lacks ? 403 : 401);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange
                .getResponseHeaders()
                .set("content-type", known ? "application/json" : "application/problem+json");
            exchange.getResponseHeaders().set("www-authenticate", "Bearer realm=\"sallyport\"");
            exchange.sendResponseHeaders(known ? 200 : lacks ? 403 : 401, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aTokenThatIsGivenIsShownAtOnce() throws IOException {
    assertThat(run("audit", "--token", "good")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("ana", "done", "/shop/a/promote");
    environment.put("SALLYPORT_TOKEN", "@" + Files.writeString(directory.resolve("t"), "good\n"));
    assertThat(run("audit", "-o", "json")).isZero();
    assertThat(shown).containsExactly("Bearer good", "Bearer good");
  }

  @Test
  void aTokenThatIsNotAcceptedIsExplainedAndNotRepeated() {
    assertThat(run("audit", "--token", "stolen")).isEqualTo(77);
    assertThat(err.toString())
        .contains("401:", "kubectl create token", "--token")
        .doesNotContain("stolen");
    assertThat(run("audit", "--token", "weak")).isEqualTo(77);
    assertThat(err.toString()).contains("A right is missing: try kubectl create");
    assertThat(run("audit", "--token", "@/nowhere")).isEqualTo(64);
  }

  @Test
  void theTokenOfTheKubeconfigIsShownOnlyWhenControlAsks() throws IOException {
    config("token: good");
    assertThat(run("audit")).as(err.toString()).isZero();
    assertThat(shown).containsExactly("null", "Bearer good");
  }

  @Test
  void aCommandOfTheKubeconfigGivesTheToken() throws IOException {
    Path command = directory.resolve("plugin");
    Files.writeString(
        command,
        """
        #!/bin/sh
        case "$KUBERNETES_EXEC_INFO" in *ExecCredential*) ;; *) exit 1 ;; esac
        echo "{\\"kind\\":\\"ExecCredential\\",\\"status\\":{\\"token\\":\\"$1$SECOND\\"}}"
        """);
    assertThat(command.toFile().setExecutable(true)).isTrue();
    config(
        """
        exec:
              apiVersion: client.authentication.k8s.io/v1
              command: ./plugin
              args: [go]
              env: [{name: SECOND, value: od}]
        """);
    assertThat(run("audit")).as(err.toString()).isZero();
    assertThat(shown).containsExactly("null", "Bearer good");
    config("exec: {command: /bin/false}");
    assertThat(run("audit")).isEqualTo(77);
    assertThat(err.toString()).contains("'/bin/false'", "gives no token");
  }

  @Test
  void aCertificateIsNoToken() throws IOException {
    config("client-certificate-data: abc");
    assertThat(run("audit")).isEqualTo(77);
    assertThat(err.toString()).contains("a client certificate is no token");
  }

  @Test
  void theTokenOfTheKubeconfigStaysOnThisMachineUnlessItIsEncrypted() {
    for (String here : List.of("http://127.0.0.1:7080", "http://localhost", "http://[::1]:1")) {
      assertThat(Credentials.trusted(URI.create(here))).as(here).isTrue();
    }
    assertThat(Credentials.trusted(URI.create("https://sallyport.example.com"))).isTrue();
    for (String away : List.of("http://sallyport.example.com", "http://10.0.0.1:7080")) {
      assertThat(Credentials.trusted(URI.create(away))).as(away).isFalse();
      assertThat(new Credentials(null, environment).atHand(URI.create(away))).isEmpty();
    }
  }

  private void config(String user) throws IOException {
    Path file = directory.resolve("config");
    Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        current-context: here
        contexts:
          - {name: other, context: {user: nobody}}
          - {name: here, context: {user: me, cluster: c}}
        users:
          - name: me
            user:
              %s
        """
            .formatted(user.indent(0).strip().replace("\n", "\n      ")));
    environment.put("KUBECONFIG", file.toString());
  }

  private int run(String... command) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> whole = new ArrayList<>(List.of(command));
    whole.add("--server");
    whole.add("http://127.0.0.1:" + server.getAddress().getPort());
    return Main.run(
        environment,
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        whole.toArray(new String[0]));
  }
}

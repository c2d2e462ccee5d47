// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.leader;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.control.CodeProvider;
import dev.sallyport.control.Control;
import dev.sallyport.control.MockCluster;
import dev.sallyport.control.config.ControlConfig;
import dev.sallyport.control.store.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Browsers that reach now one and now the other of two control programs. Every request says that it
 * was passed on already, so that the program that gets it answers itself.
 */
class SharedLoginIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String POLICY =
      """
      apiVersion: sallyport.dev/v1alpha1
      kind: GuardPolicy
      metadata: {name: no-deletes, namespace: shop}
      spec:
        protects: {workloads: [{kind: Deployment, name: catalog}]}
        mode: Observe
        inbound:
        - name: no-deletes
          calls: [{http: {methods: [DELETE]}}]
          then: {deny: {status: 403}}
      """;

  @TempDir Path state;
  private final HttpClient http = HttpClient.newHttpClient();
  private MockCluster cluster;
  private TestPostgres database;
  private CodeProvider provider;
  private Control a;
  private Control b;

  @BeforeEach
  void start() throws Exception {
    cluster = new MockCluster();
    cluster.namespace("shop");
    cluster.allow("oidc:ana");
    cluster.apply(POLICY, 1);
    database = new TestPostgres(state.resolve("postgres"));
    provider = new CodeProvider();
    a = control("a");
    b = control("b");
  }

  @AfterEach
  void stop() {
    a.close();
    b.close();
    provider.close();
    database.close();
    cluster.close();
  }

  @Test
  void whoLogsInAtOneIsLoggedInAtTheOtherUntilLoggedOutAtAny() throws Exception {
    String session = logIn();
    // The database may not answer one of them yet.
    eventually(PATIENCE, () -> assertThat(caller(a, session)).isEqualTo("oidc:ana"));
    eventually(PATIENCE, () -> assertThat(caller(b, session)).isEqualTo("oidc:ana"));
    eventually(
        PATIENCE,
        () ->
            assertThat(get(b, "/api/v1/policies", session).body())
                .as("known there")
                .contains("no-deletes"));
    assertThat(get(b, "/api/v1/edges", session).statusCode()).isEqualTo(200);
    String promote = "/api/v1/policies/namespaces/shop/no-deletes/promote";
    HttpResponse<String> forged = send(b, "POST", promote, session, false);
    assertThat(forged.statusCode()).as("without the header of our own page").isEqualTo(403);
    HttpResponse<String> promoted = send(b, "POST", promote, session, true);
    assertThat(promoted.statusCode()).as(promoted.body()).isEqualTo(200);
    noTokenIsStored(session);
    assertThat(send(b, "DELETE", "/api/v1/session", session, true).statusCode()).isEqualTo(204);
    assertThat(get(a, "/api/v1/edges", session).statusCode()).isEqualTo(401);
    assertThat(get(b, "/api/v1/edges", session).statusCode()).isEqualTo(401);
    assertThat(database.number("SELECT count(*) FROM login")).isZero();
    // And a login outlives the program where it was made.
    String another = logIn();
    eventually(PATIENCE, () -> assertThat(caller(a, another)).isEqualTo("oidc:ana"));
    a.close();
    assertThat(get(b, "/api/v1/edges", another).statusCode()).isEqualTo(200);
    assertThat(get(b, "/api/v1/edges", session).statusCode()).isEqualTo(401);
  }

  /** Begins at one program and comes back to the other. */
  private String logIn() throws Exception {
    String[] session = new String[1];
    eventually(
        PATIENCE,
        () -> {
          HttpResponse<String> begun = get(a, "/login", "");
          assertThat(begun.statusCode()).as(begun.body()).isEqualTo(302);
          String callback = provider.visit(begun.headers().firstValue("location").orElseThrow());
          String path = callback.replaceFirst("^http://127\\.0\\.0\\.1:[0-9]+", "");
          HttpResponse<String> back = get(b, path, cookie(begun, "sallyport-login"));
          assertThat(back.statusCode()).as(back.body()).isEqualTo(302);
          session[0] = cookie(back, "sallyport-session");
        });
    return session[0];
  }

  private void noTokenIsStored(String session) throws Exception {
    assertThat(database.number("SELECT count(*) FROM login")).isEqualTo(1);
    assertThat(
            database.number(
                "SELECT count(*) FROM login WHERE convert_from(token, 'SQL_ASCII') LIKE '%eyJ%.%'"))
        .as("tokens in clear")
        .isZero();
    String secret = session.substring(session.indexOf('=') + 1);
    assertThat(
            database.number("SELECT count(*) FROM login WHERE login::text LIKE '%" + secret + "%'"))
        .as("what the browser holds")
        .isZero();
  }

  private String caller(Control control, String session) throws Exception {
    return new ObjectMapper()
        .readTree(get(control, "/api/v1/session", session).body())
        .path("caller")
        .asText();
  }

  private HttpResponse<String> get(Control control, String path, String cookie) throws Exception {
    return send(control, "GET", path, cookie, false);
  }

  private HttpResponse<String> send(
      Control control, String method, String path, String cookie, boolean own) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + control.apiPort() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(""))
            .header("content-type", "application/json")
            .header("sallyport-passed-on", "1");
    if (!cookie.isEmpty()) {
      request.header("cookie", cookie);
    }
    if (own) {
      request.header("x-sallyport-request", "1");
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String cookie(HttpResponse<String> answer, String name) {
    return answer.headers().allValues("set-cookie").stream()
        .filter(each -> each.startsWith(name + "="))
        .map(each -> each.split(";")[0])
        .findFirst()
        .orElseThrow();
  }

  private Control control(String name) throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("SALLYPORT_API_PORT", "0");
    settings.put("SALLYPORT_LINK_PORT", "0");
    settings.put("SALLYPORT_LISTEN_ADDRESS", "127.0.0.1");
    settings.put("SALLYPORT_STATE_DIR", state.resolve(name).toString());
    settings.put("SALLYPORT_DATABASE_URL", database.url());
    settings.put("SALLYPORT_KUBE_API", cluster.url().toString());
    settings.put("SALLYPORT_LEADER_ELECTION", "on");
    settings.put("SALLYPORT_LEASE_SECONDS", "3");
    settings.put("SALLYPORT_POD_NAME", name);
    settings.put("SALLYPORT_POD_ADDRESS", "127.0.0.1");
    settings.put("SALLYPORT_POLICY_WRITES", "on");
    settings.put("SALLYPORT_API_AUTH", "oidc");
    settings.put("SALLYPORT_OIDC_ISSUER", provider.issuer());
    settings.put("SALLYPORT_OIDC_CLIENT_ID", "us");
    settings.put("SALLYPORT_OIDC_CLIENT_SECRET", CodeProvider.SECRET);
    settings.put("SALLYPORT_OIDC_SCOPES", "openid");
    return Control.start(ControlConfig.from(settings));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.blueprint.graph.BlueprintLimits;
import dev.sallyport.control.CodeProvider;
import dev.sallyport.control.ReviewServer;
import dev.sallyport.control.Summaries;
import dev.sallyport.control.access.AuditTrail;
import dev.sallyport.control.access.CertifiedProvider;
import dev.sallyport.control.access.Gatekeeper;
import dev.sallyport.control.access.Sharing;
import dev.sallyport.control.config.AccessConfig;
import dev.sallyport.control.config.AccessLimits;
import dev.sallyport.control.config.AccessMode;
import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.control.declared.WorkloadDeclarations;
import dev.sallyport.control.kube.ClusterState;
import dev.sallyport.control.kube.KubeAccess;
import dev.sallyport.control.link.NodeRoster;
import dev.sallyport.control.picture.Picture;
import dev.sallyport.control.policy.Convergence;
import dev.sallyport.control.policy.LastTaken;
import dev.sallyport.control.policy.PolicyBook;
import dev.sallyport.control.policy.PolicyObjects;
import dev.sallyport.control.store.AuditBook;
import dev.sallyport.control.store.Journal;
import dev.sallyport.model.Edge;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Party;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.StatusClass;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.network.ClusterNetwork;
import dev.sallyport.wire.api.AuditEntryView;
import dev.sallyport.wire.api.StatusView.DatabaseStatus;
import dev.sallyport.wire.api.StatusView.KubernetesStatus;
import dev.sallyport.wire.api.StatusView.LinkStatus;
import dev.sallyport.wire.kube.Surroundings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Who may call the API, over real sockets, with a Kubernetes API that knows tokens and rights. One
 * server serves most tests, since to stop one takes two seconds.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VIEWER = "token-of-the-viewer";
  private static final String EDITOR = "token-of-the-editor";
  private static final String SHOP = "token-of-somebody-in-the-shop";
  private static final Workload STOREFRONT = Workload.of("shop", "Deployment", "storefront");
  private static final Workload LEDGER = Workload.of("bank", "Deployment", "ledger");
  private static final Workload SAFE = Workload.of("vault", "StatefulSet", "safe");

  @TempDir static Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<AuditEntryView> audit = new CopyOnWriteArrayList<>();
  private final List<ILoggingEvent> logged = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          logged.add(event);
        }
      };
  private final Logger root = (Logger) LoggerFactory.getLogger("dev.sallyport");
  private final Level level = root.getLevel();
  private ReviewServer reviews;
  private KubernetesClient kube;
  private ApiServer shared;
  private CodeProvider provider;
  private ApiServer provided;
  private ApiServer server;

  @BeforeAll
  void start() throws Exception {
    reviews = new ReviewServer();
    reviews.tokens.putAll(Map.of(VIEWER, "vera", EDITOR, "edwin", SHOP, "sam"));
    reviews.grant("vera", "viewer", "");
    reviews.grant("edwin", "editor", "");
    reviews.grant("sam", "viewer", "shop");
    kube = KubeAccess.connect(Optional.of(reviews.url()));
    reviews.grant("oidc:ana", "viewer", "");
    shared = start(AccessMode.KUBERNETES, 400, 1_000);
    provider = new CodeProvider();
    provided = start(provider.access(), 400, 1_000);
  }

  @BeforeEach
  void listen() {
    server = shared;
    audit.clear();
    logged.clear();
    appender.start();
    root.addAppender(appender);
    root.setLevel(Level.TRACE);
  }

  @AfterAll
  void stop() throws Exception {
    // Two seconds pass while one stops.
    Thread stopping = Thread.startVirtualThread(provided::close);
    shared.close();
    stopping.join();
    provider.close();
    kube.close();
    reviews.close();
  }

  @AfterEach
  void noSecretGotOut() {
    if (server != shared && server != provided) {
      server.close();
    }
    root.detachAppender(appender);
    root.setLevel(level);
    // Whatever a test did.
    List<String> secrets = List.of(VIEWER, EDITOR, SHOP, "made-up-token");
    assertThat(logged)
        .allSatisfy(
            event ->
                assertThat(event.getFormattedMessage())
                    .doesNotContain(secrets.toArray(new String[0])));
    assertThat(audit.toString()).doesNotContain(secrets.toArray(new String[0]));
  }

  private ApiServer start(AccessMode mode, int callerBurst, int refusedBurst) throws Exception {
    return start(new AccessConfig(mode, "sallyport", true, null), callerBurst, refusedBurst);
  }

  private ApiServer start(AccessConfig access, int callerBurst, int refusedBurst) throws Exception {
    Path state = Files.createTempDirectory(directory, "control");
    InstantSource clock = InstantSource.system();
    Picture picture =
        new Picture(
            new Journal(state.resolve("journal"), ControlLimits.DEFAULT), BlueprintLimits.DEFAULT);
    ClusterState cluster = new ClusterState(clock, ControlLimits.DEFAULT);
    PolicyBook policies = new PolicyBook(clock, LastTaken.in(state.resolve("policies")));
    NodeRoster roster = new NodeRoster(clock, 100);
    ApiServer made =
        new ApiServer(
            new InetSocketAddress("127.0.0.1", 0),
            new Views(picture, cluster, () -> true, roster, () -> true, clock),
            new LedgerParts(
                (since, until, sink) -> ledger().forEach(sink),
                List::of,
                cluster::existing,
                policies::inForce,
                Surroundings.NONE,
                () -> new ClusterNetwork(List.of(), List.of(), List.of(), List.of()),
                JSON::createObjectNode,
                () ->
                    new WorkloadDeclarations(
                        List.of(),
                        new WorkloadDeclarations.Rights(null, List.of(), "not asked"),
                        List.of())),
            new PolicyParts(
                policies,
                new Convergence(roster, policies, clock, new SimpleMeterRegistry()),
                Map::of,
                _ -> "acts on all pods",
                Optional::empty,
                new PolicyObjects(kube),
                true),
            new SystemHealth(
                "test",
                Instant.now(),
                () -> new DatabaseStatus("embedded", true, null),
                () -> new KubernetesStatus(true, null, 0, 0L),
                access.mode(),
                () -> new LinkStatus("mutual-tls", true, 0, 0, List.of())),
            cluster,
            roster,
            () -> true,
            picture::added,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            Optional.of(state),
            UnaryOperator.identity(),
            ControlLimits.DEFAULT,
            clock,
            new AccessParts(
                new Gatekeeper(
                    access,
                    kube,
                    () -> List.of("shop", "bank", "vault"),
                    Sharing.NOTHING,
                    limits(callerBurst, refusedBurst),
                    clock),
                new AuditTrail(audit::add),
                max -> new AuditBook.Read(audit.reversed().stream().limit(max).toList(), true),
                true));
    for (String namespace : List.of("shop", "vault", "")) {
      policies.put(policy(namespace));
    }
    made.start();
    long second = Instant.now().getEpochSecond() / 5 * 5;
    picture.take(List.of(Summaries.one("node-a", "boot", second, STOREFRONT, LEDGER, 3)));
    picture.take(List.of(Summaries.one("node-a", "boot", second + 5, LEDGER, SAFE, 3)));
    return made;
  }

  /** Limits under which callers get no more than a burst. */
  private static AccessLimits limits(int callerBurst, int refusedBurst) {
    AccessLimits it = AccessLimits.DEFAULT;
    return new AccessLimits(
        it.tokenBytesMax(),
        it.answersKept(),
        it.answersMax(),
        it.scopesKept(),
        it.namespacesMax(),
        it.questionsAtOnceMax(),
        it.sessionsMax(),
        it.sessionIdle(),
        it.sessionLife(),
        0.001,
        callerBurst,
        it.addressRate(),
        it.addressBurst(),
        it.refusedRate(),
        refusedBurst,
        it.bucketsMax(),
        it.auditRowsMax(),
        it.auditWaitingMax());
  }

  @Test
  void aBrowserLogsInAtTheProviderAndComesBackToWhereItWas() throws Exception {
    server = provided;
    HttpResponse<String> begun = browse("/login?back=%2F%3Fpage%3Dpolicies%23x", "");
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(302);
    assertThat(begun.headers().firstValue("set-cookie").orElse(""))
        .contains("sallyport-login=", "HTTPOnly", "SameSite=Lax", "Path=/login", "Max-Age=600");
    String login = cookie(begun, "sallyport-login");

    HttpResponse<String> back = browse(provider.visit(location(begun)), login);

    assertThat(back.statusCode()).as(back.body()).isEqualTo(302);
    assertThat(location(back)).isEqualTo("/?page=policies#x");
    assertThat(back.headers().allValues("set-cookie"))
        .anyMatch(each -> each.startsWith("sallyport-login=") && each.contains("Max-Age=0"))
        .anyMatch(each -> each.contains("HTTPOnly") && each.contains("SameSite=Strict"));
    String session = cookie(back, "sallyport-session");
    assertThat(JSON.readTree(browse("/api/v1/session", session).body()).path("caller").asText())
        .isEqualTo("oidc:ana");
    assertThat(browse("/api/v1/edges", session).statusCode()).isEqualTo(200);
    assertThat(browse("/api/v1/edges", login).statusCode()).isEqualTo(401);
  }

  @Test
  void somebodyLogsInAtTheProviderOfOthers() throws Exception {
    try (CertifiedProvider others = CertifiedProvider.start();
        ApiServer page = start(others.access("sallyport", CertifiedProvider.SECRET), 400, 1_000)) {
      server = page;
      HttpResponse<String> begun = browse("/login?back=%2F%3Fpage%3Dpolicies", "");
      URI callback = others.logIn(URI.create(location(begun)), "ana");
      HttpResponse<String> back =
          browse(
              callback.getRawPath() + "?" + callback.getRawQuery(),
              cookie(begun, "sallyport-login"));

      assertThat(back.statusCode()).as(back.body()).isEqualTo(302);
      assertThat(location(back)).isEqualTo("/?page=policies");
      String session = cookie(back, "sallyport-session");
      assertThat(JSON.readTree(browse("/api/v1/session", session).body()).path("caller").asText())
          .isEqualTo("oidc:ana");
      assertThat(browse("/api/v1/edges", session).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aLoginThatWasNotBegunInThisBrowserOrIsForgedLetsNobodyIn() throws Exception {
    server = provided;
    HttpResponse<String> begun = browse("/login", "");
    String login = cookie(begun, "sallyport-login");
    String callback = provider.visit(location(begun));
    String another = cookie(browse("/login", ""), "sallyport-login");
    requireNotIn(browse(callback, ""), "no login was begun in this browser");
    requireNotIn(browse(callback, "sallyport-login=AAAA"), "no login was begun");
    requireNotIn(browse(callback, another), "another login");
    requireNotIn(browse(callback + "&iss=https%3A%2F%2Felse", login), "another provider");
    assertThat(browse(callback, login).statusCode()).isEqualTo(302);
    requireNotIn(browse(callback, login), "the provider said invalid_grant");
    String denied = callback.replaceFirst("code=[^&]+", "error=access_denied");
    requireNotIn(
        browse(denied + "&error_description=%3Cscript%3E", login),
        "the provider said access_denied: &lt;script&gt;");
    for (String elsewhere : List.of("%2F%2Fevil", "https%3A%2F%2Fevil", "%2F%5Cevil", "%2F%0Ax")) {
      HttpResponse<String> lured = browse("/login?back=" + elsewhere, "");
      String comes = cookie(lured, "sallyport-login");
      assertThat(location(browse(provider.visit(location(lured)), comes))).isEqualTo("/");
    }
  }

  @Test
  void whatIsWrongAtTheProviderIsSaidWithWhatToSet() throws Exception {
    HttpResponse<String> none = browse("/login", "");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(none.body()).contains("SALLYPORT_API_AUTH=oidc");
    server = provided;
    HttpResponse<String> begun = browse("/login", "");
    String callback = provider.visit(location(begun));
    provider.secret = "changed";
    requireNotIn(
        browse(callback, cookie(begun, "sallyport-login")),
        "invalid_client. Check client ID and client secret (control.auth.oidc.clientId");
    provider.secret = CodeProvider.SECRET;
    provider.nonce = "of-another-login";
    HttpResponse<String> again = browse("/login", "");
    requireNotIn(
        browse(provider.visit(location(again)), cookie(again, "sallyport-login")),
        "belongs to another login");
    provider.nonce = "";
  }

  private static void requireNotIn(HttpResponse<String> answer, String why) {
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains(why).doesNotContain("<script>", CodeProvider.SECRET);
    assertThat(answer.headers().allValues("set-cookie"))
        .noneMatch(each -> each.startsWith("sallyport-session="));
  }

  /** Asks as a browser does that goes to an address, of this server where it names none. */
  private HttpResponse<String> browse(String address, String cookie) throws Exception {
    String path = address.replaceFirst("^http://127\\.0\\.0\\.1:[0-9]+", "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    if (!cookie.isEmpty()) {
      request.header("cookie", cookie);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("location").orElseThrow();
  }

  private static String cookie(HttpResponse<String> answer, String name) {
    return answer.headers().allValues("set-cookie").stream()
        .filter(each -> each.startsWith(name + "="))
        .map(each -> each.split(";")[0])
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/blueprint",
        "/api/v1/blueprint/stream",
        "/api/v1/status",
        "/api/v1/data",
        "/api/v1/ledger",
        "/api/v1/audit",
        "/api/v1/no-such-thing",
        "/metrics"
      })
  void withoutAGoodTokenNothingIsTold(String path) throws Exception {
    HttpResponse<String> none = get(path, null);
    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.headers().firstValue("www-authenticate").orElse("")).startsWith("Bearer");
    assertThat(JSON.readTree(none.body()).get("detail").asText())
        .contains("no token", "kubectl create token");
    HttpResponse<String> wrong = get(path, "made-up-token");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.body()).contains("did not accept the token").doesNotContain("made-up-token");
    if (!path.endsWith("/stream")) {
      assertThat(get(path, EDITOR).statusCode()).isEqualTo(path.contains("no-such") ? 404 : 200);
    }
    assertThat(audit).filteredOn(each -> each.verdict().equals("unauthenticated")).hasSize(2);
  }

  @Test
  void probesThePageAndTheDescriptionNeedNoLogin() throws Exception {
    for (String path : List.of("/healthz", "/readyz", "/api/v1/openapi.json")) {
      assertThat(get(path, null).statusCode()).as(path).isEqualTo(200);
    }
    JsonNode session = JSON.readTree(get("/api/v1/session", null).body());
    assertThat(session.get("mode").asText()).isEqualTo("kubernetes");
    assertThat(session.has("caller")).isFalse();
    assertThat(get("/", null).body()).doesNotContain("storefront");
  }

  @Test
  void everyCallThatIsDescribedHasARight() throws Exception {
    JsonNode document = JSON.readTree(get("/api/v1/openapi.json", null).body());
    for (var path : document.get("paths").properties()) {
      path.getValue()
          .fieldNames()
          .forEachRemaining(
              method ->
                  assertThat(
                          !path.getKey().startsWith("/api/")
                              || ApiRights.listed(
                                  method.toUpperCase(java.util.Locale.ROOT),
                                  path.getKey().replaceAll("\\{\\w+}", "x")))
                      .as(method + " " + path.getKey())
                      .isTrue());
    }
    assertThat(document.at("/components/securitySchemes/bearer/scheme").asText())
        .isEqualTo("bearer");
  }

  @Test
  void aViewerReadsEverythingAndChangesNothing() throws Exception {
    JsonNode edges = json("/api/v1/edges", VIEWER).get("edges");
    assertThat(edges).hasSize(2);
    HttpResponse<String> refused = post(promote("shop"), VIEWER);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body())
        .contains("vera may not update policies.sallyport.dev in namespace shop")
        .contains("kubectl create clusterrolebinding")
        .contains("--clusterrole=sallyport-editor --user=vera");
    assertThat(get("/api/v1/audit", VIEWER).statusCode()).isEqualTo(403);
    assertThat(audit.getFirst().verdict()).isEqualTo("forbidden");
    assertThat(audit.getFirst().caller()).isEqualTo("vera");
    assertThat(audit.getFirst().namespace()).isEqualTo("shop");
  }

  @Test
  void anEditorChangesAndThatIsWrittenDown() throws Exception {
    HttpResponse<String> done = post(promote("shop"), EDITOR);
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    assertThat(post("/api/v1/policies/cluster/catalog/rollback", EDITOR).statusCode())
        .isEqualTo(200);
    assertThat(post(promote("nowhere"), EDITOR).statusCode()).isEqualTo(404);
    eventually(() -> assertThat(audit).hasSize(3));
    assertThat(audit).extracting(AuditEntryView::verdict).contains("done", "done", "failed");
    JsonNode entries = json("/api/v1/audit?limit=5", EDITOR).get("entries");
    assertThat(entries).hasSize(3);
    assertThat(entries.toString())
        .contains("POST /api/v1/policies/namespaces/shop/catalog/promote", "edwin", "127.0.0.1");
    assertThat(logged).filteredOn(event -> event.getLoggerName().equals(AuditTrail.LOG)).hasSize(3);
  }

  @Test
  void somebodyOfOneNamespaceSeesWhatTouchesItAndNothingElse() throws Exception {
    JsonNode blueprint = json("/api/v1/blueprint", SHOP);
    assertThat(blueprint.get("edges")).hasSize(1);
    assertThat(blueprint.get("parties")).hasSize(2);
    for (String path :
        List.of(
            "/api/v1/blueprint",
            "/api/v1/blueprint?namespace=vault",
            "/api/v1/edges",
            "/api/v1/data",
            "/api/v1/data/trace/fp-000000000000000b",
            "/api/v1/findings",
            "/api/v1/apis",
            "/api/v1/policies",
            "/api/v1/denials",
            "/api/v1/status",
            "/api/v1/proposals",
            "/api/v1/ledger",
            "/api/v1/workloads/shop/Deployment/storefront")) {
      HttpResponse<String> answer = get(path, SHOP);
      assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
      assertThat(answer.body()).as(path).doesNotContain("vault", "safe");
      assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
    }
    assertThat(json("/api/v1/data", SHOP).get("flows")).hasSize(1);
    assertThat(json("/api/v1/data", VIEWER).get("flows")).hasSize(2);
    assertThat(json("/api/v1/findings", SHOP).get("findings")).hasSize(1);
    assertThat(json("/api/v1/policies", SHOP).get("policies")).hasSize(1);
    assertThat(json("/api/v1/policies", VIEWER).get("policies")).hasSize(3);
    assertThat(get("/api/v1/ledger", VIEWER).body()).contains("safe");
    assertThat(get("/api/v1/ledger", SHOP).body()).contains("storefront");
    JsonNode trace = json("/api/v1/data/trace/fp-000000000000000b", SHOP);
    assertThat(trace.get("hops")).hasSize(1);
    assertThat(trace.get("complete").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/workloads/bank/Deployment/ledger",
        "/api/v1/workloads/vault/StatefulSet/safe",
        "/api/v1/workloads/vault/StatefulSet/safe/declared",
        "/api/v1/apis/bank/Deployment/ledger",
        "/api/v1/apis/vault/StatefulSet/safe/openapi",
        "/api/v1/apis/-/external/api.example.com",
        "/api/v1/baselines/bank/Deployment/ledger",
        "/api/v1/policies/namespaces/vault/catalog",
        "/api/v1/policies/cluster/catalog",
        "/api/v1/networkpolicies/manifests",
        "/metrics"
      })
  void whatIsElsewhereIsClosedToSomebodyOfOneNamespace(String path) throws Exception {
    HttpResponse<String> answer = get(path, SHOP);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    assertThat(answer.body()).contains("kubectl create");
    assertThat(get(path, EDITOR).statusCode()).isIn(200, 404);
  }

  @Test
  void aSimulationForSomebodyOfOneNamespaceCountsItsCallsAlone() throws Exception {
    String policy =
        """
        {"policies": [{"apiVersion": "sallyport.dev/v1alpha1", "kind": "ClusterGuardPolicy",
          "metadata": {"name": "all"},
          "spec": {"inbound": [{"name": "no-delete", "calls": [{"http": {"methods": ["DELETE"]}}],
            "then": {"deny": {}}}]}}]}
        """;
    HttpResponse<String> all = send("POST", "/api/v1/policies/simulate", VIEWER, policy);
    assertThat(all.body()).contains("safe");
    HttpResponse<String> shop = send("POST", "/api/v1/policies/simulate", SHOP, policy);
    assertThat(shop.statusCode()).as(shop.body()).isEqualTo(200);
    assertThat(shop.body()).contains("storefront").doesNotContain("safe");
  }

  @Test
  void aStreamShowsWhatItsViewerMaySeeAndEndsWithTheLogin() throws Exception {
    String cookie = logIn(SHOP);
    HttpResponse<InputStream> stream =
        http.send(
            request("/api/v1/blueprint/stream").header("cookie", cookie).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(stream.statusCode()).isEqualTo(200);
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body()))) {
      assertThat(lines.readLine()).isEqualTo("event: blueprint");
      assertThat(lines.readLine()).contains("storefront").doesNotContain("vault");
      assertThat(session("DELETE", cookie, Map.of(Gate.OWN_HEADER, "1")).statusCode())
          .isEqualTo(204);
      // Ends by itself; a stream that goes on keeps this from returning.
      while (lines.readLine() != null) {}
    }
    assertThat(
            http.send(
                    request("/api/v1/blueprint").header("cookie", cookie).build(),
                    HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void theCookieIsOutOfReachOfScriptsAndOtherSites() throws Exception {
    HttpResponse<String> plain = logInAs(EDITOR, Map.of());
    assertThat(plain.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(plain.body()).get("caller").asText()).isEqualTo("edwin");
    assertThat(JSON.readTree(plain.body()).get("changes").asBoolean()).isTrue();
    String cookie = plain.headers().firstValue("set-cookie").orElseThrow();
    assertThat(cookie)
        .startsWith(Gate.COOKIE + "=")
        .containsIgnoringCase("; httponly")
        .contains("SameSite=Strict", "Path=/")
        .doesNotContain("Secure", EDITOR);
    assertThat(
            logInAs(EDITOR, Map.of("x-forwarded-proto", "https"))
                .headers()
                .firstValue("set-cookie")
                .orElseThrow())
        .contains("Secure");
    assertThat(logInAs("made-up-token", Map.of()).statusCode()).isEqualTo(401);
    JsonNode sam = JSON.readTree(logInAs(SHOP, Map.of()).body());
    assertThat(sam.get("namespaces").toString()).isEqualTo("[\"shop\"]");
    assertThat(sam.get("changes").asBoolean()).isFalse();
  }

  @Test
  void aChangeThatAnotherSiteMakesABrowserAskForIsRefused() throws Exception {
    String cookie = logIn(EDITOR);
    String own = "http://127.0.0.1:" + server.port();
    Map<String, String> good = Map.of(Gate.OWN_HEADER, "1", "origin", own);
    assertThat(change(cookie, Map.of("origin", own)).statusCode()).isEqualTo(403);
    assertThat(
            change(cookie, Map.of(Gate.OWN_HEADER, "1", "origin", "https://evil.example"))
                .statusCode())
        .isEqualTo(403);
    assertThat(change(cookie, Map.of(Gate.OWN_HEADER, "1", "sec-fetch-site", "cross-site")).body())
        .contains("another site");
    assertThat(session("DELETE", cookie, Map.of()).statusCode()).isEqualTo(403);
    assertThat(audit).extracting(AuditEntryView::verdict).contains("forged");
    HttpResponse<String> done = change(cookie, good);
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    // Written when it is answered, which must not be while the next test listens.
    eventually(() -> assertThat(audit).extracting(AuditEntryView::verdict).contains("done"));
  }

  @Test
  void withoutLoginAChangeFromAnotherSiteIsRefusedToo() throws Exception {
    server = start(AccessMode.NONE, 400, 1_000);
    assertThat(change("a=b", Map.of("origin", "https://evil.example")).statusCode()).isEqualTo(403);
    assertThat(change("a=b", Map.of()).statusCode()).isEqualTo(200);
    assertThat(json("/api/v1/status", null).get("access").asText()).isEqualTo("none");
    eventually(() -> assertThat(audit).extracting(AuditEntryView::caller).contains("anyone"));
  }

  @Test
  void whoCallsTooOftenIsToldWhenToTryAgain() throws Exception {
    server = start(AccessMode.KUBERNETES, 3, 1_000);
    for (int i = 0; i < 3; i++) {
      assertThat(get("/api/v1/edges", VIEWER).statusCode()).isEqualTo(200);
    }
    HttpResponse<String> limited = get("/api/v1/edges", VIEWER);
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValueAsLong("retry-after").orElse(0)).isPositive();
    assertThat(get("/api/v1/edges", EDITOR).statusCode()).isEqualTo(200);
    assertThat(get("/healthz", null).statusCode()).isEqualTo(200);
  }

  @Test
  void whenTheKubernetesApiDoesNotAnswerNobodyIsLetIn() throws Exception {
    // Of a token that was not seen lately, as answers are remembered.
    String fresh = "token-of-the-editor-made-anew";
    reviews.tokens.put(fresh, "edwina");
    reviews.grant("edwina", "editor", "");
    reviews.broken = true;
    HttpResponse<String> answer = get("/api/v1/edges", fresh);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("retry-after")).isPresent();
    reviews.broken = false;
    assertThat(get("/api/v1/edges", fresh).statusCode()).isEqualTo(200);
  }

  @Test
  void aProxyThatTakesTheUsualHeaderAwayIsNoHindrance() throws Exception {
    HttpRequest asked = request("/api/v1/edges").header("x-sallyport-token", VIEWER).build();
    assertThat(http.send(asked, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  private static String promote(String namespace) {
    return "/api/v1/policies/namespaces/" + namespace + "/catalog/promote";
  }

  private HttpResponse<String> change(String cookie, Map<String, String> headers) throws Exception {
    HttpRequest.Builder asked =
        request(promote("shop"))
            .header("cookie", cookie)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"));
    headers.forEach(asked::header);
    return http.send(asked.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String logIn(String token) throws Exception {
    String set = logInAs(token, Map.of()).headers().firstValue("set-cookie").orElseThrow();
    return set.substring(0, set.indexOf(';'));
  }

  private HttpResponse<String> logInAs(String token, Map<String, String> headers) throws Exception {
    HttpRequest.Builder asked =
        request("/api/v1/session")
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"token\": \"" + token + "\"}"));
    headers.forEach(asked::header);
    return http.send(asked.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> session(String method, String cookie, Map<String, String> headers)
      throws Exception {
    HttpRequest.Builder asked =
        request("/api/v1/session")
            .header("cookie", cookie)
            .method(method, HttpRequest.BodyPublishers.noBody());
    headers.forEach(asked::header);
    return http.send(asked.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private HttpResponse<String> get(String path, String token) throws Exception {
    return send("GET", path, token, "");
  }

  private HttpResponse<String> post(String path, String token) throws Exception {
    return send("POST", path, token, "{}");
  }

  private HttpResponse<String> send(String method, String path, String token, String body)
      throws Exception {
    HttpRequest.Builder asked =
        request(path)
            .header("content-type", "application/json")
            .method(
                method,
                method.equals("GET")
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (token != null) {
      asked.header("authorization", "Bearer " + token);
    }
    return http.send(asked.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode json(String path, String token) throws Exception {
    HttpResponse<String> answer = get(path, token);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static JsonNode policy(String namespace) throws Exception {
    String metadata = namespace.isEmpty() ? "" : "\"namespace\": \"" + namespace + "\",";
    return JSON.readTree(
        """
        {"apiVersion": "sallyport.dev/v1alpha1", "kind": "%s",
          "metadata": {"name": "catalog", %s "generation": 3},
          "spec": {"mode": "Observe", "inbound": [{"name": "no-delete",
            "calls": [{"http": {"methods": ["DELETE"]}}], "then": {"deny": {}}}]}}
        """
            .formatted(namespace.isEmpty() ? "ClusterGuardPolicy" : "GuardPolicy", metadata));
  }

  private static List<LedgerLine> ledger() {
    List<LedgerLine> lines = new ArrayList<>();
    for (List<Party> each :
        List.of(List.<Party>of(STOREFRONT, LEDGER), List.<Party>of(LEDGER, SAFE))) {
      lines.add(
          new LedgerLine(
              new Edge(
                  each.getFirst(),
                  each.getLast(),
                  new HttpOperation("DELETE", "/items/{id}", Protocol.HTTP1)),
              Instant.now().minusSeconds(7200),
              LedgerLine.HOUR,
              Map.of(StatusClass.SUCCEEDED, 4L),
              4,
              new TreeMap<>(),
              new TreeMap<>(),
              Instant.now().minusSeconds(7200),
              Instant.now()));
    }
    return lines;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.blueprint.graph.BlueprintLimits;
import dev.sallyport.control.Summaries;
import dev.sallyport.control.access.AuditTrail;
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
import dev.sallyport.model.Protocol;
import dev.sallyport.model.StatusClass;
import dev.sallyport.policy.network.ClusterNetwork;
import dev.sallyport.wire.api.ApiJson;
import dev.sallyport.wire.api.StatusView.DatabaseStatus;
import dev.sallyport.wire.api.StatusView.KubernetesStatus;
import dev.sallyport.wire.api.StatusView.LinkStatus;
import dev.sallyport.wire.kube.Surroundings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiServerIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final InstantSource clock = InstantSource.system();
  private final AtomicBoolean ready = new AtomicBoolean(true);
  private final List<LedgerLine> ledger = new ArrayList<>();
  private final KubernetesClient kube =
      KubeAccess.connect(Optional.of(URI.create("http://127.0.0.1:1")));
  private PolicyBook policies;
  private Picture picture;
  private ApiServer server;

  @BeforeEach
  void start() throws Exception {
    Path ui = Files.createDirectories(directory.resolve("ui/assets")).getParent();
    Files.writeString(ui.resolve("index.html"), "<title>page</title>");
    Files.writeString(ui.resolve("assets/app-1a2b.js"), "let app;");
    Files.writeString(directory.resolve("secret.txt"), "not for the web");
    picture =
        new Picture(
            new Journal(directory.resolve("journal"), ControlLimits.DEFAULT),
            BlueprintLimits.DEFAULT);
    ClusterState cluster = new ClusterState(clock, ControlLimits.DEFAULT);
    policies = new PolicyBook(clock, LastTaken.in(directory.resolve("policies")));
    NodeRoster roster = new NodeRoster(clock, 100);
    server =
        new ApiServer(
            new InetSocketAddress(0),
            new Views(picture, cluster, () -> true, roster, () -> true, clock),
            new LedgerParts(
                (since, until, sink) -> ledger.forEach(sink),
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
                false),
            new SystemHealth(
                "test",
                Instant.now(),
                () -> new DatabaseStatus("embedded", true, null),
                () -> new KubernetesStatus(true, null, 0, 0L),
                AccessMode.NONE,
                () -> new LinkStatus("mutual-tls", true, 0, 0, List.of())),
            cluster,
            roster,
            ready::get,
            picture::added,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            Optional.of(ui),
            UnaryOperator.identity(),
            limitsWithStreams(2),
            clock,
            new AccessParts(
                new Gatekeeper(
                    AccessConfig.OPEN,
                    kube,
                    List::of,
                    Sharing.NOTHING,
                    AccessLimits.DEFAULT,
                    clock),
                new AuditTrail(_ -> {}),
                _ -> new AuditBook.Read(List.of(), true),
                false));
    for (String kind : List.of("GuardPolicy", "ClusterGuardPolicy")) {
      policies.put(policy(kind));
    }
    server.start();
    exchanges(3);
  }

  @AfterEach
  void stop() {
    server.close();
    kube.close();
  }

  @Test
  void policiesAreListedExplainedAndCheckedAndNotChangedUnlessThatIsSetOn() throws Exception {
    JsonNode listed = read("/api/v1/policies?namespace=shop").get("policies").get(0);
    assertThat(listed.get("id").asText()).isEqualTo("shop/catalog");
    assertThat(listed.get("effective").asText()).isEqualTo("enforced");
    assertThat(read("/api/v1/policies/namespaces/shop/catalog")).isEqualTo(listed);
    assertThat(read("/api/v1/denials").get("denials")).isEmpty();
    JsonNode allowed =
        read("/api/v1/policies/explain?from=outside&to=api.example.com&verb=GET&subject=/");
    assertThat(allowed.get("verdict").asText()).isEqualTo("allow");
    HttpResponse<String> checked =
        post(
            "/api/v1/policies/validate",
            """
            {"apiVersion": "sallyport.dev/v1alpha1", "kind": "GuardPolicy",
              "metadata": {"name": "x"}, "spec": {"mod": "Enforce"}}
            """);
    assertThat(checked.body()).contains("spec.mod", "Did you mean 'mode'?");
    HttpResponse<String> promoted = post("/api/v1/policies/namespaces/shop/catalog/promote", "{}");
    assertThat(promoted.statusCode()).isEqualTo(403);
    assertThat(promoted.body()).contains("kubectl patch guardpolicy catalog -n shop");
  }

  @Test
  void policiesAreSimulatedAgainstTheLedger() throws Exception {
    deleted();
    String policy =
        """
        {"policies": [{"apiVersion": "sallyport.dev/v1alpha1", "kind": "GuardPolicy",
          "metadata": {"name": "catalog", "namespace": "shop"},
          "spec": {"protects": {"workloads": [{"kind": "Deployment", "name": "catalog"}]},
            "inbound": [{"name": "no-delete", "calls": [{"http": {"methods": ["DELETE"]}}],
              "then": {"deny": {}}}]}}]}
        """;
    HttpResponse<String> answer =
        post("/api/v1/policies/simulate", policy.replace("]}}]}", "]}}], \"alone\": true}"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode document = JSON.readTree(text("/api/v1/openapi.json").body());
    JsonNode schema =
        document
            .get("paths")
            .get("/api/v1/policies/simulate")
            .at("/post/responses/200/content/application~1json/schema");
    JsonNode said = JSON.readTree(answer.body());
    assertThat(new SchemaCheck(document).problems(schema, said)).isEmpty();
    assertThat(said.get("answer").asText()).isEqualTo("cuts");
    assertThat(said.at("/impacts/0/reasons/0").asText()).isEqualTo("shop/catalog/no-delete");
    JsonNode together = JSON.readTree(post("/api/v1/policies/simulate", policy).body());
    assertThat(together.get("answer").asText()).isEqualTo("cuts-nothing");
    assertThat(together.get("beside").toString()).isEqualTo("[\"catalog\"]");
    assertThat(together.get("already").asLong()).isEqualTo(said.at("/outcomes/denied").asLong());
    HttpResponse<String> wrong =
        post("/api/v1/policies/simulate", policy.replace("no-delete", "No Delete"));
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("inbound[0].name");
  }

  @Test
  void aDraftIsLookedAtLineByLineAndSimulated() throws Exception {
    deleted();
    String yaml =
        """
        # What is looked at.
        apiVersion: sallyport.dev/v1alpha1
        kind: GuardPolicy
        metadata: {name: catalog, namespace: shop}
        spec:
          inbound:
            - name: no-delete
              calls: [{http: {methods: [DELETE]}}]
              then: {deny: {status: 403}}
        """;
    JsonNode draft = draft(yaml, true);
    assertThat(draft.at("/policies/0/accepted").asBoolean()).isTrue();
    assertThat(draft.at("/policies/0/live").asText()).isEqualTo("enforce");
    assertThat(draft.at("/policies/0/line").asInt()).isEqualTo(2);
    assertThat(draft.at("/policies/0/diff").toString())
        .contains("{\"change\":\"removed\",\"text\":\"  mode: Enforce\"}");
    assertThat(draft.at("/simulation/answer").asText()).isEqualTo("cuts");
    JsonNode wrong = draft(yaml.replace("403", "99"), true);
    assertThat(wrong.at("/policies/0/accepted").asBoolean()).isFalse();
    assertThat(wrong.at("/policies/0/problems/0/field").asText())
        .isEqualTo("spec.inbound[0].then.deny.status");
    assertThat(wrong.at("/policies/0/problems/0/line").asInt()).isEqualTo(9);
    assertThat(wrong.has("simulation")).isFalse();
    JsonNode broken = draft(yaml.replace("[DELETE]", "[DELETE"), true);
    assertThat(broken.get("problem").asText()).isNotBlank();
    assertThat(broken.get("problemLine").asInt()).isPositive();
    assertThat(draft("", false).get("policies")).isEmpty();
  }

  private JsonNode draft(String yaml, boolean alone) throws Exception {
    String question = JSON.writeValueAsString(Map.of("yaml", yaml, "alone", alone));
    HttpResponse<String> answer = post("/api/v1/policies/draft", question);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode document = JSON.readTree(text("/api/v1/openapi.json").body());
    JsonNode said = JSON.readTree(answer.body());
    JsonNode schema = document.at("/components/schemas/DraftView");
    assertThat(new SchemaCheck(document).problems(schema, said)).isEmpty();
    return said;
  }

  @Test
  void theRulesThatDecideAboutAnEdgeAreTold() throws Exception {
    String edge = read("/api/v1/edges").at("/edges/0/id").asText();
    String asked = java.net.URLEncoder.encode(edge, StandardCharsets.UTF_8);
    JsonNode rules = read("/api/v1/edges/rules?edge=" + asked);
    assertThat(rules.get("edge").asText()).isEqualTo(edge);
    assertThat(rules.at("/operations/0/operation").asText()).isEqualTo("GET /items/{id}");
    assertThat(rules.at("/operations/0/answer").asText()).startsWith("allowed");
    assertThat(text("/api/v1/edges/rules?edge=none").statusCode()).isEqualTo(404);
  }

  @Test
  void theLedgerIsExportedLineByLine() throws Exception {
    HttpResponse<String> answer = text("/api/v1/ledger?since=30d");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().lines().findFirst().orElseThrow()).contains("sallyportLedger");
    assertThat(text("/api/v1/ledger?since=soon").statusCode()).isEqualTo(400);
  }

  private static JsonNode policy(String kind) throws Exception {
    return ApiJson.mapper()
        .readTree(
            """
            {"apiVersion": "sallyport.dev/v1alpha1", "kind": "%s",
              "metadata": {"name": "catalog", "generation": 3},
              "spec": {"mode": "Enforce", "inbound": [{"name": "no-delete",
                "calls": [{"http": {"methods": ["DELETE"]}}], "then": {"deny": {}}}]}}
            """
                .formatted(kind)
                .replace(
                    "\"generation\"",
                    kind.equals("GuardPolicy")
                        ? "\"namespace\": \"shop\", \"generation\""
                        : "\"generation\""));
  }

  private JsonNode read(String path) throws Exception {
    return JSON.readTree(text(path).body());
  }

  /** Four calls of an hour in the ledger. */
  private void deleted() {
    ledger.add(
        new LedgerLine(
            new Edge(
                Summaries.STOREFRONT,
                Summaries.CATALOG,
                new HttpOperation("DELETE", "/catalog/{id}", Protocol.HTTP1)),
            Instant.now().minusSeconds(7200),
            LedgerLine.HOUR,
            Map.of(StatusClass.SUCCEEDED, 4L),
            4,
            new TreeMap<>(),
            new TreeMap<>(),
            Instant.now().minusSeconds(7200),
            Instant.now()));
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void everyReadAnswersAsDescribed() throws Exception {
    deleted();
    JsonNode document = JSON.readTree(text("/api/v1/openapi.json").body());
    SchemaCheck check = new SchemaCheck(document);
    List<String> looked = new ArrayList<>();
    String edge =
        java.net.URLEncoder.encode(
            read("/api/v1/edges").at("/edges/0/id").asText(), StandardCharsets.UTF_8);
    for (var path : document.get("paths").properties()) {
      JsonNode schema = path.getValue().at("/get/responses/200/content/application~1json/schema");
      if (schema.isMissingNode() || path.getKey().endsWith("openapi.json")) {
        continue;
      }
      String filled =
          path.getKey()
              .replace("{namespace}", "shop")
              .replace("{kind}", "Deployment")
              .replace("{name}", "catalog")
              .replace("{fingerprint}", "fp-000000000000000b")
              .replace("/edges/rules", "/edges/rules?edge=" + edge)
              .replace("/explain", "/explain?from=outside&to=api.example.com");
      HttpResponse<String> answer = text(filled);
      assertThat(answer.statusCode()).as(filled + ": " + answer.body()).isEqualTo(200);
      assertThat(check.problems(schema, JSON.readTree(answer.body()))).as(filled).isEmpty();
      looked.add(filled);
    }
    assertThat(looked)
        .containsExactlyInAnyOrder(
            "/api/v1/blueprint",
            "/api/v1/edges",
            "/api/v1/drift",
            "/api/v1/edges/rules?edge=" + edge,
            "/api/v1/workloads/shop/Deployment/catalog",
            "/api/v1/workloads/shop/Deployment/catalog/declared",
            "/api/v1/data",
            "/api/v1/data/trace/fp-000000000000000b",
            "/api/v1/findings",
            "/api/v1/apis",
            "/api/v1/apis/shop/Deployment/catalog",
            "/api/v1/apis/shop/Deployment/catalog/openapi",
            "/api/v1/policies",
            "/api/v1/policies/explain?from=outside&to=api.example.com",
            "/api/v1/policies/namespaces/shop/catalog",
            "/api/v1/policies/cluster/catalog",
            "/api/v1/denials",
            "/api/v1/status",
            "/api/v1/session",
            "/api/v1/audit",
            "/api/v1/baselines/shop/Deployment/catalog",
            "/api/v1/proposals");
  }

  @Test
  void theApiOfAWorkloadIsListedAndExported() throws Exception {
    JsonNode apis = JSON.readTree(text("/api/v1/apis?party=shop/catalog").body()).get("apis");
    assertThat(apis).hasSize(1);
    assertThat(apis.get(0).get("open").asInt()).isEqualTo(1);
    JsonNode api = JSON.readTree(text("/api/v1/apis/shop/Deployment/catalog").body());
    JsonNode operation = api.get("operations").get(0);
    assertThat(operation.get("key").asText()).isEqualTo("GET /items/{itemId}");
    assertThat(operation.get("protection").asText()).isEqualTo("open");
    assertThat(operation.at("/callers/0/name").asText()).isEqualTo("shop/storefront");
    JsonNode document = JSON.readTree(text("/api/v1/apis/shop/Deployment/catalog/openapi").body());
    assertThat(document.at("/paths/~1items~1{itemId}/get/parameters/0/name").asText())
        .isEqualTo("itemId");
    assertThat(text("/api/v1/apis/shop/Deployment/nobody").statusCode()).isEqualTo(404);
    assertThat(text("/api/v1/apis/-/external/nobody").statusCode()).isEqualTo(404);
  }

  @Test
  void dataIsListedAndOneValueIsTraced() throws Exception {
    JsonNode flows = JSON.readTree(text("/api/v1/data").body()).get("flows");
    assertThat(flows).hasSize(1);
    JsonNode flow = flows.get(0);
    assertThat(flow.get("dataClass").asText()).isEqualTo("EMAIL_ADDRESS");
    assertThat(flow.get("operation").asText()).isEqualTo("GET /items/{id}");
    assertThat(flow.get("place").asText()).isEqualTo("$.customer.email");
    assertThat(flow.get("count").asLong()).isEqualTo(3);
    assertThat(flow.get("fingerprints").get(0).asText()).isEqualTo("fp-000000000000000b");
    JsonNode trace = JSON.readTree(text("/api/v1/data/trace/fp-000000000000000b").body());
    assertThat(trace.get("hops")).hasSize(1);
    assertThat(trace.get("complete").asBoolean()).isTrue();
    assertThat(JSON.readTree(text("/api/v1/data/trace/fp-00000000000000ff").body()).get("hops"))
        .isEmpty();
    JsonNode finding = JSON.readTree(text("/api/v1/findings?severity=high").body());
    assertThat(finding.at("/findings/0/family").asText()).isEqualTo("sql-injection");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/data?class=EMAIL_ADDRESS&class=US_SSN, 1",
    "/api/v1/data?class=US_SSN, 0",
    "/api/v1/data?from=shop/storefront, 1",
    "/api/v1/data?from=shop/st&to=shop/catalog, 1",
    "/api/v1/data?to=workload/shop/Deployment/catalog, 1",
    "/api/v1/data?from=shop/catalog, 0",
    "/api/v1/data?leaves=true, 0",
    "/api/v1/findings?family=sql-injection, 1",
    "/api/v1/findings?family=scanner, 0",
    "/api/v1/findings?severity=critical, 0",
    "/api/v1/findings?to=shop/catalog, 1",
    "/api/v1/findings?to=shop/storefront, 0",
  })
  void dataAndFindingsCanBeSelected(String path, int expected) throws Exception {
    JsonNode answer = JSON.readTree(text(path).body());
    assertThat(answer.get(path.contains("findings") ? "findings" : "flows")).hasSize(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/nonsense, 404, /api/v1/openapi.json",
    "/api/v1/workloads/shop/Deployment/nobody, 404, no workload shop/Deployment/nobody",
    "/api/v1/blueprint?since=yesterday, 400, since: 'yesterday'",
    "/api/v1/edges?since=-5m, 400, positive duration",
    "/assets/missing.js, 404, no file",
    "/api/v1/data?class=SHOE_SIZE, 400, class: 'SHOE_SIZE'",
    "/api/v1/data?limit=0, 400, limit: '0'",
    "/api/v1/data/trace/4111111111111111, 400, a value itself must never be sent",
    "/api/v1/findings?severity=awful, 400, severity: 'awful'",
  })
  void errorsSayWhatIsWrongAndWhatToDo(String path, int status, String detail) throws Exception {
    HttpResponse<String> answer = text(path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith("application/problem+json");
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("detail").asText()).contains(detail);
    assertThat(problem.get("title").asText()).isNotEmpty();
  }

  @Test
  void theApiOnlyReads() throws Exception {
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(url("/api/v1/blueprint"))
                  .method(method, HttpRequest.BodyPublishers.ofString("{}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(405);
    }
  }

  @Test
  void aSelectionHoldsWhatTouchesTheNamespace() throws Exception {
    assertThat(json("/api/v1/blueprint?namespace=shop").get("edges")).hasSize(1);
    assertThat(json("/api/v1/blueprint?namespace=other").get("edges")).isEmpty();
    assertThat(json("/api/v1/blueprint?namespace=other").get("parties")).isEmpty();
    assertThat(json("/api/v1/edges?since=2h").get("edges")).hasSize(1);
  }

  @Test
  void answersArePackedForThoseWhoTakeIt() throws Exception {
    HttpResponse<InputStream> answer =
        http.send(
            HttpRequest.newBuilder(url("/api/v1/blueprint"))
                .header("accept-encoding", "gzip")
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.headers().firstValue("content-encoding")).contains("gzip");
    try (InputStream in = new GZIPInputStream(answer.body())) {
      assertThat(JSON.readTree(in).get("edges")).hasSize(1);
    }
    assertThat(text("/api/v1/blueprint").headers().firstValue("content-encoding")).isEmpty();
  }

  @Test
  void aStreamGivesTheWholeAtOnceAndAgainWhenItChanged() throws Exception {
    try (Stream stream = new Stream(url("/api/v1/blueprint/stream"))) {
      assertThat(stream.next().get("edges").get(0).get("exchanges").asInt()).isEqualTo(3);
      exchanges(4);
      eventually(
          () ->
              assertThat(stream.next().get("edges").get(0).get("exchanges").asInt()).isEqualTo(7));
      assertThat(stream.contentType).startsWith("text/event-stream");
      assertThat(stream.events).containsOnly("event: blueprint");
    }
  }

  @Test
  void streamsAreBoundedAndFreedWhenAViewerLeaves() throws Exception {
    Stream first = new Stream(url("/api/v1/status/stream"));
    first.next();
    try (Stream second = new Stream(url("/api/v1/status/stream"))) {
      second.next();
      HttpResponse<String> third = text("/api/v1/status/stream");
      assertThat(third.statusCode()).isEqualTo(503);
      assertThat(third.body()).contains("expected: fewer than 2");
      first.close();
      eventually(
          () -> {
            try (Stream again = new Stream(url("/api/v1/status/stream"))) {
              assertThat(again.contentType).startsWith("text/event-stream");
            }
          });
    }
  }

  @Test
  void thePageIsServedAndPathsOfThePageLeadToIt() throws Exception {
    for (String path : List.of("/", "/index.html", "/workloads/shop/catalog")) {
      HttpResponse<String> page = text(path);
      assertThat(page.body()).as(path).isEqualTo("<title>page</title>");
      assertThat(page.headers().firstValue("cache-control")).contains("no-cache");
      assertThat(page.headers().firstValue("content-security-policy").orElse(""))
          .contains("default-src 'self'")
          .contains("frame-ancestors 'none'");
      assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
    }
    assertThat(text("/assets/app-1a2b.js").headers().firstValue("cache-control").orElse(""))
        .contains("immutable");
  }

  @ParameterizedTest
  @CsvSource({
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/assets/../../secret.txt",
    "//secret.txt",
    "/..%5csecret.txt"
  })
  void nothingOutsideThePagesDirectoryIsServed(String path) throws Exception {
    assertThat(raw(path)).doesNotContain("not for the web");
  }

  @Test
  void probesAndMetricsAnswer() throws Exception {
    assertThat(text("/healthz").statusCode()).isEqualTo(200);
    assertThat(text("/readyz").statusCode()).isEqualTo(200);
    ready.set(false);
    assertThat(text("/readyz").statusCode()).isEqualTo(503);
    assertThat(text("/metrics").body()).contains("sallyport_api_streams");
  }

  @Test
  void aRequestThatIsTooLargeIsRefused() throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(url("/api/v1/blueprint"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1 << 20]))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isIn(405, 413);
  }

  private void exchanges(int count) {
    long second = Instant.now().getEpochSecond() / 5 * 5 + 5 * picture.added();
    picture.take(List.of(Summaries.one("node-a", "boot", second, count)));
  }

  private static ControlLimits limitsWithStreams(int streams) {
    ControlLimits it = ControlLimits.DEFAULT;
    return new ControlLimits(
        it.ledgerKept(),
        it.ledgerIntervalsPerAddressMax(),
        it.endedWorkloadsMax(),
        it.gonePodsMax(),
        it.inventoryDebounce(),
        it.nodesMax(),
        it.linkMessageBytesMax(),
        it.rulesLargeBytes(),
        it.rulesLargeAtOnce(),
        it.journalFileBytesMax(),
        it.journalFilesMax(),
        it.journalMemoryBytesMax(),
        streams,
        it.requestBytesMax(),
        it.windowsFine(),
        it.windowsMinutes(),
        it.windowsHours(),
        it.windowsKept(),
        it.ledgerHours(),
        it.ledgerDays(),
        it.ledgerEdgesMax());
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private HttpResponse<String> text(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(url(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode json(String path) throws Exception {
    return ApiJson.mapper().readTree(text(path).body());
  }

  /** Sends a path as it is, which a proper client would tidy first. */
  private String raw(String path) throws Exception {
    try (var socket = new java.net.Socket("127.0.0.1", server.port())) {
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A viewer of a live stream. */
  private final class Stream implements AutoCloseable {
    final String contentType;
    final List<String> events = new ArrayList<>();
    private final BlockingQueue<JsonNode> values = new LinkedBlockingQueue<>();
    private final HttpResponse<InputStream> answer;

    Stream(URI url) throws Exception {
      answer =
          http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofInputStream());
      contentType = answer.headers().firstValue("content-type").orElse("");
      Thread.ofVirtual().start(this::read);
    }

    JsonNode next() throws InterruptedException {
      JsonNode value = values.poll(90, TimeUnit.SECONDS);
      assertThat(value).as("a value within 20 s").isNotNull();
      return value;
    }

    private void read() {
      try (var lines =
          new java.io.BufferedReader(
              new java.io.InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        String line;
        while ((line = lines.readLine()) != null) {
          if (line.startsWith("event: ")) {
            events.add(line);
          } else if (line.startsWith("data: ")) {
            values.add(JSON.readTree(line.substring(6)));
          }
        }
      } catch (java.io.IOException e) {
        // The viewer left.
      }
    }

    @Override
    public void close() throws Exception {
      answer.body().close();
    }
  }
}

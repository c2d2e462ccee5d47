// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.encoding.EncodingService;
import dev.sallyport.control.access.Gatekeeper;
import dev.sallyport.control.access.Right;
import dev.sallyport.control.access.Scope;
import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.control.kube.ClusterState;
import dev.sallyport.control.link.NodeRoster;
import dev.sallyport.control.serving.Stopping;
import dev.sallyport.wire.api.StatusView;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server for people and programs. Every answer is made on a thread that may block; event
 * loops only move bytes.
 */
public final class ApiServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ApiServer.class);

  private static final Right FIGURES = new Right("get", "status");

  private final Server server;
  private final LiveStreams blueprints;
  private final LiveStreams statuses;
  private final LiveStreams denials;

  /**
   * Returns a server that has not started.
   *
   * @param address address and port; port 0 for any free one
   * @param views what is served
   * @param parts what tells what happened
   * @param policies what is told of policies
   * @param health how control itself is
   * @param cluster what Kubernetes says
   * @param roster what nodes say
   * @param ready whether this program should be sent traffic
   * @param changes equal as long as nothing changed; decides when streams send
   * @param metrics what {@code /metrics} shows
   * @param uiDirectory files of the web page; empty for those in the program
   * @param front what goes around all services
   * @param limits bounds of requests and streams
   * @param clock wall clock
   * @param access who may call
   */
  public ApiServer(
      InetSocketAddress address,
      Views views,
      LedgerParts parts,
      PolicyParts policies,
      SystemHealth health,
      ClusterState cluster,
      NodeRoster roster,
      BooleanSupplier ready,
      Supplier<Object> changes,
      PrometheusMeterRegistry metrics,
      Optional<Path> uiDirectory,
      Function<HttpService, HttpService> front,
      ControlLimits limits,
      InstantSource clock,
      AccessParts access) {
    requireNonNull(views, "views");
    StatusAssembly assembly = new StatusAssembly(health, cluster, roster);
    Gate gate = new Gate(access.keeper(), access.trail(), clock);
    SessionCalls session = new SessionCalls(access.keeper(), gate);
    CodeLogin login = new CodeLogin(access.keeper());
    AuditReads audit = new AuditReads(access.entries(), clock);
    Remembered<StatusView> status =
        new Remembered<>(clock, Duration.ofSeconds(1), now -> assembly.at(now, views.blueprint()));
    Remembered<JsonBody> statusJson =
        new Remembered<>(clock, Duration.ofSeconds(1), _ -> JsonBody.of(status.get()));
    Function<Scope, JsonBody> statusOf =
        scope -> scope.all() ? statusJson.get() : JsonBody.of(CutDown.status(status.get(), scope));
    this.blueprints =
        new LiveStreams(
            "blueprint",
            scope ->
                scope.all()
                    ? views.blueprintJson()
                    : JsonBody.of(CutDown.blueprint(views.blueprint(), scope)),
            changes,
            limits.streamsMax());
    this.statuses = new LiveStreams("status", statusOf, changes, limits.streamsMax());
    Reads reads = new Reads(views, assembly, clock);
    DataReads data = new DataReads(views, clock);
    PolicyReads ruled = new PolicyReads(policies, views, cluster, clock);
    PolicyWrites writes = new PolicyWrites(policies);
    this.denials = new LiveStreams("denials", ruled::allDenials, changes, limits.streamsMax());
    CatalogueReads catalogue = new CatalogueReads(views, clock);
    LedgerReads ledger = new LedgerReads(parts, clock);
    ProposalReads proposals = new ProposalReads(parts, ledger, clock);
    DraftReads drafts = new DraftReads(policies.book(), parts, ledger, clock);
    EdgeRuleReads edgeRules = new EdgeRuleReads(policies.book(), views, cluster, clock);
    NetworkReads network = new NetworkReads(parts, clock);
    DeclaredReads declared = new DeclaredReads(views, parts.declarations());
    views.declaredBy(network::declarations);
    metrics.gauge("sallyport.api.streams", blueprints, LiveStreams::viewers);
    metrics.gauge("sallyport.api.limited", gate, Gate::limited);
    metrics.gauge("sallyport.api.sessions", access.keeper(), Gatekeeper::sessions);
    HttpService figures = blocking((_, _) -> scrape(metrics));
    this.server =
        Stopping.prepare(Server.builder())
            .http(address)
            .maxRequestLength(limits.requestBytesMax())
            .requestTimeout(Duration.ofSeconds(30))
            .errorHandler(new ProblemErrors())
            // Who leads knows who logged in: what is passed on is asked there, and not here.
            .decorator(service -> front.apply(gate.around(service)))
            .route()
            .get("/api/v1/blueprint")
            .build(blocking(reads::blueprint))
            .route()
            .get("/api/v1/edges")
            .build(blocking(reads::edges))
            .route()
            .get("/api/v1/workloads/{namespace}/{kind}/{name}")
            .build(blocking(reads::workload))
            .route()
            .get("/api/v1/workloads/{namespace}/{kind}/{name}/declared")
            .build(blocking(declared::of))
            .route()
            .get("/api/v1/data")
            .build(blocking(data::data))
            .route()
            .get("/api/v1/data/trace/{fingerprint}")
            .build(blocking(data::trace))
            .route()
            .get("/api/v1/findings")
            .build(blocking(data::findings))
            .route()
            .get("/api/v1/apis")
            .build(blocking(catalogue::apis))
            .route()
            .get("/api/v1/apis/{namespace}/{kind}/{name}")
            .build(blocking(catalogue::api))
            .route()
            .get("/api/v1/apis/{namespace}/{kind}/{name}/openapi")
            .build(blocking(catalogue::openApi))
            .route()
            .get("/api/v1/ledger")
            .build(blocking(ledger::export))
            .route()
            .get("/api/v1/baselines/{namespace}/{kind}/{name}")
            .build(blocking(proposals::baseline))
            .route()
            .get("/api/v1/drift")
            .build(blocking(proposals::drift))
            .route()
            .get("/api/v1/proposals")
            .build(blocking(proposals::proposals))
            .route()
            .get("/api/v1/networkpolicies/manifests")
            .build(blocking(network::manifests))
            .route()
            .post("/api/v1/policies/simulate")
            .maxRequestLength(LedgerReads.REQUEST_BYTES_MAX)
            .build(blocking(ledger::simulate))
            .route()
            .get("/api/v1/policies")
            .build(blocking(ruled::list))
            .route()
            .get("/api/v1/policies/explain")
            .build(blocking(ruled::explain))
            .route()
            .get("/api/v1/edges/rules")
            .build(blocking(edgeRules::of))
            .route()
            .post("/api/v1/policies/draft")
            .maxRequestLength(LedgerReads.REQUEST_BYTES_MAX)
            .build(blocking(drafts::look))
            .route()
            .put("/api/v1/policies/namespaces/{namespace}/{name}")
            .build(blocking(writes::accept))
            .route()
            .put("/api/v1/policies/cluster/{name}")
            .build(blocking(writes::accept))
            .route()
            .post("/api/v1/policies/validate")
            .build(blocking(ruled::validate))
            .route()
            .get("/api/v1/policies/namespaces/{namespace}/{name}")
            .build(blocking(ruled::one))
            .route()
            .get("/api/v1/policies/cluster/{name}")
            .build(blocking(ruled::one))
            .route()
            .post("/api/v1/policies/namespaces/{namespace}/{name}/promote")
            .build(blocking(writes::promote))
            .route()
            .post("/api/v1/policies/cluster/{name}/promote")
            .build(blocking(writes::promote))
            .route()
            .post("/api/v1/policies/namespaces/{namespace}/{name}/rollback")
            .build(blocking(writes::rollBack))
            .route()
            .post("/api/v1/policies/cluster/{name}/rollback")
            .build(blocking(writes::rollBack))
            .route()
            .get("/api/v1/denials")
            .build(blocking(ruled::denials))
            .route()
            .get("/api/v1/denials/stream")
            .build(blocking((context, _) -> denials.open(context)))
            .route()
            .get("/api/v1/status")
            .build(
                blocking(
                    (context, request) ->
                        statusOf.apply(Gate.access(context).scope()).answer(request)))
            .route()
            .get("/api/v1/blueprint/stream")
            .build(blocking((context, _) -> blueprints.open(context)))
            .route()
            .get("/api/v1/status/stream")
            .build(blocking((context, _) -> statuses.open(context)))
            .route()
            .get("/api/v1/audit")
            .build(blocking(audit::list))
            .route()
            .get("/api/v1/session")
            .build(blocking(session::who))
            .route()
            .post("/api/v1/session")
            .build(blocking(session::logIn))
            .route()
            .delete("/api/v1/session")
            .build(blocking(session::logOut))
            .route()
            .get("/api/v1/openapi.json")
            .build(blocking((_, request) -> OpenApiDocument.answer(request)))
            .serviceUnder("/api", ApiServer::noSuchRead)
            .route()
            .get(CodeLogin.BEGIN)
            .build(blocking(login::begin))
            .route()
            .get(CodeLogin.CALLBACK)
            .build(blocking(login::finish))
            .service("/healthz", (_, _) -> HttpResponse.of(MediaType.PLAIN_TEXT_UTF_8, "ok\n"))
            .service("/readyz", (_, _) -> readiness(ready))
            .service(
                "/metrics",
                access.metricsLogin()
                    ? (context, request) -> gate.serve(FIGURES, figures, context, request)
                    : figures)
            .serviceUnder(
                "/", new StaticFiles(uiDirectory).decorate(EncodingService.newDecorator()))
            .build();
  }

  /** Begins to serve; the port is bound when this returns. */
  public void start() {
    server.start().join();
    log.info("API and web page on port {}", port());
  }

  /** Returns the port that is listened on. */
  public int port() {
    return server.activeLocalPort();
  }

  @Override
  public void close() {
    blueprints.close();
    statuses.close();
    denials.close();
    Stopping.stop(server);
  }

  private static HttpService blocking(HttpService read) {
    return (context, request) ->
        HttpResponse.of(() -> serve(read, context, request), context.blockingTaskExecutor());
  }

  private static HttpResponse serve(
      HttpService read, ServiceRequestContext context, HttpRequest request) {
    try {
      return read.serve(context, request);
    } catch (IllegalArgumentException e) {
      return Problems.badRequest(String.valueOf(e.getMessage()));
    } catch (Exception e) {
      log.error("API: {} failed", context.path(), e);
      return Problems.of(
          HttpStatus.INTERNAL_SERVER_ERROR,
          "internal",
          "Control made a mistake",
          "The log of the control program says more; please report it.");
    }
  }

  private static HttpResponse noSuchRead(ServiceRequestContext context, HttpRequest request) {
    if (request.method() != HttpMethod.GET) {
      // Read first: to some clients an answer before the end of the request is a broken connection.
      return HttpResponse.of(
          request
              .aggregate()
              .thenApply(
                  _ ->
                      Problems.of(
                          HttpStatus.METHOD_NOT_ALLOWED,
                          "method-not-allowed",
                          "The method does not fit",
                          request.method()
                              + " on "
                              + context.path()
                              + " (expected: GET; /api/v1/openapi.json lists what can be changed)")));
    }
    return Problems.notFound(
        "no path " + context.path() + "; /api/v1/openapi.json lists all there are");
  }

  private static HttpResponse readiness(BooleanSupplier ready) {
    return ready.getAsBoolean()
        ? HttpResponse.of(MediaType.PLAIN_TEXT_UTF_8, "ready\n")
        : HttpResponse.of(HttpStatus.SERVICE_UNAVAILABLE, MediaType.PLAIN_TEXT_UTF_8, "starting\n");
  }

  private static HttpResponse scrape(PrometheusMeterRegistry metrics) {
    return HttpResponse.of(
        HttpStatus.OK, MediaType.parse("text/plain; version=0.0.4"), metrics.scrape());
  }
}

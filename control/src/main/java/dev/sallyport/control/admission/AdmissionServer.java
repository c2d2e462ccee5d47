// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.TlsProvider;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sallyport.control.config.AdmissionSettings.Guard;
import dev.sallyport.control.serving.Stopping;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the Kubernetes API over HTTPS: {@value #POLICIES} for policies, {@value #WORKLOADS} for
 * workloads, {@value #PROXY} and {@value #CERTIFICATES} for pods that ask to be given those.
 * Whatever is asked gets an answer with a body; a mistake of ours lets the object pass with a
 * warning.
 */
public final class AdmissionServer implements AutoCloseable {
  /** Where policies are looked at. */
  public static final String POLICIES = "/validate/policies";

  /** Where workloads are looked at. */
  public static final String WORKLOADS = "/validate/workloads";

  /** Where pods are told of a proxy. */
  public static final String PROXY = "/inject/proxy";

  /** Where pods are given certificates to believe. */
  public static final String CERTIFICATES = "/inject/ca";

  private static final Logger log = LoggerFactory.getLogger(AdmissionServer.class);
  private static final JsonMapper JSON = new JsonMapper();

  /** An object of the API has at most 3 MiB, and a review may hold it as it was and as it is. */
  static final int REQUEST_BYTES_MAX = 8 << 20;

  private static final int UID_LENGTH_MAX = 128;

  private final Server server;

  /**
   * Returns a server that has not started.
   *
   * @param address address and port; port 0 for any free one
   * @param tls the certificate that is shown, asked for at each connection
   * @param policies looks at policies
   * @param guard what becomes of risky workloads
   * @param injector gives pods what they ask for
   * @param exempt namespaces whose workloads nobody looks at or changes
   */
  public AdmissionServer(
      InetSocketAddress address,
      TlsProvider tls,
      PolicyReviewer policies,
      Guard guard,
      PodInjector injector,
      Set<String> exempt) {
    requireNonNull(policies, "policies");
    Set<String> spared = Set.copyOf(exempt);
    this.server =
        Stopping.prepare(Server.builder())
            .https(address)
            .tlsProvider(tls)
            .maxRequestLength(REQUEST_BYTES_MAX)
            .requestTimeout(Duration.ofSeconds(5))
            .errorHandler(new StatusErrors())
            .service(POLICIES, reviewing(policies::of))
            .service(WORKLOADS, reviewing(new WorkloadGuard(guard, spared)::of))
            .service(PROXY, reviewing(unless(spared, injector::proxy)))
            .service(CERTIFICATES, reviewing(unless(spared, injector::certificates)))
            .serviceUnder("/", AdmissionServer::elsewhere)
            .build();
  }

  /** Begins to serve; the port is bound when this returns. */
  public void start() {
    server.start().join();
    log.info("Admission on port {}", port());
  }

  /** Returns the port that is listened on. */
  public int port() {
    return server.activeLocalPort();
  }

  @Override
  public void close() {
    Stopping.stop(server);
  }

  private static Function<Request, Verdict> unless(
      Set<String> spared, Function<Request, Verdict> reviewer) {
    return request ->
        spared.contains(request.namespace()) ? Verdict.TAKEN : reviewer.apply(request);
  }

  private static HttpService reviewing(Function<Request, Verdict> reviewer) {
    return (context, request) ->
        HttpResponse.of(
            request
                .aggregate()
                .handleAsync(
                    (whole, failure) -> failure == null ? answer(whole, reviewer) : unread(failure),
                    context.blockingTaskExecutor()));
  }

  private static HttpResponse answer(
      AggregatedHttpRequest request, Function<Request, Verdict> reviewer) {
    MediaType type = request.contentType();
    if (request.method() != HttpMethod.POST) {
      return Answers.problem(
          HttpStatus.METHOD_NOT_ALLOWED,
          request.method() + " (expected: POST of an AdmissionReview)");
    }
    if (type == null || !type.is(MediaType.JSON.withoutParameters())) {
      return Answers.problem(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "content type '" + (type == null ? "" : type) + "' (expected: application/json)");
    }
    JsonNode review;
    try {
      review = JSON.readTree(request.content().array());
    } catch (JsonProcessingException e) {
      return bad("the body is no JSON");
    } catch (IOException e) {
      return bad("the body cannot be read");
    }
    if (!review.path("apiVersion").asText("").equals(Answers.API_VERSION)
        || !review.path("kind").asText("").equals(Answers.KIND)) {
      return bad(
          "apiVersion '%s' and kind '%s'"
              .formatted(cut(review.path("apiVersion")), cut(review.path("kind"))));
    }
    JsonNode uid = review.at("/request/uid");
    if (!uid.isTextual() || uid.asText().isEmpty() || uid.asText().length() > UID_LENGTH_MAX) {
      return bad("request.uid '" + cut(uid) + "'");
    }
    return reviewed(Request.of(review.path("request")), reviewer);
  }

  /** Our mistake must not stand in anybody's way. */
  private static HttpResponse reviewed(Request request, Function<Request, Verdict> reviewer) {
    try {
      return Answers.review(request, reviewer.apply(request));
    } catch (RuntimeException e) {
      log.error(
          "Admission: a {} of a {} could not be looked at", request.operation(), request.kind(), e);
      String excuse = "this object was not checked because of a mistake in control, see its log";
      return Answers.review(request, new Verdict(List.of(), List.of(excuse)));
    }
  }

  private static HttpResponse unread(Throwable failure) {
    Throwable cause = failure instanceof CompletionException it ? it.getCause() : failure;
    return cause instanceof ContentTooLargeException
        ? Answers.problem(
            HttpStatus.REQUEST_ENTITY_TOO_LARGE,
            "the body has more than " + REQUEST_BYTES_MAX + " bytes")
        : Answers.problem(HttpStatus.BAD_REQUEST, "the body did not arrive");
  }

  private static HttpResponse elsewhere(ServiceRequestContext context, HttpRequest request) {
    return Answers.problem(
        HttpStatus.NOT_FOUND,
        "no such path (expected one of " + List.of(POLICIES, WORKLOADS, PROXY, CERTIFICATES) + ")");
  }

  private static HttpResponse bad(String found) {
    return Answers.problem(
        HttpStatus.BAD_REQUEST,
        found + " (expected: an AdmissionReview of " + Answers.API_VERSION + " with a request)");
  }

  private static String cut(JsonNode text) {
    String said = text.asText("");
    return said.substring(0, Math.min(64, said.length()));
  }
}

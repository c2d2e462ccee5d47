// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.leader;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Passes requests on to the program that leads while this one follows: nodes talk to the leader
 * alone, so only it knows how they are. Where the leader is not known or does not take the
 * connection, this program answers itself, of what the database holds.
 *
 * <p>What is asked of a program about itself ({@code /healthz}, {@code /readyz}, {@code /metrics})
 * stays. Safe for any thread.
 */
public final class LeaderFront implements AutoCloseable {
  private static final String PASSED_ON = "sallyport-passed-on";
  private static final List<String> OWN = List.of("/healthz", "/readyz", "/metrics");
  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);

  private final Leadership leadership;
  private final ClientFactory connections =
      ClientFactory.builder().connectTimeout(CONNECT_MAX).build();

  /** Returns a front that asks {@code leadership} at each request. */
  public LeaderFront(Leadership leadership) {
    this.leadership = requireNonNull(leadership, "leadership");
  }

  /** Returns what goes around a service. */
  public Function<HttpService, HttpService> decorator() {
    return service ->
        new SimpleDecoratingHttpService(service) {
          @Override
          public HttpResponse serve(ServiceRequestContext context, HttpRequest request)
              throws Exception {
            Optional<URI> elsewhere = elsewhere(request);
            return elsewhere.isEmpty()
                ? unwrap().serve(context, request)
                : passOn(elsewhere.get(), context, request);
          }

          private HttpResponse passOn(
              URI leader, ServiceRequestContext context, HttpRequest request) {
            String client = context.clientAddress().getHostAddress();
            RequestHeaders headers =
                request.headers().toBuilder()
                    .set(PASSED_ON, "1")
                    .add(HttpHeaderNames.X_FORWARDED_FOR, client)
                    .build();
            return WebClient.builder(leader)
                .factory(connections)
                .responseTimeout(Duration.ZERO)
                .maxResponseLength(0)
                .build()
                .execute(request.withHeaders(headers))
                .recover(
                    failure -> {
                      // A body may be gone by now; a read has none.
                      return failure instanceof UnprocessedRequestException
                              && request.method() == HttpMethod.GET
                          ? own(context, request)
                          : HttpResponse.of(HttpStatus.SERVICE_UNAVAILABLE);
                    });
          }

          private HttpResponse own(ServiceRequestContext context, HttpRequest request) {
            try {
              return unwrap().serve(context, request);
            } catch (Exception e) {
              return HttpResponse.ofFailure(e);
            }
          }
        };
  }

  private Optional<URI> elsewhere(HttpRequest request) {
    boolean own = OWN.contains(request.path()) || request.headers().contains(PASSED_ON);
    return own ? Optional.empty() : leadership.leaderApi();
  }

  @Override
  public void close() {
    connections.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutePathType;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.sallyport.control.access.Access;
import dev.sallyport.control.access.Admission;
import dev.sallyport.control.access.AuditTrail;
import dev.sallyport.control.access.Caller;
import dev.sallyport.control.access.Credentials;
import dev.sallyport.control.access.Gatekeeper;
import dev.sallyport.control.access.Need;
import dev.sallyport.control.access.Right;
import dev.sallyport.control.config.AccessMode;
import dev.sallyport.wire.api.AuditEntryView;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every call of the API: takes from a request what shows who makes it, lets the
 * {@link Gatekeeper} decide, and answers those who are not let in. Works on threads that may block.
 */
final class Gate {
  /** The cookie that a browser's login is held by. */
  static final String COOKIE = "sallyport-session";

  /** A page of another site cannot send a header of its own without being asked first. */
  static final String OWN_HEADER = "x-sallyport-request";

  /** For proxies that take away {@code Authorization}, as that of the Kubernetes API does. */
  private static final String TOKEN_HEADER = "x-sallyport-token";

  private static final String API = "/api";
  private static final String BEARER = "bearer ";
  private static final AttributeKey<Access> ACCESS = AttributeKey.valueOf(Gate.class, "ACCESS");

  private final Gatekeeper keeper;
  private final AuditTrail audit;
  private final InstantSource clock;
  private final LongAdder limited = new LongAdder();

  Gate(Gatekeeper keeper, AuditTrail audit, InstantSource clock) {
    this.keeper = requireNonNull(keeper, "keeper");
    this.audit = requireNonNull(audit, "audit");
    this.clock = requireNonNull(clock, "clock");
  }

  /**
   * Returns who was let in.
   *
   * @throws IllegalStateException when nobody asked: a call that is served without this gate
   */
  static Access access(ServiceRequestContext context) {
    Access access = context.attr(ACCESS);
    if (access == null) {
      throw new IllegalStateException(context.path() + " is served without asking who calls");
    }
    return access;
  }

  /** Returns how many calls were refused since there were too many. */
  long limited() {
    return limited.sum();
  }

  /** Returns a service that answers calls of the API only to those who may make them. */
  HttpService around(HttpService service) {
    return new SimpleDecoratingHttpService(service) {
      @Override
      public HttpResponse serve(ServiceRequestContext context, HttpRequest request)
          throws Exception {
        return context.config().route().patternString().startsWith(API)
            ? admit(service, context, request)
            : service.serve(context, request);
      }
    };
  }

  private HttpResponse admit(HttpService next, ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(() -> admitted(next, context, request), context.blockingTaskExecutor())
        .mapHeaders(
            headers ->
                headers.toBuilder()
                    .set("x-content-type-options", "nosniff")
                    .set("x-frame-options", "DENY")
                    .set("referrer-policy", "no-referrer")
                    .set(
                        "cache-control",
                        keeper.mode() == AccessMode.NONE
                            ? headers.get("cache-control", "no-cache")
                            : "no-store")
                    .build());
  }

  /** Serves what asks for a right of its own, such as figures. */
  HttpResponse serve(
      Right right, HttpService next, ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        () -> {
          Need need = new Need.Everywhere(right);
          return keeper.admit(credentials(context, request), need)
                  instanceof Admission.Refused refused
              ? refuse(refused, need, "GET " + context.path(), context)
              : ask(next, context, request);
        },
        context.blockingTaskExecutor());
  }

  private HttpResponse admitted(
      HttpService next, ServiceRequestContext context, HttpRequest request) {
    ApiRights.Answer asked = ApiRights.of(request.method().name(), context.decodedPath());
    Credentials credentials = credentials(context, request);
    Optional<String> forged = forged(request, credentials);
    if (forged.isPresent()) {
      write(null, asked.need(), asked.object(), "forged", 403, context);
      return Problems.of(
          HttpStatus.FORBIDDEN, "forged", "This looks like a forged request", forged.get());
    }
    if (asked.open() != ApiRights.Open.NO) {
      return ask(next, context, request);
    }
    if (context.config().route().pathType() == RoutePathType.PREFIX) {
      // No such call. That is told to those who may log in, and nobody else learns what there is.
      return keeper.identify(credentials) instanceof Admission.Refused it
          ? refuse(it, asked.need(), asked.object(), context)
          : ask(next, context, request);
    }
    return switch (keeper.admit(credentials, asked.need())) {
      case Admission.Refused it -> refuse(it, asked.need(), asked.object(), context);
      case Admission.Admitted it -> {
        context.setAttr(ACCESS, it.access());
        if (!asked.need().right().reads()) {
          watch(it.access().caller(), asked, context);
        }
        yield ask(next, context, request);
      }
    };
  }

  /** What a change came to is known when it is answered. */
  private void watch(Caller caller, ApiRights.Answer asked, ServiceRequestContext context) {
    var unused =
        context
            .log()
            .whenAvailable(RequestLogProperty.RESPONSE_HEADERS)
            .thenAccept(
                log -> {
                  int status = log.responseHeaders().status().code();
                  String verdict = status < 300 ? "done" : "failed";
                  write(caller, asked.need(), asked.object(), verdict, status, context);
                });
  }

  private static HttpResponse ask(
      HttpService next, ServiceRequestContext context, HttpRequest request) {
    try {
      return next.serve(context, request);
    } catch (Exception e) {
      return HttpResponse.ofFailure(e);
    }
  }

  /** Returns an answer to a call that is not let in, and writes it down. */
  HttpResponse refuse(
      Admission.Refused refused, Need need, String object, ServiceRequestContext context) {
    return switch (refused.reason()) {
      case UNAUTHENTICATED -> {
        write(null, need, object, "unauthenticated", 401, context);
        yield Problems.of(
                HttpStatus.UNAUTHORIZED,
                "unauthenticated",
                "Control does not know who calls",
                refused.detail())
            .mapHeaders(
                headers ->
                    headers.toBuilder()
                        .set("www-authenticate", "Bearer realm=\"sallyport\"")
                        .build());
      }
      case FORBIDDEN -> {
        write(refused.caller(), need, object, "forbidden", 403, context);
        yield Problems.of(
            HttpStatus.FORBIDDEN, "forbidden", "A right is missing", refused.detail());
      }
      case TOO_MANY -> {
        limited.increment();
        yield later(HttpStatus.TOO_MANY_REQUESTS, "too-many-requests", "Too many calls", refused);
      }
      case UNDECIDED ->
          later(HttpStatus.SERVICE_UNAVAILABLE, "undecided", "Nobody can decide this now", refused);
    };
  }

  private static HttpResponse later(
      HttpStatus status, String type, String title, Admission.Refused refused) {
    Duration wait = refused.after();
    long seconds = wait == null ? 1 : Math.max(1, wait.plusMillis(999).toSeconds());
    return Problems.of(status, type, title, refused.detail())
        .mapHeaders(
            headers -> headers.toBuilder().set("retry-after", Long.toString(seconds)).build());
  }

  private void write(
      @Nullable Caller caller,
      Need need,
      String object,
      String verdict,
      int status,
      ServiceRequestContext context) {
    audit.write(
        new AuditEntryView(
            clock.instant(),
            caller == null ? null : caller.name(),
            address(context),
            need.right().verb(),
            need.right().resource(),
            need instanceof Need.Within it ? it.namespace() : null,
            object,
            verdict,
            status));
  }

  /** Returns what the request brings to show who makes it. */
  static Credentials credentials(ServiceRequestContext context, HttpRequest request) {
    RequestHeaders headers = request.headers();
    String given = headers.get("authorization", "");
    String token =
        given.toLowerCase(Locale.ROOT).startsWith(BEARER)
            ? given.substring(BEARER.length()).strip()
            : headers.get(TOKEN_HEADER);
    return new Credentials(address(context), token, session(headers).orElse(null));
  }

  /** Returns the secret of a browser's login. */
  static Optional<String> session(RequestHeaders headers) {
    return headers.cookies().stream()
        .filter(each -> each.name().equals(COOKIE))
        .map(Cookie::value)
        .findFirst();
  }

  static String address(ServiceRequestContext context) {
    return context.remoteAddress().getAddress().getHostAddress();
  }

  /**
   * Returns why a change is not what a person on our own page asked for. Only what a browser sends
   * by itself can be forged so: a cookie, or nothing where nothing is asked for.
   */
  private Optional<String> forged(HttpRequest request, Credentials credentials) {
    if (List.of(HttpMethod.GET, HttpMethod.HEAD).contains(request.method())
        || credentials.token() != null) {
      return Optional.empty();
    }
    RequestHeaders headers = request.headers();
    String site = headers.get("sec-fetch-site", "none");
    if (!site.equals("none") && !site.equals("same-origin")) {
      return Optional.of("it comes from another site (sec-fetch-site: expected same-origin)");
    }
    String origin = headers.get("origin");
    if (origin != null && !origin.replaceFirst("^https?://", "").equals(headers.authority())) {
      return Optional.of("it comes from another site (origin: expected this one)");
    }
    if (credentials.session() != null && !headers.contains(OWN_HEADER)) {
      return Optional.of("it lacks the header " + OWN_HEADER + " (expected: any value)");
    }
    return Optional.empty();
  }
}

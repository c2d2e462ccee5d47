// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sallyport.control.access.Admission;
import dev.sallyport.control.access.Caller;
import dev.sallyport.control.access.Credentials;
import dev.sallyport.control.access.Gatekeeper;
import dev.sallyport.control.access.Need;
import dev.sallyport.control.access.Right;
import dev.sallyport.control.access.Scope;
import dev.sallyport.control.config.AccessMode;
import dev.sallyport.wire.api.ApiJson;
import dev.sallyport.wire.api.SessionView;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Logs browsers in and out, and says who calls. */
final class SessionCalls {
  private static final Right LOOK = new Right("get", "blueprints");
  private static final Need LOGIN = new Need.Anywhere(new Right("create", "sessions"));

  private final Gatekeeper keeper;
  private final Gate gate;

  SessionCalls(Gatekeeper keeper, Gate gate) {
    this.keeper = keeper;
    this.gate = gate;
  }

  /** Says who calls; that nobody is known is an answer too. */
  HttpResponse who(ServiceRequestContext context, HttpRequest request) {
    Credentials brought = Gate.credentials(context, request);
    if (keeper.mode() != AccessMode.NONE && brought.token() == null && brought.session() == null) {
      return JsonBody.of(view(null)).answer(request);
    }
    return switch (keeper.identify(brought)) {
      case Admission.Admitted it -> JsonBody.of(view(it.access().caller())).answer(request);
      case Admission.Refused it when it.reason() == Admission.Reason.UNAUTHENTICATED ->
          JsonBody.of(view(null)).answer(request);
      case Admission.Refused it -> gate.refuse(it, LOGIN, "GET /api/v1/session", context);
    };
  }

  /** Takes a token and gives the browser a cookie that stands for it. */
  HttpResponse logIn(ServiceRequestContext context, HttpRequest request)
      throws ExecutionException, InterruptedException {
    MediaType type = request.contentType();
    if (type == null || !type.belongsTo(MediaType.JSON)) {
      throw new IllegalArgumentException("content-type: (expected: application/json)");
    }
    String token;
    try {
      String body = request.aggregate().get().contentUtf8();
      token = ApiJson.mapper().readTree(body).path("token").asText("").strip();
    } catch (JsonProcessingException e) {
      // What was sent is not repeated: it may be a token.
      throw new IllegalArgumentException("the body is no JSON (expected: {\"token\": …})");
    }
    Credentials brought =
        new Credentials(Gate.credentials(context, request).address(), token, null);
    return switch (keeper.identify(brought)) {
      case Admission.Refused it -> gate.refuse(it, LOGIN, "POST /api/v1/session", context);
      case Admission.Admitted it when keeper.mode() == AccessMode.NONE ->
          JsonBody.of(view(it.access().caller())).answer(request);
      case Admission.Admitted it ->
          with(
              JsonBody.of(view(it.access().caller())).answer(request),
              cookie(keeper.open(token), request, -1));
    };
  }

  /** Ends the login of the browser, whether there is one or not. */
  HttpResponse logOut(ServiceRequestContext context, HttpRequest request) {
    Gate.session(request.headers()).ifPresent(keeper::close);
    return with(HttpResponse.of(HttpStatus.NO_CONTENT), cookie("", request, 0));
  }

  static HttpResponse with(HttpResponse answer, Cookie cookie) {
    return answer.mapHeaders(headers -> headers.toBuilder().cookies(cookie).build());
  }

  /** A proxy that ends TLS says so; to believe it can only make a cookie stricter. */
  static boolean secure(HttpRequest request) {
    return "https".equals(request.scheme())
        || "https".equalsIgnoreCase(request.headers().get("x-forwarded-proto", ""));
  }

  /** Returns the cookie that a login is held by; less than 0 for as long as the browser runs. */
  static Cookie cookie(String secret, HttpRequest request, long maxAge) {
    var cookie =
        Cookie.secureBuilder(Gate.COOKIE, secret)
            .secure(secure(request))
            .httpOnly(true)
            .sameSite("Strict")
            .path("/");
    return (maxAge < 0 ? cookie : cookie.maxAge(maxAge)).build();
  }

  private SessionView view(@Nullable Caller caller) {
    String mode = keeper.mode().name().toLowerCase(Locale.ROOT);
    if (caller == null) {
      return new SessionView(mode, null, false, List.of(), false, keeper.howToLogIn());
    }
    Scope seen = keeper.scope(caller, LOOK);
    return new SessionView(
        mode,
        caller.name(),
        seen.all(),
        List.copyOf(seen.namespaces()),
        !keeper.scope(caller, Right.CHANGE).none(),
        keeper.howToLogIn());
  }
}

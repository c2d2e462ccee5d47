// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sallyport.control.access.CodeFlow;
import dev.sallyport.control.access.Gatekeeper;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends browsers to the provider of OpenID Connect and takes them back. A person looks at what it
 * answers, so a failure is a page. It is no part of the API: programs bring tokens.
 */
final class CodeLogin {
  static final String BEGIN = "/login";
  static final String CALLBACK = "/login/callback";

  /** Holds what must be remembered until the browser comes back. */
  static final String COOKIE = "sallyport-login";

  private static final Logger log = LoggerFactory.getLogger(CodeLogin.class);
  private static final int BACK_MAX = 2_000;

  private final Gatekeeper keeper;

  CodeLogin(Gatekeeper keeper) {
    this.keeper = requireNonNull(keeper, "keeper");
  }

  /** Sends a browser to the provider. */
  HttpResponse begin(ServiceRequestContext context, HttpRequest request) {
    Optional<CodeFlow> flow = keeper.codeFlow();
    if (flow.isEmpty()) {
      return page(
          HttpStatus.NOT_FOUND,
          "There is no provider to log in at (expected: SALLYPORT_API_AUTH=oidc). "
              + keeper.howToLogIn());
    }
    if (keeper.wait(Gate.address(context)).isPresent()) {
      return busy();
    }
    try {
      String back = back(QueryParams.fromQueryString(context.query()).get("back", "/"));
      CodeFlow.Begun begun = flow.get().begin(here(request), back);
      return SessionCalls.with(
          to(begun.location().toString()),
          cookie(begun.sealed(), request, CodeFlow.PATIENCE.toSeconds()));
    } catch (CodeFlow.Failed e) {
      return failed(e);
    }
  }

  /** Takes a browser back, and lets it in where the provider says who it is. */
  HttpResponse finish(ServiceRequestContext context, HttpRequest request) {
    Optional<CodeFlow> flow = keeper.codeFlow();
    if (flow.isEmpty()) {
      return begin(context, request);
    }
    String address = Gate.address(context);
    if (keeper.wait(address).isPresent()) {
      return busy();
    }
    QueryParams said = QueryParams.fromQueryString(context.query());
    CodeFlow.Returned returned =
        new CodeFlow.Returned(
            said.get("code"),
            said.get("state"),
            said.get("iss"),
            said.get("error"),
            said.get("error_description"));
    Cookie gone = cookie("", request, 0);
    try {
      CodeFlow.LoggedIn in = flow.get().finish(sealed(request), returned);
      HttpResponse answer = SessionCalls.with(to(in.back()), gone);
      return SessionCalls.with(answer, SessionCalls.cookie(keeper.open(in.token()), request, -1));
    } catch (CodeFlow.Failed e) {
      keeper.failed(address);
      return SessionCalls.with(failed(e), gone);
    }
  }

  /** The browser comes back from another site, to which a stricter cookie would not be shown. */
  private static Cookie cookie(String value, HttpRequest request, long maxAge) {
    return Cookie.secureBuilder(COOKIE, value)
        .secure(SessionCalls.secure(request))
        .httpOnly(true)
        .sameSite("Lax")
        .path(BEGIN)
        .maxAge(maxAge)
        .build();
  }

  private static @Nullable String sealed(HttpRequest request) {
    return request.headers().cookies().stream()
        .filter(each -> each.name().equals(COOKIE))
        .map(Cookie::value)
        .findFirst()
        .orElse(null);
  }

  /** The provider sends browsers only to addresses that were registered there. */
  private static URI here(HttpRequest request) {
    String scheme = SessionCalls.secure(request) ? "https" : "http";
    String authority = request.authority();
    return URI.create(scheme + "://" + (authority == null ? "localhost" : authority) + CALLBACK);
  }

  /** Back to this site and no other, whatever a link said. */
  private static String back(String asked) {
    boolean ours =
        asked.length() <= BACK_MAX && asked.matches("/(?![/\\\\])[\\x21-\\x5b\\x5d-\\x7e]*");
    return ours ? asked : "/";
  }

  private static HttpResponse to(String location) {
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.FOUND)
            .set("location", location)
            .set("cache-control", "no-store")
            .set("referrer-policy", "no-referrer")
            .build());
  }

  private static HttpResponse busy() {
    return page(
        HttpStatus.TOO_MANY_REQUESTS, "Too many logins from this address. Wait and try again.");
  }

  private static HttpResponse failed(CodeFlow.Failed failure) {
    log.info("A login at the provider failed: {}", failure.getMessage());
    return page(HttpStatus.FORBIDDEN, String.valueOf(failure.getMessage()));
  }

  private static HttpResponse page(HttpStatus status, String detail) {
    String text =
        """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>Sallyport: not logged in</title>
        <h1>Not logged in</h1><p>%s</p><p><a href="/">Back to Sallyport</a></p></html>
        """
            .formatted(escaped(detail));
    return HttpResponse.of(
        ResponseHeaders.builder(status)
            .contentType(MediaType.HTML_UTF_8)
            .set("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
            .set("x-content-type-options", "nosniff")
            .set("referrer-policy", "no-referrer")
            .set("cache-control", "no-store")
            .build(),
        HttpData.ofUtf8(text));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}

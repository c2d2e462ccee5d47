// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.sallyport.wire.api.ApiJson;
import dev.sallyport.wire.api.ProblemView;

/** Answers that say what was wrong with a request and what to do about it. */
final class Problems {
  private static final MediaType PROBLEM = MediaType.parse("application/problem+json");

  private Problems() {}

  /** Returns an answer with that status; {@code detail} says value, expectation and remedy. */
  static HttpResponse of(HttpStatus status, String type, String title, String detail) {
    ProblemView problem =
        new ProblemView("urn:sallyport:problem:" + type, title, status.code(), detail);
    try {
      return HttpResponse.of(
          ResponseHeaders.builder(status)
              .contentType(PROBLEM)
              .set("cache-control", "no-store")
              .build(),
          HttpData.wrap(ApiJson.mapper().writeValueAsBytes(problem)));
    } catch (JsonProcessingException e) {
      throw new AssertionError("four plain fields can always be written", e);
    }
  }

  static HttpResponse badRequest(String detail) {
    return of(HttpStatus.BAD_REQUEST, "bad-request", "The request is malformed", detail);
  }

  static HttpResponse notFound(String detail) {
    return of(HttpStatus.NOT_FOUND, "not-found", "There is no such thing", detail);
  }
}

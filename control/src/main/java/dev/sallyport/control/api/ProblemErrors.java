// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sallyport.wire.api.ApiJson;
import dev.sallyport.wire.api.ProblemView;
import org.jspecify.annotations.Nullable;

/** Gives the errors that the server itself raises, such as a request too large, the same form. */
final class ProblemErrors implements ServerErrorHandler {
  private static final MediaType PROBLEM = MediaType.parse("application/problem+json");

  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
    return null;
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    String detail = description == null ? status.reasonPhrase() : description;
    ProblemView problem =
        new ProblemView("about:blank", status.reasonPhrase(), status.code(), detail);
    try {
      return AggregatedHttpResponse.of(
          ResponseHeaders.builder(status).contentType(PROBLEM).build(),
          HttpData.wrap(ApiJson.mapper().writeValueAsBytes(problem)));
    } catch (JsonProcessingException e) {
      throw new AssertionError("four plain fields can always be written", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;

/** Gives the errors that the server itself raises, such as a request too large, a body as well. */
final class StatusErrors implements ServerErrorHandler {
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
    String said = description == null ? status.reasonPhrase() : description;
    String message =
        status.equals(HttpStatus.REQUEST_ENTITY_TOO_LARGE)
            ? "the body has more than " + AdmissionServer.REQUEST_BYTES_MAX + " bytes"
            : said;
    return Answers.status(status, message);
  }
}

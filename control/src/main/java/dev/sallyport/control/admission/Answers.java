// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Writes what the Kubernetes API reads: reviews, and a Status where there is none to answer. */
final class Answers {
  static final String API_VERSION = "admission.k8s.io/v1";
  static final String KIND = "AdmissionReview";

  /** The API cuts warnings at 256 characters each and 4,096 in all; ours stay below. */
  private static final int WARNING_CHARACTERS_MAX = 240;

  private static final int WARNINGS_MAX = 16;
  private static final int REFUSALS_MAX = 16;
  private static final int UNPROCESSABLE = 422;
  private static final JsonMapper JSON = new JsonMapper();

  private Answers() {}

  static HttpResponse review(Request request, Verdict verdict) {
    ObjectNode review = JSON.createObjectNode();
    review.put("apiVersion", API_VERSION).put("kind", KIND);
    ObjectNode response = review.putObject("response");
    response.put("uid", request.uid()).put("allowed", verdict.refusals().isEmpty());
    if (!verdict.refusals().isEmpty()) {
      List<Verdict.Refusal> said = verdict.refusals().stream().limit(REFUSALS_MAX).toList();
      ObjectNode status = response.putObject("status");
      status.put("code", UNPROCESSABLE).put("reason", "Invalid");
      status.put(
          "message", said.stream().map(Verdict.Refusal::message).collect(Collectors.joining("; ")));
      ArrayNode causes = status.putObject("details").putArray("causes");
      said.forEach(
          each -> causes.addObject().put("field", each.field()).put("message", each.message()));
    }
    if (!verdict.warnings().isEmpty()) {
      ArrayNode warnings = response.putArray("warnings");
      verdict.warnings().stream()
          .limit(WARNINGS_MAX)
          .forEach(each -> warnings.add(cut("Sallyport: " + each)));
    }
    if (!verdict.additions().isEmpty()) {
      response.put("patchType", "JSONPatch").put("patch", patch(verdict.additions()));
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, review.toString());
  }

  private static byte[] patch(List<Verdict.Addition> additions) {
    ArrayNode steps = JSON.createArrayNode();
    additions.forEach(
        each ->
            steps.addObject().put("op", "add").put("path", each.path()).set("value", each.value()));
    return steps.toString().getBytes(StandardCharsets.UTF_8);
  }

  static HttpResponse problem(HttpStatus status, String message) {
    return status(status, message).toHttpResponse();
  }

  static AggregatedHttpResponse status(HttpStatus status, String message) {
    ObjectNode body = JSON.createObjectNode();
    body.put("apiVersion", "v1").put("kind", "Status").put("status", "Failure");
    body.put("code", status.code()).put("message", message);
    return AggregatedHttpResponse.of(status, MediaType.JSON_UTF_8, body.toString());
  }

  private static String cut(String text) {
    return text.length() <= WARNING_CHARACTERS_MAX
        ? text
        : text.substring(0, WARNING_CHARACTERS_MAX - 1) + "…";
  }
}

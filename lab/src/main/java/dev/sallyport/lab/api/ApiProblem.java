// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A request the API refuses, in the terms of a Kubernetes {@code Status}. */
public final class ApiProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;

  ApiProblem(int code, String reason, String message) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  static ApiProblem badRequest(String message) {
    return new ApiProblem(400, "BadRequest", message);
  }

  static ApiProblem notFound(ResourceKind kind, String name) {
    return new ApiProblem(404, "NotFound", kind.plural() + " \"" + name + "\" not found");
  }

  static ApiProblem conflict(ResourceKind kind, String name) {
    return new ApiProblem(
        409,
        "Conflict",
        kind.plural() + " \"" + name + "\": the object has been modified; read it again");
  }

  static ApiProblem alreadyExists(ResourceKind kind, String name) {
    return new ApiProblem(409, "AlreadyExists", kind.plural() + " \"" + name + "\" already exists");
  }

  static ApiProblem gone(long version) {
    return new ApiProblem(410, "Expired", "too old resource version: " + version);
  }

  /** Returns the HTTP status code. */
  public int code() {
    return code;
  }

  ObjectNode status() {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1").put("status", "Failure");
    status.put("message", String.valueOf(getMessage())).put("reason", reason).put("code", code);
    status.putObject("metadata");
    return status;
  }
}

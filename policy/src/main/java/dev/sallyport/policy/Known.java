// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Operation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.RawOperation;
import java.time.Instant;
import java.util.List;

/**
 * What is known of an exchange at some moment. Grows by its methods; each returns a new value.
 *
 * @param stage how far it is known
 * @param protocol protocol of the connection; {@link Protocol#TCP} while it is not recognised
 * @param operation what is called; a {@link RawOperation} at {@link Stage#CONNECTION}, and where
 *     the content is not understood
 * @param host host that the head of the request names, lower case; empty for none
 * @param path path as sent
 * @param model name of the language model that the body asks for; empty for none
 * @param seen data seen so far
 * @param findings attacks seen so far
 * @param at when it began
 */
public record Known(
    Stage stage,
    Protocol protocol,
    Operation operation,
    String host,
    RequestPath path,
    String model,
    List<Seen> seen,
    List<Shown> findings,
    Instant at) {
  private static final RawOperation NOT_YET = new RawOperation(Protocol.TCP, 0);

  /** What is known of an exchange of which nothing is. */
  static final Known NOTHING = connection(Protocol.TCP, Instant.EPOCH);

  public Known {
    requireNonNull(stage, "stage");
    requireNonNull(protocol, "protocol");
    requireNonNull(operation, "operation");
    requireNonNull(host, "host");
    requireNonNull(path, "path");
    requireNonNull(model, "model");
    seen = List.copyOf(seen);
    findings = List.copyOf(findings);
    requireNonNull(at, "at");
  }

  /** Returns what is known when only the ends and perhaps the protocol are. */
  public static Known connection(Protocol protocol, Instant at) {
    return new Known(
        Stage.CONNECTION, protocol, NOT_YET, "", RequestPath.NONE, "", List.of(), List.of(), at);
  }

  /** Returns whether the ends and the moment are all that is known. */
  boolean bare() {
    return stage == Stage.CONNECTION && seen.isEmpty() && findings.isEmpty() && model.isEmpty();
  }

  /**
   * Returns the same with what is called, as the head of the request says it.
   *
   * @param host host named by the head, empty for none
   * @param path path as sent, with or without its query; empty where the protocol has none, or
   *     where only its template is known any more
   */
  public Known called(Operation operation, String host, String path) {
    return new Known(
        Stage.OPERATION,
        operation.protocol(),
        operation,
        host,
        path.isEmpty() ? RequestPath.NONE : new RequestPath(path),
        model,
        seen,
        findings,
        at);
  }

  /** Returns the same with what was seen in it so far, the stage left as it is. */
  public Known with(List<Seen> seen, List<Shown> findings) {
    return new Known(stage, protocol, operation, host, path, model, seen, findings, at);
  }

  /**
   * Returns the same at the end of the request.
   *
   * @param operation what is called, with what the body says of it
   * @param model name of the language model asked for, empty for none
   * @param seen all data seen in the request
   * @param findings all attacks seen in it
   */
  public Known requested(Operation operation, String model, List<Seen> seen, List<Shown> findings) {
    return new Known(
        Stage.REQUEST_CONTENT, protocol, operation, host, path, model, seen, findings, at);
  }

  /**
   * Returns the same at the end of the answer.
   *
   * @param seen all data seen in request and answer
   * @param findings all attacks seen in both
   */
  public Known answered(List<Seen> seen, List<Shown> findings) {
    return new Known(
        Stage.RESPONSE_CONTENT, protocol, operation, host, path, model, seen, findings, at);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.summary.ApiCounts;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.model.Party;
import dev.sallyport.model.Protocol;
import java.util.List;

/**
 * One operation of an API, whoever calls it.
 *
 * @param method request method in upper case; empty for remote procedure calls
 * @param path path with <code>{}</code> for each parameter, or {@code service/method}
 * @param call what the body calls where one path stands for many calls; empty otherwise
 * @param protocol protocol of most exchanges
 * @param total counts of all callers together
 * @param callers exchanges by caller, most first
 * @param versions other versions of the same path that are called, for example {@code v1}
 */
public record ApiOperation(
    String method,
    String path,
    String call,
    Protocol protocol,
    EdgeCounts total,
    List<Caller> callers,
    List<String> versions) {

  /**
   * Who calls an operation.
   *
   * @param party the caller
   * @param counts what it called
   * @param speaksFor for whom it calls
   */
  public record Caller(Party party, EdgeCounts counts, SpeaksFor speaksFor) {
    /** Makes a caller that nobody calls. */
    public Caller(Party party, EdgeCounts counts) {
      this(party, counts, SpeaksFor.ITSELF);
    }
  }

  /** For whom a caller calls, by who calls it in turn. */
  public enum SpeaksFor {
    /** Nobody was seen calling it. */
    ITSELF,
    /** Other workloads call it, and its calls may be theirs. */
    WORKLOADS,
    /** Clients outside the cluster call it: it is many people. */
    OUTSIDE
  }

  public ApiOperation {
    requireNonNull(method, "method");
    requireNonNull(path, "path");
    requireNonNull(call, "call");
    requireNonNull(protocol, "protocol");
    requireNonNull(total, "total");
    callers = List.copyOf(callers);
    versions = List.copyOf(versions);
  }

  /** Returns the readable name, unique within one API. */
  public String key() {
    String name = method.isEmpty() ? path : method + " " + path;
    return call.isEmpty() ? name : name + " " + call;
  }

  /** Returns what exchanges said of it. */
  public ApiCounts api() {
    return total.api();
  }

  /** Returns whether it demands credentials. */
  public Protection protection() {
    return Protection.of(api().authentications());
  }
}

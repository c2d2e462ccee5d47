// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * An HTTP method on a path template, and what it calls there where one path stands for many calls.
 *
 * @param method request method in upper case
 * @param pathTemplate path without query, variable segments as <code>{id}</code>
 * @param protocol {@link Protocol#HTTP1}, {@link Protocol#HTTP2} or {@link Protocol#WEBSOCKET}
 * @param call what the body calls, for example {@code query Cart} of GraphQL or {@code tools/call
 *     search} of JSON-RPC; empty when path and method say all. Calls are never merged with others
 */
public record HttpOperation(String method, String pathTemplate, Protocol protocol, String call)
    implements Operation {
  /** Methods that may stand in a name; any other could be made up without end. */
  public static final Set<String> METHODS =
      Set.of(
          "GET",
          "HEAD",
          "POST",
          "PUT",
          "PATCH",
          "DELETE",
          "OPTIONS",
          "TRACE",
          "CONNECT",
          "QUERY",
          "PROPFIND",
          "PROPPATCH",
          "MKCOL",
          "COPY",
          "MOVE",
          "LOCK",
          "UNLOCK",
          "REPORT",
          "SEARCH",
          "PURGE",
          "LINK",
          "UNLINK");

  /** What stands in a name for every other method. */
  public static final String OTHER_METHOD = "OTHER";

  public HttpOperation {
    requireNonNull(method, "method");
    requireNonNull(pathTemplate, "pathTemplate");
    requireNonNull(protocol, "protocol");
    requireNonNull(call, "call");
  }

  /** Makes one that path and method name. */
  public HttpOperation(String method, String pathTemplate, Protocol protocol) {
    this(method, pathTemplate, protocol, "");
  }

  /** Returns the same path with the name of what is called there. */
  public HttpOperation calling(String call) {
    return new HttpOperation(method, pathTemplate, protocol, call);
  }

  @Override
  public String key() {
    return call.isEmpty() ? method + " " + pathTemplate : method + " " + pathTemplate + " " + call;
  }
}

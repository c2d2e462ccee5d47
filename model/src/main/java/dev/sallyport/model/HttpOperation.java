// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * An HTTP method on a path template.
 *
 * @param method request method in upper case
 * @param pathTemplate path without query, variable segments as <code>{id}</code>
 * @param protocol {@link Protocol#HTTP1}, {@link Protocol#HTTP2} or {@link Protocol#WEBSOCKET}
 */
public record HttpOperation(String method, String pathTemplate, Protocol protocol)
    implements Operation {
  public HttpOperation {
    requireNonNull(method, "method");
    requireNonNull(pathTemplate, "pathTemplate");
    requireNonNull(protocol, "protocol");
  }

  @Override
  public String key() {
    return method + " " + pathTemplate;
  }
}

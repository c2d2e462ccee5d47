// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * A remote procedure call.
 *
 * @param service full service name, for example {@code inventory.v1.Inventory}
 * @param method method name
 * @param protocol protocol that carried it, for example {@link Protocol#GRPC}
 */
public record RpcOperation(String service, String method, Protocol protocol) implements Operation {
  public RpcOperation {
    requireNonNull(service, "service");
    requireNonNull(method, "method");
    requireNonNull(protocol, "protocol");
  }

  @Override
  public String key() {
    return service + "/" + method;
  }
}

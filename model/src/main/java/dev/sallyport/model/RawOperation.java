// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * A connection whose content was not understood, or is not yet, beyond its protocol.
 *
 * @param protocol as recognised; {@link Protocol#TCP} when it was not
 * @param port destination port as the client dialled it, 1 to 65535, or 0 when unknown
 */
public record RawOperation(Protocol protocol, int port) implements Operation {
  public RawOperation {
    requireNonNull(protocol, "protocol");
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
  }

  @Override
  public String key() {
    return protocol.id() + ":" + port;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** The ports that a rule speaks of. */
public sealed interface PortMatch {

  /**
   * Ports by number.
   *
   * @param connections which
   */
  record Numbers(Connections connections) implements PortMatch {
    public Numbers {
      requireNonNull(connections, "connections");
    }
  }

  /**
   * A port by the name that the container of the called pod gives it; no port of an address
   * outside, since nothing there has names.
   *
   * @param name its name
   * @param transport its transport; empty when any
   */
  record Named(String name, Optional<Transport> transport) implements PortMatch {
    public Named {
      requireNonNull(name, "name");
      requireNonNull(transport, "transport");
    }
  }
}

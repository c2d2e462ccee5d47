// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import static java.util.Objects.requireNonNull;

/** An end of an allowed connection. */
public sealed interface NetworkEnd {

  /**
   * The pods of a workload.
   *
   * @param name <code>namespace/name[Kind]</code>
   */
  record Pods(String name) implements NetworkEnd {
    public Pods {
      requireNonNull(name, "name");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * Addresses outside the cluster.
   *
   * @param range which
   */
  record Outside(AddressRange range) implements NetworkEnd {
    public Outside {
      requireNonNull(range, "range");
    }

    @Override
    public String toString() {
      return range.toString();
    }
  }

  /**
   * What brings requests in by an Ingress, a Route or a Gateway.
   *
   * @param name <code>{ingress-controller}</code> or <code>{gateway}</code>
   */
  record Entry(String name) implements NetworkEnd {
    public Entry {
      requireNonNull(name, "name");
    }

    @Override
    public String toString() {
      return name;
    }
  }
}

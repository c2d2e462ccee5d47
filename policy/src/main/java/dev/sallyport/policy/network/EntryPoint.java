// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A Service that an Ingress, a Route or a Gateway's route brings requests to.
 *
 * @param source name of what brings them, as in {@link NetworkEnd.Entry}
 * @param object the object that says so, as <code>Kind namespace/name</code>
 * @param namespace namespace of the Service
 * @param service name of the Service
 * @param port port of the Service as the object writes it: a number, a name; empty when it names
 *     none and all are meant
 * @param byTarget whether {@code port} names the port of the pods rather than that of the Service
 */
public record EntryPoint(
    String source,
    String object,
    String namespace,
    String service,
    Optional<String> port,
    boolean byTarget) {
  public EntryPoint {
    requireNonNull(source, "source");
    requireNonNull(object, "object");
    requireNonNull(namespace, "namespace");
    requireNonNull(service, "service");
    requireNonNull(port, "port");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * What one end may open to another.
 *
 * @param source who opens
 * @param target who is called
 * @param connections over which ports
 */
public record AllowedConnection(NetworkEnd source, NetworkEnd target, Connections connections) {
  /** By source, then target, as text; addresses by number. */
  public static final Comparator<AllowedConnection> ORDER =
      Comparator.comparing(AllowedConnection::source, AllowedConnection::compare)
          .thenComparing(AllowedConnection::target, AllowedConnection::compare);

  public AllowedConnection {
    requireNonNull(source, "source");
    requireNonNull(target, "target");
    requireNonNull(connections, "connections");
  }

  private static int compare(NetworkEnd a, NetworkEnd b) {
    return switch (a) {
      case NetworkEnd.Pods one when b instanceof NetworkEnd.Pods other ->
          one.name().compareTo(other.name());
      case NetworkEnd.Outside one when b instanceof NetworkEnd.Outside other ->
          one.range().compareTo(other.range());
      default -> a.toString().compareTo(b.toString());
    };
  }
}

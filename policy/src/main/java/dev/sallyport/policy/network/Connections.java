// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import static java.util.Objects.requireNonNull;

/**
 * What may be opened from one end to another: ports by transport. An immutable value with the
 * algebra of sets.
 *
 * @param sctp ports over SCTP
 * @param tcp ports over TCP
 * @param udp ports over UDP
 */
public record Connections(PortSet sctp, PortSet tcp, PortSet udp) {
  /** Nothing. */
  public static final Connections NONE = new Connections(PortSet.NONE, PortSet.NONE, PortSet.NONE);

  /** Everything. */
  public static final Connections ALL = new Connections(PortSet.ALL, PortSet.ALL, PortSet.ALL);

  public Connections {
    requireNonNull(sctp, "sctp");
    requireNonNull(tcp, "tcp");
    requireNonNull(udp, "udp");
  }

  /** Returns these ports over one transport. */
  public static Connections of(Transport transport, PortSet ports) {
    return switch (transport) {
      case SCTP -> new Connections(ports, PortSet.NONE, PortSet.NONE);
      case TCP -> new Connections(PortSet.NONE, ports, PortSet.NONE);
      case UDP -> new Connections(PortSet.NONE, PortSet.NONE, ports);
    };
  }

  /** Returns the ports over that transport. */
  public PortSet over(Transport transport) {
    return switch (transport) {
      case SCTP -> sctp;
      case TCP -> tcp;
      case UDP -> udp;
    };
  }

  /** Returns whether nothing may be opened. */
  public boolean isNone() {
    return sctp.isNone() && tcp.isNone() && udp.isNone();
  }

  /** Returns whether everything may be opened. */
  public boolean isAll() {
    return sctp.isAll() && tcp.isAll() && udp.isAll();
  }

  /** Returns whether that port may be opened. */
  public boolean contains(Transport transport, int port) {
    return over(transport).contains(port);
  }

  /** Returns what is in either. */
  public Connections union(Connections other) {
    return new Connections(sctp.union(other.sctp), tcp.union(other.tcp), udp.union(other.udp));
  }

  /** Returns what is in both. */
  public Connections intersect(Connections other) {
    return new Connections(
        sctp.intersect(other.sctp), tcp.intersect(other.tcp), udp.intersect(other.udp));
  }

  /** Returns what is in this one only. */
  public Connections minus(Connections other) {
    return new Connections(sctp.minus(other.sctp), tcp.minus(other.tcp), udp.minus(other.udp));
  }

  /**
   * Returns <code>All Connections</code>, <code>No Connections</code> or <code>TCP 80,443,UDP 53
   * </code>.
   */
  @Override
  public String toString() {
    if (isAll()) {
      return "All Connections";
    }
    StringBuilder text = new StringBuilder();
    for (Transport transport : Transport.values()) {
      PortSet ports = over(transport);
      if (!ports.isNone()) {
        text.append(text.isEmpty() ? "" : ",").append(transport).append(' ').append(ports);
      }
    }
    return text.isEmpty() ? "No Connections" : text.toString();
  }
}

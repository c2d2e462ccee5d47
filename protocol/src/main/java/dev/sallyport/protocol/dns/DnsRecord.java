// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.dns;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;

/** One record of an answer. Names are lower case, without the trailing dot. */
public sealed interface DnsRecord {

  /** Returns the name that the record belongs to. */
  String name();

  /** Returns how long the record may be kept, in seconds, 0 to 2^31 - 1. */
  long ttlSeconds();

  /**
   * An address of a name (A, AAAA).
   *
   * @param name owner
   * @param ttlSeconds life in seconds
   * @param address IPv4 or IPv6
   */
  record Address(String name, long ttlSeconds, InetAddress address) implements DnsRecord {
    public Address {
      requireNonNull(name, "name");
      requireNonNull(address, "address");
    }
  }

  /**
   * Another name for a name (CNAME; also SVCB and HTTPS in alias form).
   *
   * @param name owner
   * @param ttlSeconds life in seconds
   * @param target the other name
   */
  record Alias(String name, long ttlSeconds, String target) implements DnsRecord {
    public Alias {
      requireNonNull(name, "name");
      requireNonNull(target, "target");
    }
  }

  /**
   * Where a service is (SRV; also SVCB and HTTPS in service form, with port 0 when none is given).
   *
   * @param name owner
   * @param ttlSeconds life in seconds
   * @param target host that offers it
   * @param port port, 0 to 65535
   */
  record Location(String name, long ttlSeconds, String target, int port) implements DnsRecord {
    public Location {
      requireNonNull(name, "name");
      requireNonNull(target, "target");
    }
  }

  /**
   * A record of another type; its content is not kept.
   *
   * @param name owner
   * @param ttlSeconds life in seconds
   * @param type record type
   */
  record Other(String name, long ttlSeconds, String type) implements DnsRecord {
    public Other {
      requireNonNull(name, "name");
      requireNonNull(type, "type");
    }
  }
}

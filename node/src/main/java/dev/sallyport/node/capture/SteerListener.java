// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * A listener of tier <em>steer</em>: it stands for a Service, or for a host out of the cluster, and
 * passes on what is dialled to it.
 *
 * @param destination what it stands for
 * @param port port by which clients know the destination, 1 to 65535; it may differ from the one
 *     listened on, and tells which protocol is likely
 * @param listen address and port to listen on
 * @param upstreams where connections are passed on to, in turn; with none they are refused
 */
public record SteerListener(
    Destination destination, int port, InetSocketAddress listen, List<Upstream> upstreams) {

  /** What a listener stands for. */
  public sealed interface Destination {}

  /** A Service of the cluster. */
  public record Service(String namespace, String name) implements Destination {
    public Service {
      requireNonNull(namespace, "namespace");
      requireNonNull(name, "name");
    }

    @Override
    public String toString() {
      return "Service " + namespace + "/" + name;
    }
  }

  /** A host out of the cluster, by its name in lower case. */
  public record Host(String name) implements Destination {
    public Host {
      requireNonNull(name, "name");
    }

    @Override
    public String toString() {
      return "host " + name;
    }
  }

  /**
   * One place that connections are passed on to.
   *
   * @param address address and port
   * @param podUid UID of the pod there; empty when it is no pod, or not known to be one
   */
  public record Upstream(InetSocketAddress address, String podUid) {
    public Upstream {
      requireNonNull(address, "address");
      requireNonNull(podUid, "podUid");
    }
  }

  public SteerListener {
    requireNonNull(destination, "destination");
    requireNonNull(listen, "listen");
    upstreams = List.copyOf(upstreams);
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;

/**
 * A TCP connection that came to a listener of tier <em>steer</em> and is passed on.
 *
 * @param listener the listener, which says what was dialled
 * @param upstream where it is passed on to
 * @param source address and port of the side that opened it
 * @param sourcePodUid UID of the pod whose process holds the socket at {@code source}; empty when
 *     no such process was found
 * @param openedAtNanos monotonic time at which it was accepted
 */
public record SteeredConnection(
    SteerListener listener,
    SteerListener.Upstream upstream,
    InetSocketAddress source,
    String sourcePodUid,
    long openedAtNanos) {
  public SteeredConnection {
    requireNonNull(listener, "listener");
    requireNonNull(upstream, "upstream");
    requireNonNull(source, "source");
    requireNonNull(sourcePodUid, "sourcePodUid");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Vantage;
import java.net.InetSocketAddress;

/**
 * A TCP connection that passes, or that was found passing, through a captured pod.
 *
 * @param pod the captured end
 * @param vantage {@link Vantage#SERVER} when the pod accepted it, {@link Vantage#CLIENT} when the
 *     pod opened it
 * @param source address and port of the side that opened it, as the pod's namespace shows it
 * @param destination address and port as the client dialled it, before any redirect; for a Service
 *     this is the cluster IP
 * @param openedAtNanos monotonic time at which it was accepted, or found
 */
public record CapturedConnection(
    PodSandbox pod,
    Vantage vantage,
    InetSocketAddress source,
    InetSocketAddress destination,
    long openedAtNanos) {
  public CapturedConnection {
    requireNonNull(pod, "pod");
    requireNonNull(vantage, "vantage");
    requireNonNull(source, "source");
    requireNonNull(destination, "destination");
  }
}

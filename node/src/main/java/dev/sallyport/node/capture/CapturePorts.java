// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

/**
 * The ports that capture uses inside each pod's own namespace. They need not be free elsewhere.
 *
 * @param outbound TCP listener for what the pod dials
 * @param inbound TCP listener for what is dialled to the pod
 * @param dns first of three UDP listeners for lookups, one for each resolver of the pod
 * @param canary TCP port that only capture answers
 * @param heartbeat UDP port on which the heartbeat passes the rules
 */
public record CapturePorts(int outbound, int inbound, int dns, int canary, int heartbeat) {

  /** The ports used when nothing else is configured; none that a mesh sidecar is known to use. */
  public static final CapturePorts DEFAULT = new CapturePorts(15801, 15806, 15853, 15808, 15899);

  /** Listeners of every second program, so that it can listen before the one it follows ends. */
  private static final CapturePorts SECOND = new CapturePorts(15811, 15816, 15853, 15808, 15899);

  public CapturePorts {
    for (int port : new int[] {outbound, inbound, dns, canary, heartbeat}) {
      if (port < 1 || port > 65535) {
        throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
      }
    }
  }

  /**
   * Returns ports for a program that takes over from one with these. Its listeners for connections
   * are others, since what waits at a listener is lost with it; lookups share theirs.
   */
  CapturePorts following() {
    return outbound == DEFAULT.outbound() ? SECOND : DEFAULT;
  }
}

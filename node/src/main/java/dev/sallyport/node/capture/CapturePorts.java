// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

/**
 * The ports that capture uses inside each pod's own namespace. They need not be free elsewhere.
 *
 * @param outbound TCP listener for what the pod dials
 * @param inbound TCP listener for what is dialled to the pod
 * @param dns UDP and TCP listener for lookups of the pod
 * @param canary TCP port that only capture answers
 * @param heartbeat UDP port on which the heartbeat passes the rules
 */
public record CapturePorts(int outbound, int inbound, int dns, int canary, int heartbeat) {

  /** The ports used when nothing else is configured. */
  public static final CapturePorts DEFAULT = new CapturePorts(15001, 15006, 15053, 15008, 15099);

  public CapturePorts {
    for (int port : new int[] {outbound, inbound, dns, canary, heartbeat}) {
      if (port < 1 || port > 65535) {
        throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
      }
    }
  }
}

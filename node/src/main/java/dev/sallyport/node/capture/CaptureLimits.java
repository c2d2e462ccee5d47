// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import java.time.Duration;

/**
 * The bounds of capture on one node. Each is counted when reached, see {@link Capture#counters()}.
 *
 * @param pods sandboxes captured at once; prevents exhaustion of descriptors and heartbeat work.
 *     Default 512. Beyond it a pod stays uncaptured and says so
 * @param connections connections relayed at once over all pods; each holds two descriptors. Default
 *     20,000. Beyond it a new connection is reset
 * @param connectionsPerPod the same for one pod, so that one pod cannot starve the others. Default
 *     5,000
 * @param bytesHeldPerDirection bytes read and not yet written, for each direction of a connection,
 *     after which reading pauses until half of it is left. Default 64 KiB. The bytes of one read
 *     may come on top
 * @param readBytes largest single read. Default 64 KiB
 * @param acceptBacklog connections the kernel queues per listener. Default 1,024
 * @param connectTimeout time allowed for the server to answer. Default 30 s: a little longer than a
 *     patient client waits
 * @param socketsPooledPerPod sockets made ahead for what a busy pod dials, and for what is dialled
 *     to it, of each family. Default 64; a pod that is idle for a canary's interval holds none
 * @param lookupsInFlightPerPod DNS questions over UDP awaiting an answer. Default 512. Beyond it
 *     the oldest is given up
 * @param lookupTimeout time after which a DNS question over UDP is reported as unanswered. Default
 *     10 s
 */
public record CaptureLimits(
    int pods,
    int connections,
    int connectionsPerPod,
    int bytesHeldPerDirection,
    int readBytes,
    int acceptBacklog,
    Duration connectTimeout,
    int socketsPooledPerPod,
    int lookupsInFlightPerPod,
    Duration lookupTimeout) {

  /** The limits used when nothing else is configured. */
  public static final CaptureLimits DEFAULT =
      new CaptureLimits(
          512,
          20_000,
          5_000,
          64 << 10,
          64 << 10,
          1024,
          Duration.ofSeconds(30),
          64,
          512,
          Duration.ofSeconds(10));
}

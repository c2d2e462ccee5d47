// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.node.capture.netns.NamespaceThread;
import dev.sallyport.node.capture.nft.Nftables;
import dev.sallyport.node.capture.nft.RuleFeatures;
import dev.sallyport.node.capture.nft.RuleMarks;

/**
 * What all pods of one capture share; all of it is safe for any thread, but for {@code nftables}
 * which the namespace thread alone uses.
 */
record CaptureShared(
    CaptureConfig config,
    ConnectionObserver observer,
    NamespaceThread thread,
    RelayLoops loops,
    Nftables nftables,
    RuleFeatures features,
    RuleMarks marks,
    CanaryKey canaryKey,
    CaptureCounters counters,
    RelayBuffers buffers,
    Heartbeat heartbeat,
    int connectionsMax) {

  CaptureLimits limits() {
    return config.limits();
  }

  RuleText rules() {
    return new RuleText(marks, config.ports(), config.failMode(), features);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.node.capture.netns.NamespaceThread;
import dev.sallyport.node.capture.nft.Nftables;
import dev.sallyport.node.capture.nft.RuleFeatures;
import dev.sallyport.node.capture.nft.RuleMarks;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What all pods of one capture share; all of it is safe for any thread, but for {@code nftables}
 * which the namespace thread alone uses.
 *
 * @param follows whether capture is taken over from a program that still runs
 * @param carriedBefore UIDs of the pods whose open connections that program carries
 * @param sharing whether listeners for lookups may be bound by two programs just now
 * @param taken told of each pod whose connections come here from now on
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
    int connectionsMax,
    boolean follows,
    Set<String> carriedBefore,
    AtomicBoolean sharing,
    Consumer<String> taken) {

  CaptureLimits limits() {
    return config.limits();
  }

  RuleText rules() {
    return new RuleText(marks, config.ports(), config.failMode(), features, follows);
  }
}

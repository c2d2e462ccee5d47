// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static java.util.Objects.requireNonNull;

import dev.sallyport.node.identity.IdentityCounters.Count;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The blocks of private addresses that are known to be out of the cluster. A private address that
 * no inventory holds may belong to a pod that began just now, on a network whose ranges nobody
 * declares; once late news about it did not come, its block is believed to be outside. Safe for use
 * by many threads.
 */
final class OutsideBlocks {
  private static final int PREFIX_V4 = 24;
  private static final int PREFIX_V6 = 64;

  private final Set<AddressRange> blocks = ConcurrentHashMap.newKeySet();
  private final IdentityLimits limits;
  private final IdentityCounters counters;

  OutsideBlocks(IdentityLimits limits, IdentityCounters counters) {
    this.limits = requireNonNull(limits, "limits");
    this.counters = requireNonNull(counters, "counters");
  }

  /** Returns whether the address is certainly not that of a pod. */
  boolean hold(InetAddress address) {
    return !ClusterMap.isPrivate(address) || blocks.contains(block(address));
  }

  /** News that might be late about the address did not come. */
  void add(InetAddress address) {
    if (hold(address)) {
      return;
    }
    if (blocks.size() >= limits.outsideBlocksMax()) {
      counters.add(Count.OUTSIDE_FULL);
      blocks.clear();
    }
    blocks.add(block(address));
  }

  /** The cluster got other ranges: all is to be learnt again. */
  void forget() {
    blocks.clear();
  }

  private static AddressRange block(InetAddress address) {
    return AddressRange.around(address, address.getAddress().length == 4 ? PREFIX_V4 : PREFIX_V6);
  }
}

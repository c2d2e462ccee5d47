// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture.nft;

import org.jspecify.annotations.Nullable;

/**
 * What this kernel's nftables can do, as tried out.
 *
 * @param ipv4 whether IPv4 can be captured
 * @param ipv6 whether IPv6 can be captured
 * @param listenerMatch whether a rule can see that somebody listens on a port; where it can, ports
 *     without a listener answer as if there were no capture
 * @param cgroup path of this program's cgroup below the cgroup2 mount, by which its sockets are
 *     exempted; null where only the mark can be used
 */
public record RuleFeatures(
    boolean ipv4, boolean ipv6, boolean listenerMatch, @Nullable String cgroup) {}

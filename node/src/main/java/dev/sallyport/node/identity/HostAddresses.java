// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.stream.Collectors;

/** The addresses of the machine that this program runs on. */
final class HostAddresses {
  /** Carries the address of every Service where kube-proxy balances by IPVS. */
  private static final String IPVS_INTERFACE = "kube-ipvs0";

  private HostAddresses() {}

  /** Returns all but loopback and link-local addresses; empty when they cannot be read. */
  static Set<InetAddress> read() {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(each -> !each.getName().equals(IPVS_INTERFACE))
          .flatMap(NetworkInterface::inetAddresses)
          .filter(each -> !each.isLoopbackAddress() && !each.isLinkLocalAddress())
          .map(HostAddresses::withoutScope)
          .collect(Collectors.toUnmodifiableSet());
    } catch (SocketException e) {
      // Without them probes stay unnamed until the inventory tells of this node.
      return Set.of();
    }
  }

  private static InetAddress withoutScope(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("length of an address", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.network;

import java.nio.file.Path;

/**
 * A pod's network namespace and addresses.
 *
 * @param netnsName the name under {@code /run/netns}
 * @param number the pod's number on its node
 * @param address4 IPv4 address
 * @param address6 IPv6 address, empty when this machine has no IPv6
 */
public record PodNetwork(String netnsName, int number, String address4, String address6) {

  /** Returns the file that stands for the network namespace. */
  public Path netns() {
    return Fabric.netnsFile(netnsName);
  }
}

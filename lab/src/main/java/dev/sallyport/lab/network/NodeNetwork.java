// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.network;

import java.nio.file.Path;

/**
 * The network of one node, with a range of pod addresses of its own.
 *
 * @param name the node's name, also of its namespace where it has one
 * @param index from 1, part of its addresses
 * @param address4 IPv4 address
 * @param address6 IPv6 address, empty without IPv6
 * @param podNet4 range of its pods, IPv4
 * @param podNet6 range of its pods, IPv6, empty without IPv6
 * @param pods pod numbers in use; lowest free number first
 */
public record NodeNetwork(
    String name,
    int index,
    String address4,
    String address6,
    String podNet4,
    String podNet6,
    NumberPool pods) {

  static NodeNetwork of(String name, int index, boolean ipv6) {
    return new NodeNetwork(
        name,
        index,
        Addresses.node4(index),
        ipv6 ? Addresses.node6(index) : "",
        Addresses.podNet4(index),
        ipv6 ? Addresses.podNet6(index) : "",
        new NumberPool(2, 254));
  }

  /** Returns whether the node has IPv6. */
  public boolean ipv6() {
    return !address6.isEmpty();
  }

  /** Returns the file that stands for the node's network namespace. */
  public Path netns() {
    return Fabric.netnsFile(name);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.network;

import java.nio.file.Path;

/**
 * The network of one node: a namespace on the underlay, with a range of pod addresses of its own.
 *
 * @param name the node's name, also of its namespace
 * @param index from 1, part of its addresses
 * @param ipv6 whether this machine has IPv6
 * @param pods pod numbers in use; lowest free number first
 */
public record NodeNetwork(String name, int index, boolean ipv6, NumberPool pods) {

  static NodeNetwork of(String name, int index, boolean ipv6) {
    return new NodeNetwork(name, index, ipv6, new NumberPool(2, 254));
  }

  /** Returns the node's IPv4 address. */
  public String address4() {
    return Addresses.node4(index);
  }

  /** Returns the node's IPv6 address. */
  public String address6() {
    return Addresses.node6(index);
  }

  /** Returns the range of the node's pods, IPv4. */
  public String podNet4() {
    return Addresses.podNet4(index);
  }

  /** Returns the range of the node's pods, IPv6. */
  public String podNet6() {
    return Addresses.podNet6(index);
  }

  /** Returns the file that stands for the node's network namespace. */
  public Path netns() {
    return Fabric.netnsFile(name);
  }
}

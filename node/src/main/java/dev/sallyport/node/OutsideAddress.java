// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import java.net.InetAddress;

/**
 * Turns the address of an outside client into a number for distinct counting: equal on every node,
 * and not to be turned back where the address is IPv6 (it is a hash, not a secret).
 */
final class OutsideAddress {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private OutsideAddress() {}

  /** Returns FNV-1a of the bytes of the address, 64 bit, finished with the mixer of splitmix64. */
  static long hash(InetAddress address) {
    long hash = FNV_OFFSET;
    for (byte each : address.getAddress()) {
      hash = (hash ^ (each & 0xff)) * FNV_PRIME;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }
}

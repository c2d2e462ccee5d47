// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Arithmetic on address ranges in CIDR form. */
final class AddressRanges {
  /**
   * Width of the block assumed around a pod address that no Node declares: what plug-ins hand out.
   */
  private static final int POD_BLOCK_V4 = 24;

  private static final int POD_BLOCK_V6 = 64;

  private AddressRanges() {}

  /** Returns the address that a literal writes, or empty when it is not one; never asks DNS. */
  static Optional<InetAddress> address(String literal) {
    try {
      return Optional.of(InetAddress.ofLiteral(literal));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Returns whether the range in CIDR form holds the address; false when it is malformed. */
  static boolean contains(String range, InetAddress address) {
    int slash = range.indexOf('/');
    if (slash < 0) {
      return false;
    }
    Optional<InetAddress> base = address(range.substring(0, slash));
    int length = Integer.parseInt(range, slash + 1, range.length(), 10);
    return base.isPresent()
        && base.get().getAddress().length == address.getAddress().length
        && commonBits(base.get().getAddress(), address.getAddress()) >= length;
  }

  /**
   * Returns the declared ranges and, for addresses in none of them, the block that a network
   * plug-in would have cut it from, since some plug-ins do not write their ranges to the Nodes.
   */
  static List<String> podRanges(Collection<String> declared, Collection<InetAddress> pods) {
    Set<String> ranges = new TreeSet<>(declared);
    for (InetAddress each : pods) {
      if (ranges.stream().noneMatch(range -> contains(range, each))) {
        ranges.add(block(each, each.getAddress().length == 4 ? POD_BLOCK_V4 : POD_BLOCK_V6));
      }
    }
    return List.copyOf(ranges);
  }

  /**
   * Returns per family the shortest range that holds all addresses, but none smaller than /20 or
   * /112: cluster addresses come from one range per family, which older clusters do not publish.
   */
  static List<String> covering(Collection<InetAddress> addresses) {
    List<String> ranges = new ArrayList<>();
    for (int bytes : new int[] {4, 16}) {
      List<byte[]> family =
          addresses.stream()
              .map(InetAddress::getAddress)
              .filter(each -> each.length == bytes)
              .toList();
      if (!family.isEmpty()) {
        int length = bytes == 4 ? 20 : 112;
        for (byte[] each : family) {
          length = Math.min(length, commonBits(family.getFirst(), each));
        }
        ranges.add(block(family.getFirst(), length));
      }
    }
    return ranges;
  }

  private static String block(InetAddress address, int length) {
    return block(address.getAddress(), length);
  }

  private static String block(byte[] address, int length) {
    byte[] base = Arrays.copyOf(address, address.length);
    for (int bit = length; bit < base.length * 8; bit++) {
      base[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
    }
    try {
      return InetAddress.getByAddress(base).getHostAddress() + "/" + length;
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has 4 or 16 bytes", e);
    }
  }

  private static int commonBits(byte[] a, byte[] b) {
    for (int i = 0; i < a.length; i++) {
      int difference = (a[i] ^ b[i]) & 0xff;
      if (difference != 0) {
        return i * 8 + Integer.numberOfLeadingZeros(difference) - 24;
      }
    }
    return a.length * 8;
  }
}

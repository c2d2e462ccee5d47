// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;

/**
 * A range of addresses of one family.
 *
 * @param base any address of the range
 * @param prefix number of leading bits that are the same in the whole range
 */
public record AddressRange(InetAddress base, int prefix) {
  public AddressRange {
    requireNonNull(base, "base");
    int bits = base.getAddress().length * 8;
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException("prefix: " + prefix + " (expected: 0 to " + bits + ")");
    }
  }

  /**
   * Reads a range such as {@code 10.0.0.0/8} or {@code fd00::/64}.
   *
   * @throws IllegalArgumentException when the text is no range
   */
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("range: " + text + " (expected: address/prefix)");
    }
    return new AddressRange(
        InetAddress.ofLiteral(text.substring(0, slash)),
        Integer.parseInt(text, slash + 1, text.length(), 10));
  }

  /** Returns the range of whole bytes around an address. */
  static AddressRange around(InetAddress address, int prefix) {
    byte[] bytes = address.getAddress();
    java.util.Arrays.fill(bytes, prefix / 8, bytes.length, (byte) 0);
    try {
      return new AddressRange(InetAddress.getByAddress(bytes), prefix);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("length of an address", e);
    }
  }

  /** Returns whether the address lies in the range; never true for the other family. */
  public boolean contains(InetAddress address) {
    byte[] mine = base.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    int whole = prefix / 8;
    for (int i = 0; i < whole; i++) {
      if (mine[i] != other[i]) {
        return false;
      }
    }
    int rest = prefix % 8;
    return rest == 0 || (mine[whole] ^ other[whole]) >> (8 - rest) == 0;
  }
}

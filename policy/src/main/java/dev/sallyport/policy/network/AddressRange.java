// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

/**
 * IPv4 addresses outside the cluster, both ends included.
 *
 * @param first lowest address as an unsigned number
 * @param last highest address as an unsigned number
 */
public record AddressRange(long first, long last) implements Comparable<AddressRange> {
  private static final long HIGHEST = 0xFFFF_FFFFL;

  /** Every IPv4 address. */
  public static final AddressRange ALL = new AddressRange(0, HIGHEST);

  public AddressRange {
    if (first < 0 || last > HIGHEST || first > last) {
      throw new IllegalArgumentException("not a range of IPv4 addresses: " + first + "-" + last);
    }
  }

  boolean contains(long address) {
    return first <= address && address <= last;
  }

  @Override
  public int compareTo(AddressRange other) {
    int byFirst = Long.compare(first, other.first);
    return byFirst != 0 ? byFirst : Long.compare(last, other.last);
  }

  /** Returns <code>a.b.c.d-e.f.g.h[External]</code>. */
  @Override
  public String toString() {
    return text(first) + "-" + text(last) + "[External]";
  }

  static String text(long address) {
    return (address >> 24)
        + "."
        + (address >> 16 & 255)
        + "."
        + (address >> 8 & 255)
        + "."
        + (address & 255);
  }
}

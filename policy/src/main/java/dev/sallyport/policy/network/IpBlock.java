// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Addresses in CIDR notation without some inside it, as <code>ipBlock</code> of a NetworkPolicy.
 *
 * @param block the addresses
 * @param except blocks that are not meant
 */
public record IpBlock(Cidr block, List<Cidr> except) {

  /**
   * A block of addresses.
   *
   * @param bits 32 for IPv4, 128 for IPv6
   * @param first lowest address
   * @param last highest address
   */
  public record Cidr(int bits, BigInteger first, BigInteger last) {

    /** Returns the block of that text; empty when it is none. */
    public static Optional<Cidr> of(String text) {
      int slash = text.indexOf('/');
      String address = slash < 0 ? text : text.substring(0, slash);
      Optional<byte[]> octets = Addresses.parse(address);
      if (octets.isEmpty()) {
        return Optional.empty();
      }
      int bits = octets.get().length * 8;
      int prefix = slash < 0 ? bits : number(text.substring(slash + 1));
      if (prefix < 0 || prefix > bits) {
        return Optional.empty();
      }
      BigInteger size = BigInteger.ONE.shiftLeft(bits - prefix);
      BigInteger value = new BigInteger(1, octets.get());
      BigInteger first = value.subtract(value.mod(size));
      return Optional.of(new Cidr(bits, first, first.add(size).subtract(BigInteger.ONE)));
    }

    boolean contains(int addressBits, BigInteger address) {
      return bits == addressBits && first.compareTo(address) <= 0 && last.compareTo(address) >= 0;
    }

    private static int number(String digits) {
      return digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : -1;
    }
  }

  public IpBlock {
    requireNonNull(block, "block");
    except = List.copyOf(except);
  }

  /** Returns whether that address is meant. */
  boolean contains(byte[] octets) {
    BigInteger address = new BigInteger(1, octets);
    int bits = octets.length * 8;
    return block.contains(bits, address)
        && except.stream().noneMatch(each -> each.contains(bits, address));
  }

  /** Returns the IPv4 addresses at which membership may change; none for an IPv6 block. */
  List<Long> edges() {
    List<Long> edges = new ArrayList<>();
    if (block.bits() == 32) {
      add(edges, block);
      except.forEach(each -> add(edges, each));
    }
    return edges;
  }

  private static void add(List<Long> edges, Cidr cidr) {
    if (cidr.bits() == 32) {
      edges.add(cidr.first().longValueExact());
      edges.add(cidr.last().longValueExact() + 1);
    }
  }
}

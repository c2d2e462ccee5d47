// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import java.net.InetAddress;
import java.util.Optional;

/** Addresses from their text, without ever asking a resolver. */
final class Addresses {
  private Addresses() {}

  /** Returns the 4 or 16 octets of an address; empty when the text is no literal address. */
  static Optional<byte[]> parse(String text) {
    boolean four = text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    boolean six = text.length() <= 45 && text.indexOf(':') >= 0 && text.matches("[0-9a-fA-F:.]+");
    if (!four && !six) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text).getAddress());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static byte[] octets(long address) {
    return new byte[] {
      (byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address
    };
  }
}

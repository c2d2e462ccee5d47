// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;

/**
 * What a program is told from outside, as environment variables.
 *
 * @param values values by variable name
 */
public record Settings(Map<String, String> values) {
  public Settings {
    values = Map.copyOf(values);
  }

  /** Returns the settings of this process. */
  public static Settings ofProcess() {
    return new Settings(System.getenv());
  }

  /** Returns the value of {@code key}, or {@code otherwise} when it is absent or empty. */
  public String text(String key, String otherwise) {
    String value = values.getOrDefault(key, "");
    return value.isBlank() ? otherwise : value;
  }

  /**
   * Returns the whole number under {@code key}.
   *
   * @throws IllegalArgumentException when the value is not a whole number
   */
  public int number(String key, int otherwise) {
    String value = text(key, Integer.toString(otherwise));
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          key + " must be a whole number, but is '" + value + "'", e);
    }
  }

  /** Returns the address under {@code key}. */
  public URI uri(String key, String otherwise) {
    return URI.create(text(key, otherwise));
  }

  /**
   * Returns where to listen: {@code LISTEN_ADDRESS}, every address when absent, and {@code PORT}, 0
   * for any free one.
   */
  public InetSocketAddress listen(int otherwise) {
    return address(number("PORT", otherwise));
  }

  /** Returns the port on {@code LISTEN_ADDRESS}, or on every address. */
  public InetSocketAddress address(int port) {
    String address = text("LISTEN_ADDRESS", "");
    return address.isEmpty()
        ? new InetSocketAddress(port)
        : new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }
}

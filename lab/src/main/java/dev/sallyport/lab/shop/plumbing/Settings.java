// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

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

  /** Returns the port to listen on: variable {@code PORT}, 0 for any free one. */
  public int port(int otherwise) {
    return number("PORT", otherwise);
  }
}

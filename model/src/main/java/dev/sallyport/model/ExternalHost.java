// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * A destination out of the cluster, by name where any evidence gives one, else by address.
 *
 * @param name DNS name in lower case without the trailing dot, or the literal address when {@code
 *     named} is false
 * @param named whether a name was seen (SNI, HTTP authority, or a DNS answer given to this client)
 */
public record ExternalHost(String name, boolean named) implements Party {
  public ExternalHost {
    requireNonNull(name, "name");
    name = name.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
  }

  @Override
  public String key() {
    return "external/" + name;
  }

  @Override
  public String displayName() {
    return name;
  }
}

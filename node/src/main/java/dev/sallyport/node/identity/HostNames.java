// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import java.util.Locale;
import java.util.Optional;

/** The form in which host names are compared. Names come from the wire and may be anything. */
final class HostNames {
  private static final int LENGTH_MAX = 253;

  private HostNames() {}

  /**
   * Returns the name in lower case without port and trailing dot; empty when it is an address
   * literal or no host name at all.
   */
  static Optional<String> normal(String text) {
    String name = withoutPort(text);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    if (name.isEmpty() || name.length() > LENGTH_MAX || !name.chars().allMatch(HostNames::fits)) {
      return Optional.empty();
    }
    // The last label of a name is never a number; that of every written IPv4 address is.
    char last =
        name.charAt(name.lastIndexOf('.') + 1 == name.length() ? 0 : name.lastIndexOf('.') + 1);
    return Character.isDigit(last) ? Optional.empty() : Optional.of(name.toLowerCase(Locale.ROOT));
  }

  private static String withoutPort(String text) {
    int colon = text.indexOf(':');
    return colon >= 0 && text.indexOf(':', colon + 1) < 0 ? text.substring(0, colon) : text;
  }

  private static boolean fits(int c) {
    return c == '-' || c == '_' || c == '.' || (c < 128 && Character.isLetterOrDigit(c));
  }
}

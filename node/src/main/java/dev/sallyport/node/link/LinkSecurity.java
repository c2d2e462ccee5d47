// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import java.util.Locale;
import java.util.Map;

/**
 * How the link is secured: {@code SALLYPORT_LINK_SECURITY}. Mutual TLS with workload certificates
 * becomes a second value, and then the default.
 */
public enum LinkSecurity {
  /**
   * HTTP/2 without TLS: whoever reaches the port can read summaries and send rules. Only for
   * clusters whose network is trusted, or where a NetworkPolicy lets nobody else reach control.
   */
  PLAINTEXT;

  /**
   * Returns what the environment asks for; plaintext when it asks for nothing.
   *
   * @throws IllegalArgumentException naming the key, the value and what was expected
   */
  public static LinkSecurity from(Map<String, String> environment) {
    String value = environment.getOrDefault("SALLYPORT_LINK_SECURITY", "plaintext").strip();
    if (value.toLowerCase(Locale.ROOT).equals("plaintext")) {
      return PLAINTEXT;
    }
    throw new IllegalArgumentException(
        "SALLYPORT_LINK_SECURITY: "
            + value
            + " (expected: plaintext; mutual TLS is not built yet)");
  }
}

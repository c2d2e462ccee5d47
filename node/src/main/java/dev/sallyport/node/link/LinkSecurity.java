// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** How the link is secured: {@code SALLYPORT_LINK_TLS}. */
public sealed interface LinkSecurity {

  /**
   * HTTP/2 without TLS, for debugging: whoever reaches the port can read summaries and send rules.
   */
  record Plaintext() implements LinkSecurity {}

  /**
   * Both ends prove themselves by certificates of Sallyport's own authority.
   *
   * @param trust {@code SALLYPORT_LINK_TRUST}: file with the certificates to believe, in PEM, as
   *     control publishes it; read again at each connection, waited for while it is not there
   * @param published the same as the API has it, blank while it is not known; asked when the file
   *     is not there or blank, which a kubelet may take two minutes to change. Must not wait
   * @param token {@code SALLYPORT_LINK_TOKEN}: file with the token of the pod's service account for
   *     the audience of control; shown for each certificate
   */
  record MutualTls(Path trust, Supplier<String> published, Path token) implements LinkSecurity {
    public MutualTls {
      requireNonNull(trust, "trust");
      requireNonNull(published, "published");
      requireNonNull(token, "token");
    }
  }

  /**
   * Returns what the environment asks for; mutual TLS when it asks for nothing.
   *
   * @param published the certificates of control by another way than the file; blank where there is
   *     none
   * @throws IllegalArgumentException naming the key, the value and what was expected
   */
  static LinkSecurity from(Map<String, String> environment, Supplier<String> published) {
    String value = value(environment, "SALLYPORT_LINK_TLS", "on").toLowerCase(Locale.ROOT);
    return switch (value) {
      case "on" ->
          new MutualTls(
              Path.of(value(environment, "SALLYPORT_LINK_TRUST", "/run/sallyport/link/ca.crt")),
              published,
              Path.of(value(environment, "SALLYPORT_LINK_TOKEN", "/run/sallyport/link/token")));
      case "off" -> new Plaintext();
      default ->
          throw new IllegalArgumentException(
              "SALLYPORT_LINK_TLS: " + value + " (expected: on or off)");
    };
  }

  private static String value(Map<String, String> environment, String key, String otherwise) {
    String value = environment.getOrDefault(key, "").strip();
    return value.isEmpty() ? otherwise : value;
  }
}

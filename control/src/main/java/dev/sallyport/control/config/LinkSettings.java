// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.config;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.config.ControlConfig.Key;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the link of nodes is secured.
 *
 * @param tls whether nodes need certificates; without, anybody who reaches the port can speak as
 *     any node
 * @param namespace namespace of this program
 * @param authorityName name of the Secret with the authority and of the ConfigMap with the
 *     certificates to believe; null to keep the authority in the state directory
 * @param givenName name of the Secret whose authority is used; null for one of its own
 * @param trustFile file that the certificates to believe are also written to; null for none
 * @param accounts service accounts whose pods may enrol, as {@code namespace/name}; those that end
 *     in {@code =gateway} are gateways of tier steer
 */
public record LinkSettings(
    boolean tls,
    String namespace,
    @Nullable String authorityName,
    @Nullable String givenName,
    @Nullable Path trustFile,
    List<String> accounts) {
  private static final Key TLS =
      new Key(
          "SALLYPORT_LINK_TLS",
          "on",
          "on or off: whether nodes prove by certificates who they are; off is for debugging");
  private static final Key AUTHORITY =
      new Key(
          "SALLYPORT_AUTHORITY",
          "sallyport-ca",
          "name of the Secret that keeps the certificate authority, and of the ConfigMap that says"
              + " whom to believe; 'file' to keep it in the state directory");
  private static final Key TRUST_FILE =
      new Key(
          "SALLYPORT_TRUST_FILE", "", "file that the certificates to believe are also written to");
  private static final Key ACCOUNTS =
      new Key(
          "SALLYPORT_NODE_ACCOUNTS",
          "",
          "service accounts of node programs, namespace/name, by comma; '=gateway' behind those of"
              + " tier steer; default sallyport-node in this program's namespace");

  private static final Key GIVEN =
      new Key(
          "SALLYPORT_AUTHORITY_FROM",
          "",
          "name of a Secret with tls.crt and tls.key of an authority that somebody else keeps, such"
              + " as cert-manager; absent: control makes its own");

  static final List<Key> KEYS = List.of(TLS, AUTHORITY, GIVEN, TRUST_FILE, ACCOUNTS);

  public LinkSettings {
    requireNonNull(namespace, "namespace");
    accounts = List.copyOf(accounts);
  }

  /** Returns where the certificates to believe are also written to. */
  public Optional<Path> trust() {
    return Optional.ofNullable(trustFile);
  }

  /** Returns the name of Secret and ConfigMap; empty when the state directory keeps it. */
  public Optional<String> authority() {
    return Optional.ofNullable(authorityName);
  }

  /** Returns the name of the Secret whose authority is used; empty for one of its own. */
  public Optional<String> given() {
    return Optional.ofNullable(givenName);
  }

  static LinkSettings from(Map<String, String> set) {
    String namespace = LeaderSettings.from(set).namespace();
    String authority = value(AUTHORITY, set);
    String given = value(GIVEN, set);
    if (!given.isEmpty() && (authority.equals("file") || authority.equals(given))) {
      throw wrong(
          GIVEN, given, "a Secret beside the one of " + AUTHORITY.name() + ", which is needed too");
    }
    String trust = value(TRUST_FILE, set);
    return new LinkSettings(
        tls(set),
        namespace,
        authority.equals("file") ? null : authority,
        given.isEmpty() ? null : given,
        trust.isEmpty() ? null : Path.of(trust),
        accounts(value(ACCOUNTS, set), namespace));
  }

  private static boolean tls(Map<String, String> set) {
    String text = value(TLS, set).toLowerCase(Locale.ROOT);
    if (!List.of("on", "off").contains(text)) {
      throw wrong(TLS, text, "on or off");
    }
    return text.equals("on");
  }

  private static List<String> accounts(String text, String namespace) {
    if (text.isEmpty()) {
      return List.of(namespace + "/sallyport-node");
    }
    List<String> accounts =
        Arrays.stream(text.split(",")).map(String::strip).filter(each -> !each.isEmpty()).toList();
    for (String each : accounts) {
      if (!each.matches("[a-z0-9.-]+/[a-z0-9.-]+(=gateway)?")) {
        throw wrong(ACCOUNTS, text, "namespace/name, or namespace/name=gateway");
      }
    }
    return accounts;
  }

  private static String value(Key key, Map<String, String> set) {
    return set.getOrDefault(key.name(), "");
  }

  private static IllegalArgumentException wrong(Key key, String value, String expected) {
    return new IllegalArgumentException(
        key.name() + ": '" + value + "' (expected: " + expected + ")");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.config;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.config.ControlConfig.Key;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may call the API.
 *
 * @param mode how callers show who they are
 * @param roles what the names of the chart's two ClusterRoles begin with; told to those who lack a
 *     right
 * @param metricsLogin whether {@code /metrics} asks for a login too
 * @param oidc the provider; null unless {@code mode} is {@link AccessMode#OIDC}
 */
public record AccessConfig(
    AccessMode mode, String roles, boolean metricsLogin, @Nullable Oidc oidc) {

  /**
   * A provider of OpenID Connect.
   *
   * @param issuer its address, as tokens name it; HTTPS, or HTTP on this machine
   * @param clientId what tokens must be made for
   * @param userClaim the claim that names the user
   * @param groupsClaim the claim that lists groups
   * @param prefix put before names and groups, so that none of the provider's is taken for one of
   *     Kubernetes; may be empty
   * @param login how browsers log in there
   */
  public record Oidc(
      URI issuer,
      String clientId,
      String userClaim,
      String groupsClaim,
      String prefix,
      ProviderLogin login) {
    public Oidc {
      requireNonNull(issuer, "issuer");
      requireNonNull(clientId, "clientId");
      requireNonNull(userClaim, "userClaim");
      requireNonNull(groupsClaim, "groupsClaim");
      requireNonNull(prefix, "prefix");
      requireNonNull(login, "login");
    }
  }

  /**
   * How browsers log in at the provider.
   *
   * @param clientSecret what proves this program to the provider; empty for a public client
   * @param scopes what is asked for, with spaces between; {@code openid} is in it
   * @param redirect where the provider sends browsers back to, ending in {@code /login/callback};
   *     null for the address by which the browser reached this program
   */
  public record ProviderLogin(String clientSecret, String scopes, @Nullable URI redirect) {
    public ProviderLogin {
      requireNonNull(clientSecret, "clientSecret");
      requireNonNull(scopes, "scopes");
    }

    /** Never says the secret. */
    @Override
    public String toString() {
      return "scopes " + scopes + ", redirect " + redirect;
    }
  }

  /** Nobody is asked who they are. */
  public static final AccessConfig OPEN =
      new AccessConfig(AccessMode.NONE, "sallyport", false, null);

  private static final Key MODE =
      new Key(
          "SALLYPORT_API_AUTH",
          "none",
          "kubernetes, oidc or none: how callers of the API show who they are; with none"
              + " whoever reaches the port reads everything");
  private static final Key METRICS =
      new Key("SALLYPORT_METRICS_LOGIN", "off", "on or off: whether /metrics asks for a login too");
  private static final Key ROLES =
      new Key(
          "SALLYPORT_ROLES",
          "sallyport",
          "beginning of the names of the ClusterRoles …-viewer and …-editor");
  private static final Key ISSUER =
      new Key("SALLYPORT_OIDC_ISSUER", "", "address of the OpenID Connect provider");
  private static final Key CLIENT =
      new Key("SALLYPORT_OIDC_CLIENT_ID", "", "client that tokens must be made for");
  private static final Key USER_CLAIM =
      new Key("SALLYPORT_OIDC_USER_CLAIM", "sub", "claim of a token that names the user");
  private static final Key GROUPS_CLAIM =
      new Key("SALLYPORT_OIDC_GROUPS_CLAIM", "groups", "claim of a token that lists groups");
  private static final Key PREFIX =
      new Key(
          "SALLYPORT_OIDC_PREFIX", "oidc:", "put before names and groups; - for nothing at all");

  private static final Key SECRET =
      new Key(
          "SALLYPORT_OIDC_CLIENT_SECRET",
          "",
          "what proves this program to the provider; absent for a public client");
  private static final Key SCOPES =
      new Key(
          "SALLYPORT_OIDC_SCOPES",
          "openid",
          "what is asked of the provider when a browser logs in, with spaces between");
  private static final Key REDIRECT =
      new Key(
          "SALLYPORT_OIDC_REDIRECT_URL",
          "",
          "where the provider sends browsers back to, such as"
              + " https://sallyport.example.com/login/callback; when absent the address by which"
              + " each came");

  static final List<Key> KEYS =
      List.of(
          MODE,
          METRICS,
          ROLES,
          ISSUER,
          CLIENT,
          USER_CLAIM,
          GROUPS_CLAIM,
          PREFIX,
          SECRET,
          SCOPES,
          REDIRECT);

  public AccessConfig {
    requireNonNull(mode, "mode");
    requireNonNull(roles, "roles");
    if ((mode == AccessMode.OIDC) == (oidc == null)) {
      throw new IllegalArgumentException("oidc: belongs to mode OIDC alone");
    }
  }

  static AccessConfig from(Map<String, String> set) {
    AccessMode mode =
        switch (value(MODE, set).toLowerCase(Locale.ROOT)) {
          case "none" -> AccessMode.NONE;
          case "kubernetes" -> AccessMode.KUBERNETES;
          case "oidc" -> AccessMode.OIDC;
          default -> throw ControlConfig.wrong(MODE, value(MODE, set), "kubernetes, oidc or none");
        };
    return new AccessConfig(
        mode,
        value(ROLES, set),
        ControlConfig.flag(METRICS, set),
        mode == AccessMode.OIDC ? oidc(set) : null);
  }

  private static Oidc oidc(Map<String, String> set) {
    String prefix = value(PREFIX, set);
    return new Oidc(
        issuer(set),
        needed(CLIENT, set),
        value(USER_CLAIM, set),
        value(GROUPS_CLAIM, set),
        prefix.equals("-") ? "" : prefix,
        new ProviderLogin(value(SECRET, set), scopes(set), redirect(set)));
  }

  private static String scopes(Map<String, String> set) {
    String text = value(SCOPES, set);
    if (!List.of(text.split(" ")).contains("openid") || !text.matches("[!#-\\[\\]-~ ]+")) {
      throw ControlConfig.wrong(SCOPES, text, "words with spaces between, openid among them");
    }
    return text;
  }

  private static @Nullable URI redirect(Map<String, String> set) {
    String text = value(REDIRECT, set);
    if (text.isEmpty()) {
      return null;
    }
    URI url = address(text);
    if (url == null || !url.getPath().endsWith("/login/callback")) {
      throw ControlConfig.wrong(
          REDIRECT, text, "a URL such as https://sallyport.example.com/login/callback");
    }
    return url;
  }

  private static URI issuer(Map<String, String> set) {
    String text = needed(ISSUER, set);
    URI url = address(text);
    if (url == null) {
      throw ControlConfig.wrong(ISSUER, text, "a URL such as https://login.example.com/realm");
    }
    return url;
  }

  /** Returns an address of HTTPS, or of this machine; null when it is neither. */
  private static @Nullable URI address(String text) {
    try {
      URI url = URI.create(text);
      String host = url.getHost();
      boolean here = host != null && (host.equals("localhost") || host.equals("127.0.0.1"));
      if (host != null && ("https".equals(url.getScheme()) || here)) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    return null;
  }

  private static String needed(Key key, Map<String, String> set) {
    if (value(key, set).isEmpty()) {
      throw new IllegalArgumentException(
          key.name() + ": absent (expected with " + MODE.name() + "=oidc: " + key.meaning() + ")");
    }
    return value(key, set);
  }

  private static String value(Key key, Map<String, String> set) {
    return set.getOrDefault(key.name(), "");
  }
}

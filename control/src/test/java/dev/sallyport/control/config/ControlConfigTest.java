// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.control.config.AdmissionSettings.Guard;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ControlConfigTest {
  @Test
  void defaultsAreUsedForAllThatIsAbsent() {
    assertThat(ControlConfig.from(Map.of()))
        .isEqualTo(
            new ControlConfig(
                7080,
                7443,
                null,
                null,
                Path.of("/var/lib/sallyport"),
                null,
                null,
                "cluster.local",
                null,
                false,
                "",
                "info",
                new LeaderSettings(
                    false, "sallyport", "sallyport-control", "control", "", Duration.ofSeconds(8)),
                new AdmissionSettings(
                    -1, "sallyport-control", "sallyport", Guard.OFF, InjectionSettings.NONE),
                AccessConfig.OPEN,
                new LinkSettings(
                    true,
                    "sallyport",
                    "sallyport-ca",
                    null,
                    null,
                    List.of("sallyport/sallyport-node"))));
  }

  @Test
  void everyKeyIsRead() {
    assertThat(
            ControlConfig.from(
                Map.ofEntries(
                    Map.entry("SALLYPORT_POSTGRES_HOME", "/postgres"),
                    Map.entry("SALLYPORT_API_PORT", "1"),
                    Map.entry("SALLYPORT_LINK_PORT", "2"),
                    Map.entry("SALLYPORT_DATABASE_URL", "postgresql://u:p@db/sallyport"),
                    Map.entry("SALLYPORT_STATE_DIR", "/state"),
                    Map.entry("SALLYPORT_UI_DIR", "/ui"),
                    Map.entry("SALLYPORT_KUBE_API", "http://10.0.0.1:8001"),
                    Map.entry("SALLYPORT_DNS_DOMAIN", "k8s.example"),
                    Map.entry("SALLYPORT_LISTEN_ADDRESS", "127.0.0.9"),
                    Map.entry("SALLYPORT_LOG_LEVEL", "DEBUG"),
                    Map.entry("SALLYPORT_POLICY_WRITES", "on"),
                    Map.entry("SALLYPORT_STARTUP_TAINT", "example.com/wait"),
                    Map.entry("SALLYPORT_LEADER_ELECTION", "on"),
                    Map.entry("SALLYPORT_NAMESPACE", "guard"),
                    Map.entry("SALLYPORT_LEASE_NAME", "one"),
                    Map.entry("SALLYPORT_POD_NAME", "control-0"),
                    Map.entry("SALLYPORT_POD_ADDRESS", "10.1.0.7"),
                    Map.entry("SALLYPORT_LEASE_SECONDS", "15"),
                    Map.entry("SALLYPORT_ADMISSION_PORT", "9443"),
                    Map.entry("SALLYPORT_SERVICE_NAME", "guard"),
                    Map.entry("SALLYPORT_WEBHOOKS_NAME", "guards"),
                    Map.entry("SALLYPORT_WORKLOAD_GUARD", "Enforce"),
                    Map.entry("SALLYPORT_INJECT_PROXY", "http://proxy:3128"),
                    Map.entry("SALLYPORT_INJECT_NO_PROXY", "10.0.0.0/8, .example.com"),
                    Map.entry("SALLYPORT_INJECT_CA_CONFIGMAP", "roots"),
                    Map.entry("SALLYPORT_INJECT_CA_KEY", "all.pem"),
                    Map.entry("SALLYPORT_INJECT_CA_VARIABLES", "SSL_CERT_FILE"),
                    Map.entry("SALLYPORT_API_AUTH", "oidc"),
                    Map.entry("SALLYPORT_METRICS_LOGIN", "on"),
                    Map.entry("SALLYPORT_ROLES", "other"),
                    Map.entry("SALLYPORT_OIDC_ISSUER", "https://login.example.com/realm"),
                    Map.entry("SALLYPORT_OIDC_CLIENT_ID", "sallyport"),
                    Map.entry("SALLYPORT_OIDC_USER_CLAIM", "email"),
                    Map.entry("SALLYPORT_OIDC_GROUPS_CLAIM", "roles"),
                    Map.entry("SALLYPORT_OIDC_PREFIX", "-"),
                    Map.entry("SALLYPORT_OIDC_CLIENT_SECRET", "hush"),
                    Map.entry("SALLYPORT_OIDC_SCOPES", "openid groups"),
                    Map.entry("SALLYPORT_OIDC_REDIRECT_URL", "https://us/login/callback"),
                    Map.entry("SALLYPORT_LINK_TLS", "off"),
                    Map.entry("SALLYPORT_AUTHORITY", "file"),
                    Map.entry("SALLYPORT_TRUST_FILE", "/trust.crt"),
                    Map.entry("SALLYPORT_NODE_ACCOUNTS", "guard/node, guard/steer=gateway"))))
        .isEqualTo(
            new ControlConfig(
                1,
                2,
                "postgresql://u:p@db/sallyport",
                Path.of("/postgres"),
                Path.of("/state"),
                Path.of("/ui"),
                URI.create("http://10.0.0.1:8001"),
                "k8s.example",
                InetAddress.ofLiteral("127.0.0.9"),
                true,
                "example.com/wait",
                "debug",
                new LeaderSettings(
                    true, "guard", "one", "control-0", "10.1.0.7", Duration.ofSeconds(15)),
                new AdmissionSettings(
                    9443,
                    "guard",
                    "guards",
                    Guard.ENFORCE,
                    new InjectionSettings(
                        "http://proxy:3128",
                        List.of("10.0.0.0/8", ".example.com"),
                        "roots",
                        "all.pem",
                        List.of("SSL_CERT_FILE"))),
                new AccessConfig(
                    AccessMode.OIDC,
                    "other",
                    true,
                    new AccessConfig.Oidc(
                        URI.create("https://login.example.com/realm"),
                        "sallyport",
                        "email",
                        "roles",
                        "",
                        new AccessConfig.ProviderLogin(
                            "hush", "openid groups", URI.create("https://us/login/callback")))),
                new LinkSettings(
                    false,
                    "guard",
                    null,
                    null,
                    Path.of("/trust.crt"),
                    List.of("guard/node", "guard/steer=gateway"))));
  }

  @Test
  void everyKeyIsListedForHelp() {
    assertThat(ControlConfig.keys())
        .hasSize(43)
        .allSatisfy(it -> assertThat(it.meaning()).isNotEmpty());
  }

  @Test
  void aWrongValueIsRefusedNamingTheKey() {
    refused("SALLYPORT_API_PORT", "http", "SALLYPORT_API_PORT: 'http' (expected: a port");
    refused("SALLYPORT_LINK_PORT", "70000", "SALLYPORT_LINK_PORT: '70000'");
    refused("SALLYPORT_KUBE_API", "10.0.0.1", "SALLYPORT_KUBE_API");
    refused("SALLYPORT_LISTEN_ADDRESS", "here", "SALLYPORT_LISTEN_ADDRESS: 'here'");
    refused(
        "SALLYPORT_POLICY_WRITES", "yes", "SALLYPORT_POLICY_WRITES: 'yes' (expected: on or off");
    refused("SALLYPORT_LEASE_SECONDS", "1", "SALLYPORT_LEASE_SECONDS: '1' (expected: 3 to 60)");
    refused("SALLYPORT_POD_ADDRESS", "me", "SALLYPORT_POD_ADDRESS: 'me'");
    refused("SALLYPORT_LEADER_ELECTION", "maybe", "SALLYPORT_LEADER_ELECTION: 'maybe'");
    refused("SALLYPORT_LEADER_ELECTION", "on", "SALLYPORT_DATABASE_URL");
    refused("SALLYPORT_ADMISSION_PORT", "on", "SALLYPORT_ADMISSION_PORT: 'on'");
    refused("SALLYPORT_WORKLOAD_GUARD", "yes", "SALLYPORT_WORKLOAD_GUARD: 'yes'");
    refused("SALLYPORT_INJECT_PROXY", "proxy:3128", "SALLYPORT_INJECT_PROXY: (expected: a URL");
    refused("SALLYPORT_INJECT_PROXY", "http://me:pw@proxy", "without a user");
    refused("SALLYPORT_INJECT_CA_VARIABLES", "A-B", "SALLYPORT_INJECT_CA_VARIABLES: 'A-B'");
    refused("SALLYPORT_API_AUTH", "basic", "SALLYPORT_API_AUTH: 'basic' (expected: kubernetes");
    refused("SALLYPORT_LOG_LEVEL", "loud", "SALLYPORT_LOG_LEVEL: 'loud'");
    refused("SALLYPORT_DATABASE_URL", "mysql://root:secret@db", "SALLYPORT_DATABASE_URL");
  }

  @Test
  void aProviderIsNeededWithOidcAndMustBeOfHttps() {
    assertThatThrownBy(() -> ControlConfig.from(Map.of("SALLYPORT_API_AUTH", "oidc")))
        .hasMessageContaining("SALLYPORT_OIDC_ISSUER: absent");
    assertThatThrownBy(
            () ->
                ControlConfig.from(
                    Map.of(
                        "SALLYPORT_API_AUTH", "oidc",
                        "SALLYPORT_OIDC_ISSUER", "http://login.example.com",
                        "SALLYPORT_OIDC_CLIENT_ID", "sallyport")))
        .hasMessageContaining("SALLYPORT_OIDC_ISSUER: 'http://login.example.com'");
  }

  @Test
  void aPasswordIsNotRepeatedInAnError() {
    assertThatThrownBy(
            () -> ControlConfig.from(Map.of("SALLYPORT_DATABASE_URL", "mysql://u:secret@db")))
        .hasMessageNotContaining("secret");
  }

  private static void refused(String key, String value, String message) {
    assertThatThrownBy(() -> ControlConfig.from(Map.of(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
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
                "info"));
  }

  @Test
  void everyKeyIsRead() {
    assertThat(
            ControlConfig.from(
                Map.of(
                    "SALLYPORT_POSTGRES_HOME", "/postgres",
                    "SALLYPORT_API_PORT", "1",
                    "SALLYPORT_LINK_PORT", "2",
                    "SALLYPORT_DATABASE_URL", "postgresql://u:p@db/sallyport",
                    "SALLYPORT_STATE_DIR", "/state",
                    "SALLYPORT_UI_DIR", "/ui",
                    "SALLYPORT_KUBE_API", "http://10.0.0.1:8001",
                    "SALLYPORT_DNS_DOMAIN", "k8s.example",
                    "SALLYPORT_LISTEN_ADDRESS", "127.0.0.9",
                    "SALLYPORT_LOG_LEVEL", "DEBUG")))
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
                "debug"));
  }

  @Test
  void everyKeyIsListedForHelp() {
    assertThat(ControlConfig.keys())
        .hasSize(10)
        .allSatisfy(it -> assertThat(it.meaning()).isNotEmpty());
  }

  @Test
  void aWrongValueIsRefusedNamingTheKey() {
    refused("SALLYPORT_API_PORT", "http", "SALLYPORT_API_PORT: 'http' (expected: a port");
    refused("SALLYPORT_LINK_PORT", "70000", "SALLYPORT_LINK_PORT: '70000'");
    refused("SALLYPORT_KUBE_API", "10.0.0.1", "SALLYPORT_KUBE_API");
    refused("SALLYPORT_LISTEN_ADDRESS", "here", "SALLYPORT_LISTEN_ADDRESS: 'here'");
    refused("SALLYPORT_LOG_LEVEL", "loud", "SALLYPORT_LOG_LEVEL: 'loud'");
    refused("SALLYPORT_DATABASE_URL", "mysql://root:secret@db", "SALLYPORT_DATABASE_URL");
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

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeAccessTest {
  @TempDir private Path directory;

  @Test
  void plainUrlComesFirst() throws IOException {
    KubeAccess access =
        KubeAccess.fromEnvironment(
                Map.of("SALLYPORT_KUBE_API", "http://127.0.0.1:8001", "KUBECONFIG", "/none"))
            .orElseThrow();
    assertThat(access.server()).hasToString("http://127.0.0.1:8001");
    assertThat(access.token()).isEmpty();
  }

  @Test
  void nothingPointsToAnApi() throws IOException {
    assertThat(KubeAccess.fromEnvironment(Map.of())).isEmpty();
  }

  @Test
  void kubeconfigIsReadAsToolsWriteIt() throws IOException {
    Path file = directory.resolve("config");
    Files.writeString(directory.resolve("token"), "secret-2\n");
    Files.writeString(
        file,
        """
        # written by a tool
        apiVersion: v1
        kind: Config
        clusters:
        - cluster:
            server: "http://10.0.0.1:6443/"
          name: other
        - name: lab
          cluster:
            server: http://10.0.0.2:6443 # here
        contexts:
          - context:
              cluster: lab
              user: admin
            name: lab-admin
        current-context: lab-admin
        preferences: {}
        users:
          - name: admin
            user:
              token: secret-1
              tokenFile: token
        """);
    KubeAccess access =
        KubeAccess.fromEnvironment(Map.of("KUBECONFIG", file.toString())).orElseThrow();
    assertThat(access.server()).hasToString("http://10.0.0.2:6443");
    assertThat(access.token()).isEqualTo("secret-2");
    Files.writeString(directory.resolve("token"), "secret-3\n");
    assertThat(access.token()).isEqualTo("secret-3");
    assertThat(access.toString()).doesNotContain("secret");
  }

  @Test
  void kubeconfigMayBeJson() throws IOException {
    Path file = directory.resolve("config");
    Files.writeString(
        file,
        """
        {"current-context":"c","contexts":[{"name":"c","context":{"cluster":"k","user":"u"}}],
         "clusters":[{"name":"k","cluster":{"server":"http://k:1"}}],
         "users":[{"name":"u","user":{"token":"t"}}]}
        """);
    KubeAccess access =
        KubeAccess.fromEnvironment(Map.of("KUBECONFIG", file.toString())).orElseThrow();
    assertThat(access.token()).isEqualTo("t");
  }

  @Test
  void plugInsAreRefusedByName() throws IOException {
    Path file = directory.resolve("config");
    Files.writeString(
        file,
        """
        current-context: c
        contexts:
        - name: c
          context:
            cluster: k
            user: u
        clusters:
        - name: k
          cluster:
            server: http://k:1
        users:
        - name: u
          user:
            exec:
              command: cloud-login
        """);
    assertThatThrownBy(() -> KubeAccess.fromEnvironment(Map.of("KUBECONFIG", file.toString())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("plug-in")
        .hasMessageContaining(file.toString());
  }

  @Test
  void missingContextIsNamed() throws IOException {
    Path file = directory.resolve("config");
    Files.writeString(file, "current-context: gone\n");
    assertThatThrownBy(() -> KubeAccess.fromEnvironment(Map.of("KUBECONFIG", file.toString())))
        .hasMessageContaining("'gone' is not in contexts");
  }

  @Test
  void serviceAccountIsUsedInACluster() throws IOException {
    Files.writeString(directory.resolve("token"), "sa-token");
    Files.writeString(directory.resolve("ca.crt"), "");
    KubeAccess access =
        KubeAccess.fromEnvironment(
                Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "6443"),
                directory)
            .orElseThrow();
    assertThat(access.server()).hasToString("https://[fd00::1]:6443");
    assertThat(access.token()).isEqualTo("sa-token");
    assertThat(access.tls()).isPresent();
  }
}

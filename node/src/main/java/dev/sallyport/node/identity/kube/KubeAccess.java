// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Where the Kubernetes API is and how to be let in. */
public final class KubeAccess {
  private static final Path SERVICE_ACCOUNT =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private final URI server;
  private final @Nullable SSLContext tls;
  private final @Nullable Path tokenFile;
  private final String token;

  private KubeAccess(URI server, @Nullable SSLContext tls, @Nullable Path tokenFile, String token) {
    this.server = requireNonNull(server, "server");
    this.tls = tls;
    this.tokenFile = tokenFile;
    this.token = token;
  }

  /** Returns the access to an API that asks for no credentials, such as a local proxy. */
  public static KubeAccess plain(URI server) {
    return new KubeAccess(server, null, null, "");
  }

  /**
   * Finds the access: {@code SALLYPORT_KUBE_API} (a plain http URL), else the file {@code
   * KUBECONFIG}, else the service account of the pod.
   *
   * @param environment the environment of the program
   * @return empty when nothing points to an API
   * @throws IOException when a file that is pointed to cannot be read or understood; the message
   *     names it
   */
  public static Optional<KubeAccess> fromEnvironment(Map<String, String> environment)
      throws IOException {
    return fromEnvironment(environment, SERVICE_ACCOUNT);
  }

  static Optional<KubeAccess> fromEnvironment(Map<String, String> environment, Path account)
      throws IOException {
    String url = environment.getOrDefault("SALLYPORT_KUBE_API", "");
    if (!url.isBlank()) {
      return Optional.of(plain(URI.create(url)));
    }
    String config = environment.getOrDefault("KUBECONFIG", "");
    if (!config.isBlank()) {
      return Optional.of(KubeConfigFile.read(Path.of(config)));
    }
    String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    return host.isBlank() ? Optional.empty() : Optional.of(inCluster(environment, host, account));
  }

  static KubeAccess of(URI server, @Nullable SSLContext tls, @Nullable Path file, String token) {
    return new KubeAccess(server, tls, file, token);
  }

  /** Returns the base of all addresses, without a trailing slash. */
  URI server() {
    return server;
  }

  Optional<SSLContext> tls() {
    return Optional.ofNullable(tls);
  }

  /**
   * Returns the bearer token, read again each time since it is rotated; empty when there is none.
   */
  String token() throws IOException {
    return tokenFile == null ? token : Files.readString(tokenFile).strip();
  }

  private static KubeAccess inCluster(Map<String, String> environment, String host, Path account)
      throws IOException {
    String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
    String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    SSLContext tls = KubeTls.context(Files.readString(account.resolve("ca.crt")), "", "");
    return new KubeAccess(
        URI.create("https://" + bracketed + ":" + port), tls, account.resolve("token"), "");
  }

  @Override
  public String toString() {
    return "KubeAccess[" + server + "]";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of a kubeconfig that a program needs: server, authority, token, client
 * certificate, of the current context. Plug-ins that fetch credentials are refused by name.
 */
final class KubeConfigFile {
  private final Path file;

  private KubeConfigFile(Path file) {
    this.file = file;
  }

  static KubeAccess read(Path file) throws IOException {
    return new KubeConfigFile(file).access(PlainYaml.read(Files.readString(file)));
  }

  private KubeAccess access(Map<String, Object> config) throws IOException {
    String name = text(config, "current-context");
    Map<String, Object> context = named(config, "contexts", name, "context");
    Map<String, Object> cluster = named(config, "clusters", text(context, "cluster"), "cluster");
    Map<String, Object> user = named(config, "users", text(context, "user"), "user");
    if (user.containsKey("exec") || user.containsKey("auth-provider")) {
      throw problem("credentials from a plug-in (expected: token or client certificate)");
    }
    String server = text(cluster, "server");
    if (server.isEmpty()) {
      throw problem("no server in cluster " + text(context, "cluster"));
    }
    String tokenFile = text(user, "tokenFile");
    URI uri = URI.create(server.replaceAll("/+$", ""));
    return KubeAccess.of(
        uri,
        server.startsWith("https")
            ? KubeTls.context(
                pem(cluster, "certificate-authority"),
                pem(user, "client-certificate"),
                pem(user, "client-key"))
            : null,
        tokenFile.isEmpty() ? null : path(tokenFile),
        text(user, "token"));
  }

  private String pem(Map<String, Object> section, String key) throws IOException {
    String data = text(section, key + "-data");
    if (!data.isEmpty()) {
      return new String(Base64.getMimeDecoder().decode(data), StandardCharsets.US_ASCII);
    }
    String named = text(section, key);
    return named.isEmpty() ? "" : Files.readString(path(named));
  }

  /** Paths are relative to the file that names them. */
  private Path path(String text) {
    return file.toAbsolutePath().resolveSibling(text);
  }

  private Map<String, Object> named(
      Map<String, Object> config, String list, String name, String key) throws IOException {
    if (config.get(list) instanceof List<?> items) {
      for (Object item : items) {
        if (item instanceof Map<?, ?> map && name.equals(map.get("name"))) {
          return section(map.get(key));
        }
      }
    }
    throw problem("'" + name + "' is not in " + list);
  }

  private IOException problem(String what) {
    return new IOException("kubeconfig " + file + ": " + what);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> section(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  private static String text(Map<String, Object> section, String key) {
    return section.get(key) instanceof String text ? text : "";
  }
}

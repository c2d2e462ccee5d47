// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.network.Addresses;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds a container's environment as a kubelet does: literals, fields of the pod, config maps and
 * secrets.
 */
final class ContainerEnvironment {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Za-z_][A-Za-z0-9_.-]*)\\)");
  static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final Resource pod;
  private final PodFiles files;
  private final List<String> addresses;
  private final String hostAddress;
  private final Map<String, String> ofSandbox;

  ContainerEnvironment(
      Resource pod,
      PodFiles files,
      List<String> addresses,
      String hostAddress,
      Map<String, String> ofSandbox) {
    this.pod = pod;
    this.files = files;
    this.addresses = addresses;
    this.hostAddress = hostAddress;
    this.ofSandbox = ofSandbox;
  }

  Map<String, String> of(JsonNode container) {
    Map<String, String> env = new LinkedHashMap<>();
    env.put("PATH", PATH);
    env.put("HOME", "/root");
    env.put("LANG", "C.UTF-8");
    env.put("HOSTNAME", files.hostName());
    env.put("KUBERNETES_SERVICE_HOST", Addresses.API_SERVICE4);
    env.put("KUBERNETES_SERVICE_PORT", "443");
    env.put("SSL_CERT_FILE", files.authority().toString());
    env.put("LAB_VOLUMES", files.volumes().toString());
    env.putAll(ofSandbox);
    for (JsonNode source : container.path("envFrom")) {
      String prefix = source.path("prefix").asText("");
      sourceValues(source).forEach((name, value) -> env.put(prefix + name, value));
    }
    for (JsonNode variable : container.path("env")) {
      env.put(variable.path("name").asText(), expand(value(variable), env));
    }
    return env;
  }

  /** Replaces {@code $(NAME)} by the variable's value, as in commands and arguments. */
  static String expand(String text, Map<String, String> env) {
    return REFERENCE
        .matcher(text)
        .replaceAll(m -> Matcher.quoteReplacement(env.getOrDefault(m.group(1), m.group())));
  }

  private Map<String, String> sourceValues(JsonNode source) {
    return source.has("secretRef")
        ? files.values(Kinds.SECRET, source.at("/secretRef/name").asText())
        : files.values(Kinds.CONFIG_MAP, source.at("/configMapRef/name").asText());
  }

  private String value(JsonNode variable) {
    JsonNode from = variable.path("valueFrom");
    if (from.has("fieldRef")) {
      return field(from.at("/fieldRef/fieldPath").asText());
    }
    if (from.has("configMapKeyRef")) {
      JsonNode ref = from.path("configMapKeyRef");
      return files
          .values(Kinds.CONFIG_MAP, ref.path("name").asText())
          .getOrDefault(ref.path("key").asText(), "");
    }
    if (from.has("secretKeyRef")) {
      JsonNode ref = from.path("secretKeyRef");
      return files
          .values(Kinds.SECRET, ref.path("name").asText())
          .getOrDefault(ref.path("key").asText(), "");
    }
    return variable.path("value").asText("");
  }

  private String field(String path) {
    return switch (path) {
      case "status.podIP" -> addresses.getFirst();
      case "status.podIPs" -> String.join(",", addresses);
      case "status.hostIP" -> hostAddress;
      default -> {
        Matcher keyed =
            Pattern.compile("(metadata\\.(?:labels|annotations))\\['(.*)'\\]").matcher(path);
        yield keyed.matches()
            ? pod.strings("/" + keyed.group(1).replace('.', '/')).getOrDefault(keyed.group(2), "")
            : pod.text("/" + path.replace('.', '/'));
      }
    };
  }
}

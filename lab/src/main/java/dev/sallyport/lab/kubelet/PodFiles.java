// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.api.ResourceKind;
import dev.sallyport.lab.api.Tokens;
import dev.sallyport.lab.network.Addresses;
import dev.sallyport.lab.network.HostCommand;
import dev.sallyport.lab.network.LabFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one pod (resolver, hosts, token, volumes) and the mounts that show them to its
 * containers.
 */
final class PodFiles {
  private static final Logger logger = LoggerFactory.getLogger(PodFiles.class);
  private static final Duration LONG = Duration.ofDays(365);
  private static final Path TOKEN_DIR = Path.of("/run/secrets/kubernetes.io/serviceaccount");

  /** Where a mount point may be made: the lab's private temporary file systems. */
  private static final List<Path> OWN_MOUNTS =
      List.of(Path.of("/run"), Path.of("/mnt"), Path.of("/srv"));

  private final Resource pod;
  private final LabPaths paths;
  private final ObjectStore store;
  private final Tokens tokens;

  PodFiles(Resource pod, LabPaths paths, ObjectStore store, Tokens tokens) {
    this.tokens = tokens;
    this.pod = pod;
    this.paths = paths;
    this.store = store;
  }

  /** Returns the directory that holds one directory per volume. */
  Path volumes() {
    return paths.pod(pod.uid()).resolve("volumes");
  }

  /** Returns the certificate of the lab's authority. */
  Path authority() {
    return paths.certificates().resolve("ca.crt");
  }

  void write(List<String> addresses) {
    try {
      Path dir = Files.createDirectories(paths.pod(pod.uid()));
      Files.createDirectories(volumes());
      Files.writeString(dir.resolve("resolv.conf"), resolver());
      Files.writeString(dir.resolve("hosts"), hosts(addresses));
      Path token = Files.createDirectories(dir.resolve("serviceaccount"));
      Files.writeString(token.resolve("namespace"), pod.namespace());
      Files.writeString(token.resolve("token"), tokens.issue(pod, Tokens.API_AUDIENCE, LONG));
      for (JsonNode volume : pod.items("/spec/volumes")) {
        writeVolume(volume);
      }
    } catch (IOException e) {
      throw new LabFailure(
          "cannot write the files of pod " + pod.path() + ": " + e.getMessage(), e);
    }
  }

  /** Writes again what changes while the pod runs: ConfigMaps, and tokens before they end. */
  void renew() {
    try {
      for (JsonNode volume : pod.items("/spec/volumes")) {
        Path dir = paths.volume(pod.uid(), volume.path("name").asText());
        if (Files.isDirectory(dir) && (volume.has("configMap") || volume.has("projected"))) {
          fill(volume, dir);
        }
      }
    } catch (IOException e) {
      logger.warn("pod {}: its volumes stay as they are: {}", pod.path(), e.toString());
    }
  }

  String mountScript() {
    Path dir = paths.pod(pod.uid());
    StringBuilder script = new StringBuilder();
    script.append("hostname '" + hostName() + "'\n");
    script.append("mount --bind " + dir.resolve("resolv.conf") + " /etc/resolv.conf\n");
    script.append("mount --bind " + dir.resolve("hosts") + " /etc/hosts\n");
    script.append("mount --bind " + dir.resolve("serviceaccount") + " " + TOKEN_DIR + "\n");
    for (String field : List.of("/spec/initContainers", "/spec/containers")) {
      for (JsonNode container : pod.items(field)) {
        container.path("volumeMounts").forEach(mount -> script.append(mountVolume(mount)));
      }
    }
    return script.toString();
  }

  String hostName() {
    String own = pod.text("/spec/hostname");
    return pod.at("/spec/hostNetwork").asBoolean()
        ? pod.text("/spec/nodeName")
        : own.isEmpty() ? pod.name() : own;
  }

  private String resolver() {
    boolean outside =
        pod.text("/spec/dnsPolicy").equals("Default")
            || (pod.at("/spec/hostNetwork").asBoolean()
                && !pod.text("/spec/dnsPolicy").equals("ClusterFirstWithHostNet"));
    return outside
        ? "nameserver " + Addresses.OUTSIDE_DNS + "\n"
        : "search %s.svc.cluster.local svc.cluster.local cluster.local\nnameserver %s\noptions ndots:5\n"
            .formatted(pod.namespace(), Addresses.DNS_SERVICE4);
  }

  private String hosts(List<String> addresses) {
    StringBuilder hosts = new StringBuilder("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n");
    addresses.forEach(a -> hosts.append(a + "\t" + hostName() + "\n"));
    pod.items("/spec/hostAliases")
        .forEach(
            alias ->
                alias
                    .path("hostnames")
                    .forEach(
                        n -> hosts.append(alias.path("ip").asText() + "\t" + n.asText() + "\n")));
    return hosts.toString();
  }

  private void writeVolume(JsonNode volume) throws IOException {
    Path dir = paths.volume(pod.uid(), volume.path("name").asText());
    if (volume.has("hostPath")) {
      return;
    }
    Files.createDirectories(dir);
    if (volume.at("/emptyDir/medium").asText().equals("Memory")) {
      String size = volume.at("/emptyDir/sizeLimit").asText("64Mi");
      HostCommand.script("mount -t tmpfs -o size=" + bytes(size) + " tmpfs '" + dir + "'");
    }
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
    fill(volume, dir);
  }

  private void fill(JsonNode volume, Path dir) throws IOException {
    if (volume.has("projected")) {
      for (JsonNode source : volume.at("/projected/sources")) {
        project(source, dir);
      }
    } else if (volume.has("configMap")) {
      JsonNode source = volume.path("configMap");
      writeFiles(dir, values(Kinds.CONFIG_MAP, source.path("name").asText()), source.path("items"));
    } else if (volume.has("secret")) {
      JsonNode source = volume.path("secret");
      writeFiles(
          dir, values(Kinds.SECRET, source.path("secretName").asText()), source.path("items"));
    }
  }

  private void project(JsonNode source, Path dir) throws IOException {
    if (source.has("serviceAccountToken")) {
      JsonNode wanted = source.path("serviceAccountToken");
      String audience = wanted.path("audience").asText(Tokens.API_AUDIENCE);
      Duration life = Duration.ofSeconds(wanted.path("expirationSeconds").asLong(3600));
      Path file = dir.resolve(wanted.path("path").asText());
      replace(file, tokens.issue(pod, audience, life), "rw-------");
    } else if (source.has("configMap")) {
      JsonNode from = source.path("configMap");
      writeFiles(dir, values(Kinds.CONFIG_MAP, from.path("name").asText()), from.path("items"));
    } else if (source.has("secret")) {
      JsonNode from = source.path("secret");
      writeFiles(dir, values(Kinds.SECRET, from.path("name").asText()), from.path("items"));
    }
  }

  /** Never shows half a file to whoever reads it meanwhile. */
  private static void replace(Path file, String text, String permissions) throws IOException {
    Path beside = Files.createTempFile(file.getParent(), ".new", "");
    Files.writeString(beside, text);
    Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString(permissions));
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Returns the entries of a ConfigMap or Secret in the pod's namespace; empty when there is none.
   */
  Map<String, String> values(ResourceKind kind, String name) {
    Map<String, String> values = new LinkedHashMap<>();
    Optional<Resource> source = store.get(kind, pod.namespace(), name);
    source.ifPresent(
        s -> {
          if (kind.equals(Kinds.SECRET)) {
            s.strings("/data")
                .forEach(
                    (k, v) ->
                        values.put(
                            k,
                            new String(
                                Base64.getMimeDecoder().decode(v),
                                java.nio.charset.StandardCharsets.UTF_8)));
            values.putAll(s.strings("/stringData"));
          } else {
            values.putAll(s.strings("/data"));
          }
        });
    return values;
  }

  /** Reads a quantity such as {@code 8Mi}. */
  private static long bytes(String quantity) {
    long unit =
        quantity.endsWith("Ki")
            ? 1L << 10
            : quantity.endsWith("Mi") ? 1L << 20 : quantity.endsWith("Gi") ? 1L << 30 : 1;
    return Long.parseLong(quantity.replaceAll("[KMG]i$", "")) * unit;
  }

  private static void writeFiles(Path dir, Map<String, String> values, JsonNode items)
      throws IOException {
    if (items.isEmpty()) {
      for (Map.Entry<String, String> value : values.entrySet()) {
        replace(dir.resolve(value.getKey()), value.getValue(), "rw-r--r--");
      }
    }
    for (JsonNode item : items) {
      Path file = dir.resolve(item.path("path").asText());
      replace(file, values.getOrDefault(item.path("key").asText(), ""), "rw-r--r--");
    }
  }

  private String mountVolume(JsonNode mount) {
    String name = mount.path("name").asText();
    Path target = Path.of(mount.path("mountPath").asText()).normalize();
    Path source =
        pod.items("/spec/volumes").stream()
            .filter(v -> v.path("name").asText().equals(name) && v.has("hostPath"))
            .findFirst()
            .map(v -> Path.of(v.at("/hostPath/path").asText()))
            .orElse(paths.volume(pod.uid(), name));
    String sub = mount.path("subPath").asText("");
    Path shown = sub.isEmpty() ? source : source.resolve(sub);
    String make =
        OWN_MOUNTS.stream().anyMatch(target::startsWith)
            ? sub.isEmpty()
                ? "mkdir -p '%s'\n".formatted(target)
                : "mkdir -p '%s'; [ -e '%s' ] || : > '%s'\n"
                    .formatted(target.getParent(), target, target)
            : "[ -e '%s' ] || { echo \"mountPath %s does not exist on this machine; use one below /run, /mnt or /srv\"; exit 1; }\n"
                .formatted(target, target);
    return make
        + "mkdir -p '%s' 2>/dev/null || :\nmount --bind '%s' '%s'\n"
            .formatted(source, shown, target);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.api.ResourceKind;
import dev.sallyport.lab.network.Addresses;
import dev.sallyport.lab.network.HostCommand;
import dev.sallyport.lab.network.LabFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of one pod (resolver, hosts, token, volumes) and the mounts that show them to its
 * containers.
 */
final class PodFiles {
  private static final Path TOKEN_DIR = Path.of("/run/secrets/kubernetes.io/serviceaccount");

  /** Where a mount point may be made: the lab's private temporary file systems. */
  private static final List<Path> OWN_MOUNTS =
      List.of(Path.of("/run"), Path.of("/mnt"), Path.of("/srv"));

  private final Resource pod;
  private final LabPaths paths;
  private final ObjectStore store;

  PodFiles(Resource pod, LabPaths paths, ObjectStore store) {
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
      Files.writeString(
          token.resolve("token"), "lab." + pod.namespace() + "." + account() + "." + pod.uid());
      for (JsonNode volume : pod.items("/spec/volumes")) {
        writeVolume(volume);
      }
    } catch (IOException e) {
      throw new LabFailure(
          "cannot write the files of pod " + pod.path() + ": " + e.getMessage(), e);
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

  private String account() {
    String account = pod.text("/spec/serviceAccountName");
    return account.isEmpty() ? "default" : account;
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
    if (volume.has("configMap")) {
      JsonNode source = volume.path("configMap");
      writeFiles(dir, values(Kinds.CONFIG_MAP, source.path("name").asText()), source.path("items"));
    } else if (volume.has("secret")) {
      JsonNode source = volume.path("secret");
      writeFiles(
          dir, values(Kinds.SECRET, source.path("secretName").asText()), source.path("items"));
    }
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
        Files.writeString(dir.resolve(value.getKey()), value.getValue());
      }
    }
    for (JsonNode item : items) {
      Path file = dir.resolve(item.path("path").asText());
      Files.writeString(file, values.getOrDefault(item.path("key").asText(), ""));
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

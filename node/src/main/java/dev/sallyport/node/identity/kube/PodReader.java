// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import com.fasterxml.jackson.core.JsonParser;
import dev.sallyport.node.identity.kube.PodIdentity.Phase;
import dev.sallyport.node.identity.kube.PodIdentity.Probe;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one Pod (core/v1) from a stream and keeps nothing but what identity needs. Fields of an
 * unexpected type are skipped. One instance reads one pod.
 */
final class PodReader implements Json.Field {
  private static final int ITEMS_MAX = 256;

  /**
   * On the mirror of a static pod: the UID that the kubelet gave the pod itself, which cgroups
   * carry.
   */
  private static final String MIRROR = "kubernetes.io/config.mirror";

  private String uid = "";
  private String name = "";
  private String namespace = "";
  private String resourceVersion = "";
  private String nodeName = "";
  private String serviceAccount = "";
  private String mirrored = "";
  private boolean hostNetwork;
  private String runtimeClass = "";
  private int code;
  private boolean captureWanted = true;
  private Phase phase = Phase.UNKNOWN;
  private Optional<OwnerRef> owner = Optional.empty();
  private Map<String, String> labels = Map.of();
  private final Set<InetAddress> addresses = new LinkedHashSet<>();
  private final Set<Integer> ports = new LinkedHashSet<>();
  private final Map<String, Integer> namedPorts = new HashMap<>();
  private final List<ProbeDraft> probes = new ArrayList<>();

  private record ProbeDraft(String port, String path) {}

  /** Reads the pod at whose opening brace the parser stands, and leaves it at the closing one. */
  static PodObject read(JsonParser in) throws IOException {
    PodReader reader = new PodReader();
    Json.fields(in, reader);
    return reader.pod();
  }

  /** Returns the status of an error in place of a pod, 0 when it is none. */
  int code() {
    return code;
  }

  PodObject pod() {
    return new PodObject(
        mirrored.isEmpty() ? uid : mirrored,
        name,
        namespace,
        resourceVersion,
        nodeName,
        labels,
        captureWanted,
        runtimeClass,
        owner,
        serviceAccount,
        hostNetwork,
        phase,
        List.copyOf(addresses),
        List.copyOf(ports),
        probes.stream().flatMap(draft -> probe(draft).stream()).distinct().toList(),
        !uid.isEmpty() && !name.isEmpty() && !namespace.isEmpty());
  }

  @Override
  public void read(String field, JsonParser in) throws IOException {
    switch (field) {
      case "metadata" -> Json.fields(in, this::metadata);
      case "spec" -> Json.fields(in, this::spec);
      case "status" -> Json.fields(in, this::status);
      case "code" -> code = number(Json.text(in));
      default -> in.skipChildren();
    }
  }

  private void metadata(String field, JsonParser in) throws IOException {
    switch (field) {
      case "uid" -> uid = Json.text(in);
      case "name" -> name = Json.text(in);
      case "namespace" -> namespace = Json.text(in);
      case "resourceVersion" -> resourceVersion = Json.text(in);
      case "labels" -> {
        labels = Json.texts(in, ITEMS_MAX);
        noteOptOut(labels);
      }
      case "annotations" ->
          Json.fields(
              in,
              (key, value) -> {
                if (key.equals(PodIdentity.CAPTURE_LABEL)) {
                  noteOptOut(Map.of(key, Json.text(value)));
                } else if (key.equals(MIRROR)) {
                  mirrored = Json.text(value);
                } else {
                  value.skipChildren();
                }
              });
      case "ownerReferences" -> Json.items(in, this::ownerReference);
      default -> in.skipChildren();
    }
  }

  private void noteOptOut(Map<String, String> marks) {
    if ("disabled".equals(marks.get(PodIdentity.CAPTURE_LABEL))) {
      captureWanted = false;
    }
  }

  private void ownerReference(JsonParser in) throws IOException {
    OwnerReader reader = new OwnerReader();
    Json.fields(in, reader);
    if (reader.controller || owner.isEmpty()) {
      owner = reader.ref().or(() -> owner);
    }
  }

  private void spec(String field, JsonParser in) throws IOException {
    switch (field) {
      case "nodeName" -> nodeName = Json.text(in);
      case "serviceAccountName" -> serviceAccount = Json.text(in);
      case "hostNetwork" -> hostNetwork = Json.flag(in);
      case "runtimeClassName" -> runtimeClass = Json.text(in);
      // Those that go on running beside the others (native sidecars) listen and are probed as well.
      case "containers", "initContainers" -> Json.items(in, c -> Json.fields(c, this::container));
      default -> in.skipChildren();
    }
  }

  private void container(String field, JsonParser in) throws IOException {
    switch (field) {
      case "ports" -> Json.items(in, p -> port(Json.texts(p, ITEMS_MAX)));
      case "livenessProbe", "readinessProbe", "startupProbe" -> Json.fields(in, this::probe);
      // The kubelet asks at the start and at the end, too: postStart and preStop.
      case "lifecycle" -> Json.fields(in, (hook, handler) -> Json.fields(handler, this::probe));
      default -> in.skipChildren();
    }
  }

  private void port(Map<String, String> port) {
    int number = number(port.getOrDefault("containerPort", ""));
    if (number <= 0 || ports.size() >= ITEMS_MAX) {
      return;
    }
    if (port.getOrDefault("protocol", "TCP").equals("TCP")) {
      ports.add(number);
    }
    namedPorts.put(port.getOrDefault("name", ""), number);
  }

  private void probe(String field, JsonParser in) throws IOException {
    switch (field) {
      case "httpGet", "tcpSocket", "grpc" -> {
        Map<String, String> action = Json.texts(in, ITEMS_MAX);
        String path = field.equals("httpGet") ? action.getOrDefault("path", "/") : "";
        if (probes.size() < ITEMS_MAX) {
          probes.add(new ProbeDraft(action.getOrDefault("port", ""), path));
        }
      }
      default -> in.skipChildren();
    }
  }

  private Optional<Probe> probe(ProbeDraft draft) {
    int number = number(draft.port());
    int port = number > 0 ? number : namedPorts.getOrDefault(draft.port(), 0);
    return port > 0 ? Optional.of(new Probe(port, draft.path())) : Optional.empty();
  }

  private void status(String field, JsonParser in) throws IOException {
    switch (field) {
      case "phase" -> phase = phase(Json.text(in));
      case "podIP" -> address(Json.text(in));
      case "podIPs" -> Json.items(in, i -> address(Json.texts(i, 4).getOrDefault("ip", "")));
      default -> in.skipChildren();
    }
  }

  private void address(String text) {
    if (text.isEmpty() || addresses.size() >= ITEMS_MAX) {
      return;
    }
    try {
      addresses.add(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      // Not an address: nothing can come from there, so nothing is lost.
      return;
    }
  }

  private static Phase phase(String text) {
    return switch (text) {
      case "Pending" -> Phase.PENDING;
      case "Running" -> Phase.RUNNING;
      case "Succeeded" -> Phase.SUCCEEDED;
      case "Failed" -> Phase.FAILED;
      default -> Phase.UNKNOWN;
    };
  }

  private static int number(String text) {
    boolean digits =
        !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int number = digits ? Integer.parseInt(text) : 0;
    return number <= 65_535 ? number : 0;
  }
}

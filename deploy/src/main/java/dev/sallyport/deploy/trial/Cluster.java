// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.trial;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a trial does with a cluster and wants to know of it. Not thread-safe. */
final class Cluster {
  private static final String MANAGER = "sallyport-trial";
  private static final int LOG_LINES = 15;

  private final KubernetesClient client;

  Cluster(KubernetesClient client) {
    this.client = requireNonNull(client, "client");
  }

  KubernetesClient client() {
    return client;
  }

  /** Returns the version of the API server, such as {@code 1.32.1}. */
  String version() {
    return client.getKubernetesVersion().getGitVersion().replaceFirst("^v", "");
  }

  List<Node> nodes() {
    return client.nodes().list().getItems();
  }

  /** Makes the object, or what is different about it. */
  void apply(HasMetadata object) {
    client.resource(object).fieldManager(MANAGER).forceConflicts().serverSideApply();
  }

  void delete(HasMetadata object) {
    client.resource(object).delete();
  }

  boolean exists(HasMetadata object) {
    return client.resource(object).get() != null;
  }

  /** Returns what is missing until every pod of the newest template runs and is ready. */
  Optional<String> unready(DaemonSet wanted) {
    DaemonSet now = client.resource(wanted).get();
    if (now == null) {
      return Optional.of("the DaemonSet is not there");
    }
    DaemonSetStatus status = now.getStatus();
    int desired = number(status == null ? null : status.getDesiredNumberScheduled());
    int ready = number(status == null ? null : status.getNumberReady());
    int updated = number(status == null ? null : status.getUpdatedNumberScheduled());
    boolean seen = status != null && isCurrent(now, status.getObservedGeneration());
    return seen && desired > 0 && ready == desired && updated == desired
        ? Optional.empty()
        : Optional.of(ready + " ready, " + updated + " updated of " + desired);
  }

  /** Returns what is missing until every pod of the newest template runs and is ready. */
  Optional<String> unready(Deployment wanted) {
    Deployment now = client.resource(wanted).get();
    if (now == null) {
      return Optional.of("the Deployment is not there");
    }
    int desired = number(now.getSpec().getReplicas());
    DeploymentStatus status = now.getStatus();
    int ready = number(status == null ? null : status.getReadyReplicas());
    int updated = number(status == null ? null : status.getUpdatedReplicas());
    int all = number(status == null ? null : status.getReplicas());
    boolean seen = status != null && isCurrent(now, status.getObservedGeneration());
    return seen && ready == desired && updated == desired && all == desired
        ? Optional.empty()
        : Optional.of(ready + " ready, " + updated + " updated of " + desired);
  }

  List<Pod> pods(String namespace) {
    return client.pods().inNamespace(namespace).list().getItems();
  }

  /** Returns the log of the first pod with that label. */
  String log(String namespace, String label, String value) {
    return client.pods().inNamespace(namespace).withLabel(label, value).list().getItems().stream()
        .findFirst()
        .map(
            pod ->
                client.pods().inNamespace(namespace).withName(pod.getMetadata().getName()).getLog())
        .orElse("");
  }

  /** Returns for people what is wrong with the pods of a namespace. */
  List<String> troubles(String namespace) {
    List<String> lines = new ArrayList<>();
    for (Pod pod : pods(namespace)) {
      String name = pod.getMetadata().getName();
      lines.add(name + " on " + pod.getSpec().getNodeName() + ": " + pod.getStatus().getPhase());
      for (ContainerStatus each : pod.getStatus().getContainerStatuses()) {
        if (!Boolean.TRUE.equals(each.getReady())) {
          lines.add("  " + state(each));
          lines.addAll(lastWords(namespace, name));
        }
      }
    }
    try {
      client.v1().events().inNamespace(namespace).list().getItems().stream()
          .filter(event -> "Warning".equals(event.getType()))
          .map(event -> event.getInvolvedObject().getName() + ": " + event.getMessage())
          .distinct()
          .limit(LOG_LINES)
          .forEach(lines::add);
    } catch (KubernetesClientException e) {
      lines.add("events cannot be read: " + e.getMessage());
    }
    return lines;
  }

  private List<String> lastWords(String namespace, String pod) {
    try {
      return client
          .pods()
          .inNamespace(namespace)
          .withName(pod)
          .tailingLines(LOG_LINES)
          .getLog()
          .lines()
          .map(line -> "  | " + line)
          .toList();
    } catch (KubernetesClientException e) {
      return List.of("  | no log: " + e.getMessage());
    }
  }

  private static String state(ContainerStatus container) {
    var state = container.getState();
    if (state != null && state.getWaiting() != null) {
      return state.getWaiting().getReason() + " " + text(state.getWaiting().getMessage());
    }
    if (state != null && state.getTerminated() != null) {
      return "ended with " + state.getTerminated().getExitCode();
    }
    return "not ready, " + container.getRestartCount() + " restarts";
  }

  private static String text(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text;
  }

  private static boolean isCurrent(
      HasMetadata object, @org.jspecify.annotations.Nullable Long observed) {
    Long wanted = object.getMetadata().getGeneration();
    return wanted == null || (observed != null && observed >= wanted);
  }

  private static int number(@org.jspecify.annotations.Nullable Integer number) {
    return number == null ? 0 : number;
  }
}

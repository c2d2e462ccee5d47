// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.Resource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Writes one pod's status to the API. Safe for any thread. */
final class PodStatus {
  private final Resource pod;
  private final Kubelet kubelet;
  private final List<Container> inits;
  private final List<Container> containers;
  private final String startTime = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  private volatile List<String> addresses = List.of();
  private volatile boolean initialised;
  private volatile String reason = "";
  private volatile String message = "";

  PodStatus(Resource pod, Kubelet kubelet, List<Container> inits, List<Container> containers) {
    this.pod = pod;
    this.kubelet = kubelet;
    this.inits = inits;
    this.containers = containers;
  }

  void addresses(List<String> now) {
    addresses = now;
    reason = "";
    message = "";
  }

  String firstAddress() {
    return addresses.getFirst();
  }

  void initialised() {
    initialised = true;
  }

  void problem(String why, String words) {
    reason = why;
    message = words;
    publish("Pending");
  }

  /** Publishes as Pending until a container was started, as Running after. */
  void publishRunning() {
    boolean started = initialised && containers.stream().anyMatch(Container::everStarted);
    publish(started ? "Running" : "Pending");
  }

  /** Returns the phase of a pod none of whose containers will run again. */
  String finalPhase() {
    boolean good =
        initialised
            && containers.stream()
                .allMatch(
                    c ->
                        c.state() instanceof ContainerState.Terminated ended
                            && ended.exitCode() == 0);
    return good ? "Succeeded" : "Failed";
  }

  synchronized void publish(String phase) {
    kubelet
        .store()
        .change(
            Kinds.POD,
            pod.namespace(),
            pod.name(),
            json -> {
              if (json.at("/metadata/uid").asText().equals(pod.uid())) {
                json.set("status", status(phase));
              }
              return json;
            });
  }

  private ObjectNode status(String phase) {
    ObjectNode status = Json.object().put("phase", phase).put("startTime", startTime);
    status.put("hostIP", kubelet.node().address4());
    status.putArray("hostIPs").addObject().put("ip", kubelet.node().address4());
    status.put("qosClass", "Burstable");
    if (!reason.isEmpty()) {
      status.put("reason", reason).put("message", message);
    }
    if (!addresses.isEmpty()) {
      status.put("podIP", addresses.getFirst());
      ArrayNode all = status.putArray("podIPs");
      addresses.forEach(address -> all.addObject().put("ip", address));
    }
    boolean ready = phase.equals("Running") && containers.stream().allMatch(Container::ready);
    ArrayNode conditions = status.putArray("conditions");
    condition(conditions, "PodScheduled", true);
    condition(conditions, "PodReadyToStartContainers", !addresses.isEmpty());
    condition(conditions, "Initialized", initialised);
    condition(conditions, "ContainersReady", ready);
    condition(conditions, "Ready", ready);
    if (!inits.isEmpty()) {
      ArrayNode list = status.putArray("initContainerStatuses");
      inits.forEach(c -> list.add(c.status()));
    }
    ArrayNode list = status.putArray("containerStatuses");
    containers.forEach(c -> list.add(c.status()));
    return status;
  }

  private static void condition(ArrayNode conditions, String type, boolean holds) {
    conditions.addObject().put("type", type).put("status", holds ? "True" : "False");
  }
}

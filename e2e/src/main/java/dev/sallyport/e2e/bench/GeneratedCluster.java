// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.LabOptions;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The objects of a large cluster, as many of each kind as clusters have: ten pods a Deployment with
 * its ReplicaSet, Service and EndpointSlice, ten Deployments a namespace, and the labels,
 * containers and conditions that make a real pod's object some kilobytes long.
 */
final class GeneratedCluster {
  private static final int PODS_A_DEPLOYMENT = 10;
  private static final int DEPLOYMENTS_A_NAMESPACE = 10;
  private static final String FILLING = "a-value-as-long-as-those-that-charts-write-into-pods-";

  private final ObjectStore store;
  private final int nodes;
  private int pods;

  GeneratedCluster(ObjectStore store, int nodes) {
    this.store = store;
    this.nodes = nodes;
    Json.parseYaml(definitionsText()).forEach(store::apply);
    for (int i = 0; i < nodes; i++) {
      store.create(Kinds.NODE, object("", node(i)));
    }
  }

  static String node(int number) {
    return "node-" + number;
  }

  static String namespace(int number) {
    return "team-" + number;
  }

  static String deployment(int number) {
    return "service-" + number;
  }

  /** Adds pods with all that belongs to them. */
  void grow(int count) {
    for (int first = 0; first < count; first += PODS_A_DEPLOYMENT) {
      deployment(pods / PODS_A_DEPLOYMENT, Math.min(PODS_A_DEPLOYMENT, count - first));
    }
  }

  /** Adds a policy that protects one of the Deployments, or changes what it says. */
  void policy(int number, int status) {
    ObjectNode object = object(namespace(number / DEPLOYMENTS_A_NAMESPACE), "policy-" + number);
    object.put("apiVersion", "sallyport.dev/v1alpha1").put("kind", "GuardPolicy");
    ObjectNode spec = object.putObject("spec");
    spec.putObject("protects")
        .putArray("workloads")
        .addObject()
        .put("kind", "Deployment")
        .put("name", deployment(number));
    spec.put("mode", "Enforce");
    ObjectNode rule = spec.putArray("inbound").addObject().put("name", "no-deletes");
    rule.putArray("calls").addObject().putObject("http").putArray("methods").add("DELETE");
    rule.putObject("then").putObject("deny").put("status", status);
    store.apply(object);
  }

  private void deployment(int number, int replicas) {
    String namespace = namespace(number / DEPLOYMENTS_A_NAMESPACE);
    if (number % DEPLOYMENTS_A_NAMESPACE == 0) {
      store.create(Kinds.NAMESPACE, object("", namespace));
    }
    String name = deployment(number);
    ObjectNode wanted = object(namespace, name);
    wanted.putObject("spec").put("replicas", replicas);
    Resource deployment = store.create(Kinds.DEPLOYMENT, wanted);
    Resource set = store.create(Kinds.REPLICA_SET, owned(namespace, name + "-5d4f8", deployment));
    ObjectNode service = object(namespace, name);
    ObjectNode spec = service.putObject("spec");
    spec.put("clusterIP", address(172, number)).putArray("clusterIPs").add(address(172, number));
    spec.putObject("selector").put("app", name);
    spec.putArray("ports").addObject().put("port", 80).put("targetPort", 8080);
    store.create(Kinds.SERVICE, service);
    ObjectNode slice = object(namespace, name + "-x");
    slice.withObject("/metadata/labels").put("kubernetes.io/service-name", name);
    slice.put("addressType", "IPv4");
    slice.putArray("ports").addObject().put("port", 8080).put("protocol", "TCP");
    for (int i = 0; i < replicas; i++) {
      Resource pod = pod(namespace, set, name);
      ObjectNode endpoint = slice.withArrayProperty("endpoints").addObject();
      endpoint.putArray("addresses").add(pod.text("/status/podIP"));
      endpoint.putObject("targetRef").put("kind", "Pod").put("name", pod.name());
    }
    store.create(Kinds.ENDPOINT_SLICE, slice);
  }

  private Resource pod(String namespace, Resource set, String app) {
    int number = pods++;
    ObjectNode pod = owned(namespace, set.name() + "-" + number, set);
    ObjectNode metadata = pod.withObjectProperty("metadata");
    metadata.withObjectProperty("labels").put("app", app).put("team", namespace);
    for (int i = 0; i < 10; i++) {
      metadata.withObjectProperty("annotations").put("example.com/annotation-" + i, FILLING + i);
    }
    ObjectNode spec = pod.putObject("spec").put("nodeName", node(number % nodes));
    spec.put("serviceAccountName", "default");
    ObjectNode container = spec.putArray("containers").addObject().put("name", "main");
    container.put("image", "registry.example/" + app + ":1.0");
    container.putArray("ports").addObject().put("name", "http").put("containerPort", 8080);
    for (int i = 0; i < 20; i++) {
      container
          .withArrayProperty("env")
          .addObject()
          .put("name", "VALUE_" + i)
          .put("value", FILLING);
    }
    ObjectNode status = pod.putObject("status").put("phase", "Running");
    String address = address(10, number);
    status.put("podIP", address).putArray("podIPs").addObject().put("ip", address);
    for (String each : new String[] {"Initialized", "Ready", "ContainersReady", "PodScheduled"}) {
      status.withArrayProperty("conditions").addObject().put("type", each).put("status", "True");
    }
    return store.create(Kinds.POD, pod);
  }

  /** Returns the chart's definitions of the kinds of policies. */
  static String definitionsText() {
    Path folder = LabOptions.named("bench").home().resolve("deploy/charts/sallyport/crds");
    StringBuilder text = new StringBuilder();
    try (var files = Files.list(folder)) {
      for (Path each : files.sorted().toList()) {
        text.append("---\n").append(Files.readString(each));
      }
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode owned(String namespace, String name, Resource owner) {
    ObjectNode object = object(namespace, name);
    object
        .withObjectProperty("metadata")
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", owner.at("/apiVersion").asText())
        .put("kind", owner.at("/kind").asText())
        .put("name", owner.name())
        .put("uid", owner.uid())
        .put("controller", true);
    return object;
  }

  private static ObjectNode object(String namespace, String name) {
    ObjectNode object = Json.object();
    ObjectNode metadata = object.putObject("metadata").put("name", name);
    if (!namespace.isEmpty()) {
      metadata.put("namespace", namespace);
    }
    return object;
  }

  private static String address(int first, int number) {
    int host = number + 1;
    return first + "." + (16 + (host >> 16)) + "." + (host >> 8 & 0xff) + "." + (host & 0xff);
  }
}

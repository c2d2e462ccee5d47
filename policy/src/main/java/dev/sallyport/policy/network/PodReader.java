// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Pods by workload, from the objects that make them or from the pods themselves. */
final class PodReader {
  private static final Map<String, String[]> TEMPLATES =
      Map.of(
          "Deployment", new String[] {"spec", "template"},
          "ReplicaSet", new String[] {"spec", "template"},
          "ReplicationController", new String[] {"spec", "template"},
          "StatefulSet", new String[] {"spec", "template"},
          "DaemonSet", new String[] {"spec", "template"},
          "DeploymentConfig", new String[] {"spec", "template"},
          "Job", new String[] {"spec", "template"},
          "CronJob", new String[] {"spec", "jobTemplate", "spec", "template"},
          "VirtualMachine", new String[] {"spec", "template"},
          "Pod", new String[0]);

  private record Id(String namespace, String kind, String name) {}

  private record Found(
      Id id, Id owner, Map<String, String> labels, List<PodGroup.NamedPort> ports) {}

  private final List<Found> found = new ArrayList<>();
  private final Set<Id> present = new HashSet<>();

  static boolean makesPods(String kind) {
    return TEMPLATES.containsKey(kind);
  }

  void add(Fields object, String kind, String namespace, String name) {
    if (kind.equals("Pod") && ended(object.at("status", "phase").text(""))) {
      return;
    }
    Fields template = object.at(TEMPLATES.getOrDefault(kind, new String[0]));
    Id id = new Id(namespace, kind, name);
    present.add(id);
    found.add(
        new Found(
            id,
            owner(object, namespace).orElse(id),
            template.at("metadata", "labels").labels(),
            ports(template.at("spec"))));
  }

  private static boolean ended(String phase) {
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  private static Optional<Id> owner(Fields object, String namespace) {
    for (Fields owner : object.at("metadata", "ownerReferences").items()) {
      if (owner.at("controller").text("true").equals("true")) {
        return Optional.of(new Id(namespace, owner.at("kind").text(""), owner.at("name").text("")));
      }
    }
    return Optional.empty();
  }

  private static List<PodGroup.NamedPort> ports(Fields spec) {
    List<PodGroup.NamedPort> ports = new ArrayList<>();
    List<Fields> containers = new ArrayList<>(spec.at("containers").items());
    for (Fields container : spec.at("initContainers").items()) {
      if (container.at("restartPolicy").text("").equals("Always")) {
        containers.add(container);
      }
    }
    for (Fields container : containers) {
      for (Fields port : container.at("ports").items()) {
        if (port.has("name")) {
          ports.add(
              new PodGroup.NamedPort(
                  port.at("name").text(""),
                  PolicyReader.transport(port.at("protocol")),
                  port.at("containerPort").port()));
        }
      }
    }
    return ports;
  }

  /** Returns the groups; namespaces without an object of their own have the label of their name. */
  List<PodGroup> groups(Map<String, Map<String, String>> namespaces) {
    Map<Id, Id> owners = new HashMap<>();
    found.forEach(each -> owners.put(each.id(), each.owner()));
    List<PodGroup> groups = new ArrayList<>();
    for (Found each : found) {
      boolean madeByAnother = !each.owner().equals(each.id()) && present.contains(each.owner());
      boolean isPod = each.id().kind().equals("Pod");
      if (madeByAnother && !isPod) {
        continue;
      }
      Id top = isPod ? top(each.owner(), owners) : each.id();
      Map<String, String> labels =
          new HashMap<>(namespaces.getOrDefault(top.namespace(), Map.of()));
      labels.putIfAbsent("kubernetes.io/metadata.name", top.namespace());
      groups.add(
          new PodGroup(
              top.namespace(), labels, top.name(), top.kind(), each.labels(), each.ports()));
    }
    return groups.stream().distinct().toList();
  }

  private static Id top(Id from, Map<Id, Id> owners) {
    Id top = from;
    for (int steps = 0; steps < 4; steps++) {
      Id above = owners.get(top);
      if (above == null || above.equals(top)) {
        return top;
      }
      top = above;
    }
    return top;
  }
}

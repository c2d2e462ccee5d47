// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import dev.sallyport.control.kube.ClusterState;
import dev.sallyport.model.LabelRequirement;
import dev.sallyport.model.Workload;
import dev.sallyport.wire.kube.Surroundings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What policies may mean that only the cluster knows, at one moment.
 *
 * @param labels labels of each namespace by its name
 * @param ingress workloads that a Service offers to callers outside of the cluster
 */
record ClusterSurroundings(Map<String, Map<String, String>> labels, Set<Workload> ingress)
    implements Surroundings {
  static final ClusterSurroundings EMPTY = new ClusterSurroundings(Map.of(), Set.of());

  ClusterSurroundings {
    labels = Map.copyOf(labels);
    ingress = Set.copyOf(ingress);
  }

  static ClusterSurroundings of(ClusterState cluster) {
    return new ClusterSurroundings(cluster.namespaces(), cluster.ingressParties());
  }

  @Override
  public Set<String> namespaces(List<LabelRequirement> required) {
    return labels.entrySet().stream()
        .filter(each -> required.stream().allMatch(it -> it.matches(each.getValue())))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}

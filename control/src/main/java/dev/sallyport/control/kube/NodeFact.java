// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import io.fabric8.kubernetes.api.model.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * What is kept of a machine of the cluster.
 *
 * @param name name of the Node
 * @param addresses its IP addresses of every type
 * @param podRanges address ranges its pods are given, in CIDR form; may be empty
 */
record NodeFact(String name, List<String> addresses, List<String> podRanges) {
  static NodeFact of(Node node) {
    List<String> addresses = new ArrayList<>();
    if (node.getStatus() != null) {
      for (var each : node.getStatus().getAddresses()) {
        if (each.getType() != null && each.getType().endsWith("IP")) {
          addresses.add(each.getAddress());
        }
      }
    }
    List<String> ranges = new ArrayList<>();
    if (node.getSpec() != null) {
      ranges.addAll(node.getSpec().getPodCIDRs());
      if (ranges.isEmpty() && node.getSpec().getPodCIDR() != null) {
        ranges.add(node.getSpec().getPodCIDR());
      }
    }
    return new NodeFact(node.getMetadata().getName(), List.copyOf(addresses), List.copyOf(ranges));
  }
}

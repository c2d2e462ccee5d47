// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is kept of an EndpointSlice: which pods or addresses stand behind a Service.
 *
 * @param uid UID
 * @param namespace namespace
 * @param service name of the Service; empty when the slice names none
 * @param members its endpoints, ready or not
 * @param ports port numbers by port name
 */
record SliceFact(
    String uid,
    String namespace,
    String service,
    List<Member> members,
    Map<String, Integer> ports) {

  /**
   * One endpoint.
   *
   * @param addresses its addresses, all meaning the same endpoint
   * @param podUid UID of the pod, or empty when it is not a pod
   * @param ready whether traffic is sent to it
   */
  record Member(List<String> addresses, String podUid, boolean ready) {}

  static SliceFact of(EndpointSlice slice) {
    var meta = slice.getMetadata();
    Map<String, String> labels = meta.getLabels() == null ? Map.of() : meta.getLabels();
    List<Member> members = new ArrayList<>();
    for (var each : slice.getEndpoints()) {
      var target = each.getTargetRef();
      boolean pod = target != null && "Pod".equals(target.getKind()) && target.getUid() != null;
      var conditions = each.getConditions();
      members.add(
          new Member(
              List.copyOf(each.getAddresses()),
              pod ? target.getUid() : "",
              conditions == null || !Boolean.FALSE.equals(conditions.getReady())));
    }
    Map<String, Integer> ports = new java.util.TreeMap<>();
    for (var each : slice.getPorts()) {
      if (each.getPort() != null) {
        ports.put(each.getName() == null ? "" : each.getName(), each.getPort());
      }
    }
    return new SliceFact(
        meta.getUid(),
        meta.getNamespace(),
        labels.getOrDefault("kubernetes.io/service-name", ""),
        List.copyOf(members),
        Map.copyOf(ports));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an Ingress: which Services are offered to the outside and under which names.
 *
 * @param uid UID
 * @param namespace namespace
 * @param name name
 * @param hosts host names, sorted
 * @param services names of the Services behind it, sorted
 */
record IngressFact(
    String uid, String namespace, String name, List<String> hosts, List<String> services) {

  static IngressFact of(Ingress ingress) {
    Set<String> hosts = new TreeSet<>();
    Set<String> services = new TreeSet<>();
    var spec = ingress.getSpec();
    if (spec != null) {
      add(services, spec.getDefaultBackend());
      for (var rule : spec.getRules()) {
        if (rule.getHost() != null) {
          hosts.add(rule.getHost());
        }
        if (rule.getHttp() != null) {
          rule.getHttp().getPaths().forEach(path -> add(services, path.getBackend()));
        }
      }
    }
    var meta = ingress.getMetadata();
    return new IngressFact(
        meta.getUid(),
        meta.getNamespace(),
        meta.getName(),
        List.copyOf(hosts),
        List.copyOf(services));
  }

  private static void add(Set<String> services, @Nullable IngressBackend backend) {
    if (backend != null && backend.getService() != null) {
      services.add(backend.getService().getName());
    }
  }
}

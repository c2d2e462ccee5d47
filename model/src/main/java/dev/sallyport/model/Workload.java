// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Stable identity of a running application: the top owner of its pods, never an address.
 *
 * <p>Two workloads are equal when namespace, kind and name are; service account and labels describe
 * the workload as last seen and may change while it stays the same workload.
 *
 * @param namespace Kubernetes namespace
 * @param kind kind of the top owner, for example {@code Deployment}, {@code CronJob}, or {@code
 *     Pod} for a pod that nothing owns
 * @param name name of the top owner
 * @param serviceAccount service account of the pods; {@code default} when none is named
 * @param labels labels of the pod template, without those that Kubernetes adds per revision
 */
public record Workload(
    String namespace,
    String kind,
    String name,
    String serviceAccount,
    SortedMap<String, String> labels)
    implements Party {

  public Workload {
    requireNonNull(namespace, "namespace");
    requireNonNull(kind, "kind");
    requireNonNull(name, "name");
    requireNonNull(serviceAccount, "serviceAccount");
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** Returns a workload without labels, under the service account {@code default}. */
  public static Workload of(String namespace, String kind, String name) {
    return new Workload(namespace, kind, name, "default", new TreeMap<>(Map.of()));
  }

  @Override
  public String key() {
    return "workload/" + namespace + "/" + kind + "/" + name;
  }

  @Override
  public String displayName() {
    return namespace + "/" + name;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Workload that
        && namespace.equals(that.namespace)
        && kind.equals(that.kind)
        && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    // Not Objects.hash: this runs once per exchange, and that allocates an array.
    return (namespace.hashCode() * 31 + kind.hashCode()) * 31 + name.hashCode();
  }
}

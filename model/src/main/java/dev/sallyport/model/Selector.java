// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import java.util.List;
import java.util.Set;

/**
 * Workloads by what they are: those of which every part holds. An empty part holds of all.
 *
 * @param namespaces names of namespaces, of which one must match
 * @param kinds kinds of the top owner, of which one must match
 * @param names names of the top owner, of which one must match
 * @param serviceAccounts names of service accounts, of which one must match
 * @param labels what must hold of the labels of the pod template, all of it
 */
public record Selector(
    Set<NamePattern> namespaces,
    Set<String> kinds,
    Set<NamePattern> names,
    Set<NamePattern> serviceAccounts,
    List<LabelRequirement> labels) {
  /** Every workload. */
  public static final Selector ALL =
      new Selector(Set.of(), Set.of(), Set.of(), Set.of(), List.of());

  public Selector {
    namespaces = Set.copyOf(namespaces);
    kinds = Set.copyOf(kinds);
    names = Set.copyOf(names);
    serviceAccounts = Set.copyOf(serviceAccounts);
    labels = List.copyOf(labels);
  }

  /** Returns a selector of one workload. */
  public static Selector of(Workload workload) {
    return new Selector(
        Set.of(new NamePattern(workload.namespace())),
        Set.of(workload.kind()),
        Set.of(new NamePattern(workload.name())),
        Set.of(),
        List.of());
  }

  /** Returns a selector of all workloads of a namespace. */
  public static Selector namespace(String namespace) {
    return new Selector(
        Set.of(new NamePattern(namespace)), Set.of(), Set.of(), Set.of(), List.of());
  }

  /** Returns whether the workload is meant. */
  public boolean matches(Workload workload) {
    return any(namespaces, workload.namespace())
        && (kinds.isEmpty() || kinds.contains(workload.kind()))
        && any(names, workload.name())
        && any(serviceAccounts, workload.serviceAccount())
        && labels.stream().allMatch(each -> each.matches(workload.labels()));
  }

  private static boolean any(Set<NamePattern> patterns, String name) {
    return patterns.isEmpty() || patterns.stream().anyMatch(each -> each.matches(name));
  }
}

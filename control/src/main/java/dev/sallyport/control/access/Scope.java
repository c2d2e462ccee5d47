// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import dev.sallyport.model.Party;
import dev.sallyport.model.Workload;
import java.util.Set;
import java.util.TreeSet;

/**
 * How much of the cluster a right reaches.
 *
 * @param all whether it reaches everything
 * @param namespaces what it reaches otherwise, in order
 */
public record Scope(boolean all, Set<String> namespaces) {
  /** Everything. */
  public static final Scope ALL = new Scope(true, Set.of());

  /** Nothing. */
  public static final Scope NONE = new Scope(false, Set.of());

  private static final String WORKLOAD = "workload/";

  public Scope {
    namespaces = java.util.Collections.unmodifiableSet(new TreeSet<>(namespaces));
  }

  /** Returns a scope of those namespaces alone. */
  public static Scope of(Set<String> namespaces) {
    return new Scope(false, namespaces);
  }

  /** Returns whether nothing is reached. */
  public boolean none() {
    return !all && namespaces.isEmpty();
  }

  /** Returns whether a namespace is reached; the empty name stands for the whole cluster. */
  public boolean holds(String namespace) {
    return all || namespaces.contains(namespace);
  }

  /** Returns whether an end of traffic is a workload that is reached. */
  public boolean holds(Party party) {
    return all || party instanceof Workload it && namespaces.contains(it.namespace());
  }

  /** Returns whether the id of an end of traffic is that of a workload that is reached. */
  public boolean holdsParty(String id) {
    if (all) {
      return true;
    }
    if (!id.startsWith(WORKLOAD)) {
      return false;
    }
    int end = id.indexOf('/', WORKLOAD.length());
    return end > 0 && namespaces.contains(id.substring(WORKLOAD.length(), end));
  }

  /** Returns whether at least one of two ends is reached. */
  public boolean touches(String source, String target) {
    return all || holdsParty(source) || holdsParty(target);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the objects of the cluster say of one workload, to be read beside what was seen of it.
 *
 * @param workload stable key
 * @param entries what offers it to callers outside of the cluster
 * @param policies policies of the cluster that select it, of whatever engine
 * @param rights what it may ask of the Kubernetes API
 * @param unread kinds of objects that control could not read, a sentence each
 */
public record WorkloadDeclaredView(
    String workload,
    List<Entry> entries,
    List<Selecting> policies,
    ApiRights rights,
    List<String> unread) {
  public WorkloadDeclaredView {
    requireNonNull(workload, "workload");
    requireNonNull(rights, "rights");
    entries = List.copyOf(entries);
    policies = List.copyOf(policies);
    unread = List.copyOf(unread);
  }

  /**
   * A way in.
   *
   * @param object the object that says so, as {@code Kind namespace/name}
   * @param through what requests pass on the way
   * @param hosts names under which it is offered; empty for any
   * @param paths paths or methods that lead to it; empty for all
   * @param service the Service that they lead to
   * @param port port of that Service; absent where the object names none
   */
  public record Entry(
      String object,
      String through,
      List<String> hosts,
      List<String> paths,
      String service,
      @Nullable String port) {
    public Entry {
      hosts = List.copyOf(hosts);
      paths = List.copyOf(paths);
    }
  }

  /**
   * A policy that selects the workload.
   *
   * @param object the policy, as {@code Kind namespace/name}
   * @param says what it says, in short
   * @param evaluated whether what edges are said to be declared regards it; else it is only listed
   */
  public record Selecting(String object, String says, boolean evaluated) {}

  /**
   * What the service account of the workload may do.
   *
   * @param account service account, as {@code namespace/name}
   * @param known whether roles and their bindings could be read
   * @param because why not; absent where they could
   * @param tokenMounted whether its pods are given the token that has these rights
   * @param cloudIdentity what the account stands for at the provider of the cloud; absent where
   *     nothing says so
   * @param seenCalls exchanges with the Kubernetes API that were seen
   * @param grants what it may, the gravest first
   * @param grantsOmitted how many more there are
   */
  public record ApiRights(
      String account,
      boolean known,
      @Nullable String because,
      boolean tokenMounted,
      @Nullable String cloudIdentity,
      long seenCalls,
      List<Grant> grants,
      int grantsOmitted) {
    public ApiRights {
      grants = List.copyOf(grants);
    }
  }

  /**
   * Something that it may do.
   *
   * @param weight {@code takes-over} where it leads to all rights there, {@code grave}, or {@code
   *     plain}
   * @param may what
   * @param where {@code whole cluster} or {@code namespace NAME}
   * @param by the binding and the role that give it
   */
  public record Grant(String weight, String may, String where, String by) {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Workload;

/**
 * A pod that holds, or held, addresses.
 *
 * @param podUid UID of the pod
 * @param workload its workload as far as known
 * @param settled whether that is the top owner for certain
 * @param node name of its node, empty when unknown
 * @param captured whether it is captured
 */
public record Holder(
    String podUid, Workload workload, boolean settled, String node, Captured captured) {
  public Holder {
    requireNonNull(podUid, "podUid");
    requireNonNull(workload, "workload");
    requireNonNull(node, "node");
    requireNonNull(captured, "captured");
  }
}

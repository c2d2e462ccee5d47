// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.ControlPlane;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Workload;

/** Who held an address at a time, as far as the ledger knows now. */
public sealed interface Held {

  /**
   * Exactly one pod. While news may still come it is not certain, see {@link IdentityLimits}.
   *
   * @param holder the pod
   */
  record ByPod(Holder holder) implements Held {}

  /**
   * A Service.
   *
   * @param workload the one workload behind it; a workload of kind {@code Service} when there are
   *     several or none, which is stable however the endpoints change and claims no more than the
   *     address says
   * @param captured whether the pods behind its ready endpoints are captured; unknown when mixed
   */
  record ByService(Workload workload, Captured captured) implements Held {}

  /**
   * A machine of the cluster.
   *
   * @param name name of the node
   */
  record ByNode(String name) implements Held {}

  /** The Kubernetes API. */
  record ByControlPlane() implements Held {}

  /**
   * An address of the cluster with no single holder.
   *
   * @param why the reason
   */
  record Nobody(Unidentified.Why why) implements Held {}

  /**
   * An address out of the cluster.
   *
   * @param sure whether no late news can make it one of a pod
   */
  record Outside(boolean sure) implements Held {}

  /** Returns whether late news may still change it, so that an answer has to wait. */
  default boolean unsettled() {
    return this instanceof ByPod
        || this instanceof Nobody
        || this instanceof Outside(boolean sure) && !sure;
  }

  /** Returns the attribution for anything in the cluster. */
  default Attribution attribution() {
    return switch (this) {
      case ByPod(Holder holder) -> new Attribution(holder.workload(), Proof.ADDRESS_LEDGER);
      case ByService(Workload workload, Captured ignored) ->
          new Attribution(workload, Proof.ADDRESS_LEDGER);
      case ByNode(String name) -> new Attribution(new ClusterNode(name), Proof.ADDRESS_LEDGER);
      case ByControlPlane() -> new Attribution(new ControlPlane(), Proof.ADDRESS_LEDGER);
      case Nobody(Unidentified.Why why) -> new Attribution(new Unidentified(why), Proof.UNKNOWN);
      case Outside(boolean _) ->
          throw new IllegalStateException("an outside address is named by side and evidence");
    };
  }
}

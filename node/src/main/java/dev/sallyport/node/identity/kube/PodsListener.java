// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import java.util.Collection;

/** Receives news of the pods of this node, on one thread, in order. Must not block. */
public interface PodsListener {

  /** These are all pods of this node now; any other is gone. */
  default void listed(Collection<PodIdentity> pods) {}

  /** The pod is new or changed. */
  default void changed(PodIdentity pod) {}

  /** The pod was deleted. */
  default void gone(String uid) {}

  /** The top owner of the pod became known; the pod may be gone by now. */
  default void ownerFound(PodIdentity pod) {}
}

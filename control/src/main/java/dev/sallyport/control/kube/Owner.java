// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import org.jspecify.annotations.Nullable;

/**
 * The controller that an object names as its owner.
 *
 * @param kind kind as written in the reference, for example {@code ReplicaSet}
 * @param name name in the namespace of the owned object
 * @param uid UID of the owner
 */
record Owner(String kind, String name, String uid) {

  /** Returns the controlling owner of an object, or null when nothing controls it. */
  static @Nullable Owner of(HasMetadata object) {
    for (OwnerReference each : object.getMetadata().getOwnerReferences()) {
      if (Boolean.TRUE.equals(each.getController())) {
        return new Owner(each.getKind(), each.getName(), each.getUid());
      }
    }
    return null;
  }
}

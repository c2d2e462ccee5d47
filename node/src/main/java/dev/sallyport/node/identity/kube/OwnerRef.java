// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import static java.util.Objects.requireNonNull;

/**
 * The controller that an object names as its owner.
 *
 * @param apiVersion for example {@code apps/v1}
 * @param kind for example {@code ReplicaSet}
 * @param name its name
 * @param uid its UID
 */
record OwnerRef(String apiVersion, String kind, String name, String uid) {
  OwnerRef {
    requireNonNull(apiVersion, "apiVersion");
    requireNonNull(kind, "kind");
    requireNonNull(name, "name");
    requireNonNull(uid, "uid");
  }
}

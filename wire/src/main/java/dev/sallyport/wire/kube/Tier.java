// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

/** Tiers in which a policy of the whole cluster may speak. */
enum Tier {
  ADMIN,
  BASELINE
}

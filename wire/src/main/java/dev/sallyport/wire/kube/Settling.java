// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

/** What holds where no rule said anything. */
enum Settling {
  ALLOW,
  DENY
}

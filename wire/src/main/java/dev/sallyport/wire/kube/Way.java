// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

/** The two halves of an exchange. */
enum Way {
  REQUEST,
  RESPONSE
}

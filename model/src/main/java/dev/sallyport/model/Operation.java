// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/**
 * What is called, with identifiers templated away so that the number of operations stays bounded.
 *
 * <p>{@link #key()} is stable and readable; two operations are the same exactly when keys are
 * equal.
 */
public sealed interface Operation
    permits HttpOperation,
        RpcOperation,
        QueryOperation,
        MessageOperation,
        LookupOperation,
        ModelOperation,
        RawOperation {

  /** Returns the protocol the operation was seen on. */
  Protocol protocol();

  /** Returns the stable, readable key, for example {@code GET /orders/{id}}. */
  String key();
}

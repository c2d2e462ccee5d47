// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import java.util.List;

/** The answer of the ledger to who held an address at a moment. */
public sealed interface Holder {

  /**
   * Exactly one pod held it.
   *
   * @param podUid UID of that pod
   */
  record Pod(String podUid) implements Holder {}

  /**
   * More than one pod may have held it, so no claim is made.
   *
   * @param podUids the candidates, sorted
   */
  record Ambiguous(List<String> podUids) implements Holder {
    public Ambiguous {
      podUids = List.copyOf(podUids);
    }
  }

  /** No known pod held it. */
  record Nobody() implements Holder {}
}

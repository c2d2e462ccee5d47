// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

/**
 * "This pod held the address in this time", on the clock of the node.
 *
 * @param podUid the claimant; empty for the remains of claims that were folded, which make their
 *     time ambiguous
 * @param sandbox whether the address was read in the pod's own namespace, not told by anybody
 * @param fromNanos when it was first known
 * @param untilNanos when it was known to have ended, {@link Long#MAX_VALUE} while it has not
 */
record Claim(String podUid, boolean sandbox, long fromNanos, long untilNanos) {
  static final String FOLDED = "";

  boolean open() {
    return untilNanos == Long.MAX_VALUE;
  }

  boolean overlaps(long fromNanos, long untilNanos) {
    return this.fromNanos <= untilNanos && this.untilNanos >= fromNanos;
  }

  boolean covers(long fromNanos, long untilNanos) {
    return this.fromNanos <= fromNanos && this.untilNanos >= untilNanos;
  }

  Claim ended(long atNanos) {
    return open() ? new Claim(podUid, sandbox, fromNanos, Math.max(atNanos, fromNanos)) : this;
  }
}

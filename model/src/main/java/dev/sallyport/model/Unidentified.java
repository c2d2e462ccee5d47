// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * An end of traffic that nothing could name. It is a value, and shown: ignorance stays visible.
 *
 * @param why stable reason for the missing name
 */
public record Unidentified(Why why) implements Party {

  /** Reasons why an end of traffic has no name. */
  public enum Why {
    /** An address inside the cluster's ranges that no pod, Service or node held at that time. */
    CLUSTER_ADDRESS_UNKNOWN,
    /** More than one pod may have held the address at that time; a guess is not made. */
    ADDRESS_AMBIGUOUS,
    /** The connection was open before capture began and its owner cannot be told any more. */
    OPEN_BEFORE_CAPTURE,
    /** The bound on distinct names was reached; the rest is counted here. */
    TABLE_FULL
  }

  public Unidentified {
    requireNonNull(why, "why");
  }

  @Override
  public String key() {
    return "unidentified/" + why;
  }

  @Override
  public String displayName() {
    return switch (why) {
      case CLUSTER_ADDRESS_UNKNOWN -> "unknown cluster address";
      case ADDRESS_AMBIGUOUS -> "ambiguous address";
      case OPEN_BEFORE_CAPTURE -> "open before capture";
      case TABLE_FULL -> "not told apart (table full)";
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import java.util.Locale;

/** What acting inline counts. Those that begin with LIMIT count how often a bound was reached. */
public enum EnforceCount {
  /** Decisions about exchanges and connections. */
  DECISIONS,
  /** Exchanges refused. */
  EXCHANGES_DENIED,
  /** Exchanges refused because they came too often. */
  EXCHANGES_THROTTLED,
  /** Exchanges that passed with values replaced, or were set up for it. */
  EXCHANGES_REDACTED,
  /** Connections reset or ended because they are not allowed. */
  CONNECTIONS_DENIED,
  /** Connections that were open when a policy came that does not allow them. */
  CONNECTIONS_CUT,
  /** Connections that were open when a policy came that cannot be enforced on them. */
  CONNECTIONS_LEFT_OPEN,
  /** Connections that went through a gate. */
  CONNECTIONS_GUARDED,
  /** Lookups refused. */
  LOOKUPS_DENIED,
  /** What passed although it could not be checked. */
  FAILED_OPEN,
  /** What was refused because it could not be checked. */
  FAILED_CLOSED,
  /** Waits that a policy's budget ended, of all that failed open or closed. */
  BUDGETS_EXCEEDED,
  /** Calls of probes that passed although no policy allows them. */
  PROBES_EXEMPTED,
  LIMIT_ENDS_WAIT,
  LIMIT_RECOGNITION_WAIT,
  LIMIT_CONTENT_WAIT,
  LIMIT_REQUEST_BYTES,
  LIMIT_ANSWER_BYTES,
  LIMIT_EXCHANGES,
  LIMIT_PRESUMED_EXCHANGES,
  LIMIT_CALLERS;

  /** Returns the name under which it is published. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}

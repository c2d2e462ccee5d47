// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import java.util.Locale;

/** What capture counts. Those that begin with LIMIT count how often a bound was reached. */
enum CaptureCounter {
  CONNECTIONS_OPENED,
  CONNECTIONS_CLOSED,
  CONNECTIONS_RESET_BY_CLIENT,
  CONNECTIONS_RESET_BY_SERVER,
  CONNECTIONS_REFUSED,
  CONNECTIONS_UNREACHABLE,
  CONNECTIONS_ADOPTED,
  BYTES_FROM_CLIENT,
  BYTES_FROM_SERVER,
  LOOKUPS,
  LOOKUPS_UNANSWERED,
  SOCKETS_POOLED,
  SOCKETS_MADE_INLINE,
  CANARIES_ANSWERED,
  CANARIES_LOST,
  RULES_RESTORED,
  LOOPS_REFUSED,
  OBSERVER_FAILURES,
  LIMIT_PODS,
  LIMIT_CONNECTIONS,
  LIMIT_CONNECTIONS_PER_POD,
  LIMIT_BYTES_HELD,
  LIMIT_CONNECT_TIMEOUT,
  LIMIT_DESCRIPTORS,
  LIMIT_LOOKUPS_IN_FLIGHT,
  LIMIT_DRAIN;

  /** Returns the name under which it is published. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}

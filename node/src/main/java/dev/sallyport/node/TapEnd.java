// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.node.capture.CloseReason;
import dev.sallyport.protocol.Ending;

/** How a connection ended, kept until its ends are attributed. */
record TapEnd(CloseReason why, long fromClientBytes, long fromServerBytes, long atNanos) {

  /** Whether the server was never reached. */
  boolean never() {
    return switch (why) {
      case REFUSED, UNREACHABLE, CONNECT_TIMEOUT -> true;
      case FINISHED, CLIENT_RESET, SERVER_RESET, LIMIT, DENIED, SANDBOX_GONE, STOPPED -> false;
    };
  }

  /** A client that says nothing and goes away, as probes do, did not fail. */
  Ending ending() {
    return switch (why) {
      case FINISHED -> Ending.ORDERLY;
      case CLIENT_RESET -> fromClientBytes == 0 ? Ending.ORDERLY : Ending.RESET;
      case SERVER_RESET, REFUSED, UNREACHABLE, LIMIT, DENIED -> Ending.RESET;
      case CONNECT_TIMEOUT -> Ending.TIMED_OUT;
      case SANDBOX_GONE, STOPPED -> Ending.UNOBSERVED;
    };
  }
}

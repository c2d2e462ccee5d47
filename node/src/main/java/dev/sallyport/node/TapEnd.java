// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.model.Outcome;
import dev.sallyport.node.capture.CloseReason;
import dev.sallyport.protocol.Ending;
import java.util.Optional;

/** How a connection ended, kept until its ends are attributed. */
record TapEnd(CloseReason why, long fromClientBytes, long fromServerBytes, long atNanos) {

  /** How the attempt ended, where it reached nobody: the server never said a byte. */
  Optional<Outcome.Miss> missed() {
    return switch (why) {
      case REFUSED -> Optional.of(Outcome.Miss.REFUSED);
      case UNREACHABLE -> Optional.of(Outcome.Miss.UNREACHABLE);
      case CONNECT_TIMEOUT -> Optional.of(Outcome.Miss.NO_ANSWER);
      case SERVER_RESET ->
          fromServerBytes == 0 ? Optional.of(Outcome.Miss.RESET) : Optional.empty();
      case FINISHED, CLIENT_RESET, LIMIT, DENIED, SANDBOX_GONE, STOPPED -> Optional.empty();
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

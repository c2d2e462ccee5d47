// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import dev.sallyport.model.Direction;
import dev.sallyport.model.RateLimit;
import dev.sallyport.model.Redaction;
import dev.sallyport.model.Response;
import dev.sallyport.model.Severity;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes what is done where a rule applies. */
final class ResponseWriter {
  private ResponseWriter() {}

  static ThenSpec write(Response response) {
    return switch (response) {
      case Response.Allow() -> new ThenSpec(new ThenSpec.Allow(), null, null, null, null);
      case Response.Deny(int status, String message) ->
          new ThenSpec(
              null, new ThenSpec.Deny(status == 403 ? null : status, message), null, null, null);
      case Response.Redact(Redaction it) -> new ThenSpec(null, null, redact(it), null, null);
      case Response.Throttle(RateLimit it) -> new ThenSpec(null, null, null, throttle(it), null);
      case Response.Alert(Severity it) ->
          new ThenSpec(null, null, null, null, new ThenSpec.Alert(it));
    };
  }

  private static ThenSpec.Redact redact(Redaction it) {
    return new ThenSpec.Redact(
        it.classes().stream().sorted().toList(), List.of(), way(it.directions()), it.method());
  }

  private static ThenSpec.Throttle throttle(RateLimit it) {
    return new ThenSpec.Throttle(it.perSecond(), it.burst(), it.per());
  }

  static @Nullable Way way(Set<Direction> directions) {
    if (directions.size() != 1) {
      return null;
    }
    return directions.contains(Direction.FROM_CLIENT) ? Way.REQUEST : Way.RESPONSE;
  }
}

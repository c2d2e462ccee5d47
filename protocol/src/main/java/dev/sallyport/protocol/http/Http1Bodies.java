// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Direction;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Observation;
import dev.sallyport.protocol.ProtocolLimits;
import dev.sallyport.protocol.gate.BodyFraming;
import dev.sallyport.protocol.gate.Editing;
import dev.sallyport.protocol.gate.Editor;
import java.util.Optional;

/** Edits bodies of HTTP/1.1: with their length or in chunks, whichever they come in. */
public final class Http1Bodies implements BodyFraming {
  private final ProtocolLimits limits;

  /** Makes the framing of a connection that its reader understands within these limits. */
  public Http1Bodies(ProtocolLimits limits) {
    this.limits = requireNonNull(limits, "limits");
  }

  @Override
  public Optional<Editor> editor(
      Direction direction, Observation.RequestHead head, Editing.BodyEditors editors) {
    boolean bodyless =
        direction == Direction.FROM_SERVER
            && head.operation() instanceof HttpOperation http
            && http.method().equals("HEAD");
    return Optional.of(new Http1BodyEditing(direction, bodyless, editors, limits));
  }
}

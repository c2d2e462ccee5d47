// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Conversation;
import dev.sallyport.model.Observation;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Redaction;
import dev.sallyport.protocol.gate.Editing;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Knows how exchanges are changed so that values are replaced. Safe for use by many threads. */
public interface Redactor {
  /** Replaces nothing. */
  Redactor NONE = (protocol, head, conversation, redactions, onFailure) -> Redacted.NOT;

  /**
   * How one exchange is changed.
   *
   * @param editing what is done to its bytes; {@link Editing#NONE} when nothing can be
   * @param whole tells whether all that passed so far was looked at
   */
  record Redacted(Editing editing, BooleanSupplier whole) {
    /** Nothing is to be replaced. */
    static final Redacted NONE_WANTED = new Redacted(Editing.NONE, () -> true);

    /** Nothing can be replaced. */
    static final Redacted NOT = new Redacted(Editing.NONE, () -> false);

    public Redacted {
      requireNonNull(editing, "editing");
      requireNonNull(whole, "whole");
    }
  }

  /**
   * Returns how one exchange is changed on its way.
   *
   * @param protocol what its connection speaks
   * @param head what is called
   * @param conversation between whom
   * @param redactions what is to be replaced, at least one
   * @param onFailure whether what cannot be looked at may pass
   */
  Redacted redacted(
      Protocol protocol,
      Observation.RequestHead head,
      Conversation conversation,
      List<Redaction> redactions,
      OnFailure onFailure);

  /** Returns counts by name. */
  default Map<String, Long> counters() {
    return Map.of();
  }
}

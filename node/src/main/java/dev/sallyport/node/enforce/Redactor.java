// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.model.Conversation;
import dev.sallyport.model.Observation;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Redaction;
import dev.sallyport.protocol.gate.Editing;
import java.util.List;

/** Knows how exchanges are changed so that values are replaced. Safe for use by many threads. */
public interface Redactor {
  /** Replaces nothing. */
  Redactor NONE = (protocol, head, conversation, redactions) -> Editing.NONE;

  /**
   * Returns how one exchange is changed on its way.
   *
   * @param protocol what its connection speaks
   * @param head what is called
   * @param conversation between whom
   * @param redactions what is to be replaced, at least one
   */
  Editing editing(
      Protocol protocol,
      Observation.RequestHead head,
      Conversation conversation,
      List<Redaction> redactions);

  /**
   * Returns how one exchange is changed on its way.
   *
   * @param protocol what its connection speaks
   * @param head what is called
   * @param conversation between whom
   * @param redactions what is to be replaced, at least one
   * @param onFailure whether what cannot be looked at may pass
   */
  default Editing editing(
      Protocol protocol,
      Observation.RequestHead head,
      Conversation conversation,
      List<Redaction> redactions,
      OnFailure onFailure) {
    return editing(protocol, head, conversation, redactions);
  }
}

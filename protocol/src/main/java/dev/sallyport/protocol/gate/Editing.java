// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.HeadView;
import java.util.Optional;

/** How one exchange is changed while it passes. */
public sealed interface Editing {

  /** It is not. */
  Editing NONE = new Bytes(Optional.empty(), Optional.empty());

  /**
   * Bodies of HTTP: the gate takes care of heads and framing, in every version.
   *
   * @param editors says what is edited once the head of that side is known
   */
  record Bodies(BodyEditors editors) implements Editing {
    public Bodies {
      requireNonNull(editors, "editors");
    }
  }

  /**
   * All bytes of the exchange, for protocols without bodies.
   *
   * @param request of what the client sends; empty when that passes as it is
   * @param answer of what the server sends; empty when that passes as it is
   */
  record Bytes(Optional<Editor> request, Optional<Editor> answer) implements Editing {
    public Bytes {
      requireNonNull(request, "request");
      requireNonNull(answer, "answer");
    }
  }

  /** Says how bodies are edited. */
  interface BodyEditors {
    /**
     * Returns the editor of the body that follows.
     *
     * @param direction who sends it
     * @param head the head it follows, valid only during the call
     * @return empty when the body passes as it is, and its head too
     */
    Optional<BodyEditor> editor(Direction direction, HeadView head);

    /**
     * Returns the editor of all messages that one side sends once the exchange has turned the
     * connection into a WebSocket.
     */
    default Optional<Editor> messages(Direction direction) {
      return Optional.empty();
    }

    /**
     * A message of that side cannot be followed, so that its body would pass as it is.
     *
     * @throws UneditableException when it must not
     */
    default void missed(Direction direction) {}

    /**
     * Returns whether bodies of answers may be changed, so that requests must not ask for what
     * cannot be: a part of an answer, or one that is packed.
     */
    default boolean editsAnswers() {
      return false;
    }
  }
}

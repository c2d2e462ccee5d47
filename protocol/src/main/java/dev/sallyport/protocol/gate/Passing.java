// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Observation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One exchange at an {@link OrderedGate}. */
final class Passing {
  /** An end that is not known yet. */
  static final long OPEN = Long.MAX_VALUE;

  final long stream;

  /** What is called; null when the request passed before there was a gate. */
  final Observation.@Nullable RequestHead head;

  /** Bytes of the client before the request. */
  final long requestStart;

  /** Bytes of the client up to its end. */
  long requestEnd = OPEN;

  /** Bytes of the server before the final head of the answer. */
  long answerStart = OPEN;

  /** Bytes of the server up to its end. */
  long answerEnd = OPEN;

  boolean requestDone;
  boolean answerDone;

  /** Whether the caller was told that it does not pass. */
  boolean told;

  private boolean answerBegan;
  private @Nullable Sentence request;
  private @Nullable Sentence answer;
  private @Nullable Editor requestEditor;
  private @Nullable Editor answerEditor;
  private ByteBuf kept = Unpooled.EMPTY_BUFFER;

  Passing(Observation.RequestHead head, long requestStart) {
    this.stream = head.stream();
    this.head = head;
    this.requestStart = requestStart;
  }

  /** Makes one that passed before there was a gate. */
  Passing(long stream) {
    this.stream = stream;
    this.head = null;
    this.requestStart = 0;
    this.requestDone = true;
  }

  /** Takes what was said; what is said next is about the answer. */
  void sentence(Sentence said) {
    if (request == null) {
      request = said;
      switch (said) {
        case Sentence.Refuse refuse -> answer = refuse;
        case Sentence.Pass pass -> {
          answer = pass.answer() ? pass : null;
          requestEditor = editor(Direction.FROM_CLIENT, pass.editing()).orElse(null);
          answerEditor = editor(Direction.FROM_SERVER, pass.editing()).orElse(null);
        }
      }
    } else if (answer == null) {
      answer = said;
    }
  }

  boolean waits() {
    return head != null && request == null;
  }

  boolean refused() {
    return request instanceof Sentence.Refuse;
  }

  boolean answerPasses() {
    return head == null || answer instanceof Sentence.Pass;
  }

  Optional<Sentence.Refuse> refusedAnswer() {
    return answer instanceof Sentence.Refuse refuse ? Optional.of(refuse) : Optional.empty();
  }

  @Nullable Editor editor(Direction direction) {
    return direction == Direction.FROM_CLIENT ? requestEditor : answerEditor;
  }

  boolean answerBegan() {
    return answerBegan;
  }

  void beginAnswer() {
    answerBegan = true;
  }

  /** Keeps the head of a request that passes, in case its answer does not. */
  void keep(ByteBuf headBytes) {
    kept = headBytes;
  }

  /** Returns what was kept of the request, to be read only; released with the exchange. */
  ByteBuf kept() {
    return kept.duplicate();
  }

  boolean over() {
    return requestDone && answerDone;
  }

  void release() {
    kept.release();
    kept = Unpooled.EMPTY_BUFFER;
  }

  /** Gives up what waits in editors. */
  void abandon() {
    release();
    if (requestEditor != null) {
      requestEditor.abandon();
    }
    if (answerEditor != null) {
      answerEditor.abandon();
    }
  }

  private static Optional<Editor> editor(Direction direction, Editing editing) {
    return switch (editing) {
      case Editing.Bytes bytes ->
          direction == Direction.FROM_CLIENT ? bytes.request() : bytes.answer();
      case Editing.Bodies ignored ->
          throw new IllegalStateException("bodies are edited in HTTP/2 only");
    };
  }
}

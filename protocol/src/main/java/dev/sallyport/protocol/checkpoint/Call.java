// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.checkpoint;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Operation;
import dev.sallyport.protocol.gate.Denial;
import dev.sallyport.protocol.gate.Editor;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A call that waits for its decision. Confined to the connection's event loop. */
public final class Call {

  /**
   * Something that a call does.
   *
   * @param operation what
   * @param incidental whether it only keeps the session going, as logging in and ending
   *     transactions do. Then it is to be refused only by a rule that means it, never for the lack
   *     of one that allows it
   */
  public record Part(Operation operation, boolean incidental) {
    public Part {
      requireNonNull(operation, "operation");
    }
  }

  private final List<Part> parts;
  private final boolean acts;
  private final boolean whole;
  private final long offset;
  private final Consumer<Optional<Editor>> allowed;
  private final BiConsumer<Denial, List<Part>> refused;
  private boolean decided;

  Call(
      List<Part> parts,
      boolean acts,
      boolean whole,
      long offset,
      Consumer<Optional<Editor>> allowed,
      BiConsumer<Denial, List<Part>> refused) {
    this.parts = List.copyOf(parts);
    this.acts = acts;
    this.whole = whole;
    this.offset = offset;
    this.allowed = allowed;
    this.refused = refused;
  }

  /**
   * Returns all that the call does, at least one; the first names it. It may pass only if each of
   * them may.
   */
  public List<Part> parts() {
    return parts;
  }

  /**
   * Returns whether it does something now; otherwise it readies what a later call does, which is
   * asked for as well.
   */
  public boolean acts() {
    return acts;
  }

  /**
   * Returns whether the call was read so far that {@link #parts} are known to be all. A call that
   * is larger than what may be held is asked for by its start.
   */
  public boolean whole() {
    return whole;
  }

  /** Returns the bytes from the client up to the end of the message that makes the call. */
  public long offset() {
    return offset;
  }

  /** Lets it pass. */
  public void allow() {
    allow(Optional.empty());
  }

  /** Lets it pass, its bytes as they are edited where there is an editor. */
  public void allow(Optional<Editor> editor) {
    if (!decided) {
      decided = true;
      allowed.accept(editor);
    }
  }

  /** Has it refused for all that it does. */
  public void refuse(Denial why) {
    refuse(why, parts);
  }

  /** Has it refused as a whole for some of what it does. */
  public void refuse(Denial why, List<Part> because) {
    if (!decided) {
      decided = true;
      refused.accept(requireNonNull(why, "why"), List.copyOf(because));
    }
  }
}

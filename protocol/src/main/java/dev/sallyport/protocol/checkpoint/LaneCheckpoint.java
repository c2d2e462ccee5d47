// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.checkpoint;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.gate.Denial;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What all checkpoints share: both directions, and the calls that wait in one of them. A subclass
 * reads bytes and says for every stretch of them what becomes of it.
 */
public abstract class LaneCheckpoint implements Checkpoint {
  private final Passage passage;
  private final Lane fromClient;
  private final Lane fromServer;
  private boolean reading;
  private boolean lost;
  private boolean open;
  private boolean closed;
  private boolean ends;

  /** Makes the checkpoint of a connection on which nothing was read yet. */
  protected LaneCheckpoint(Passage passage) {
    this.passage = requireNonNull(passage, "passage");
    this.fromClient = new Lane(Direction.FROM_CLIENT, passage);
    this.fromServer = new Lane(Direction.FROM_SERVER, passage);
  }

  /** Reads bytes that were added to their lane; offsets count from the start of the connection. */
  protected abstract void look(Direction direction, ByteBuf bytes, int index, int length);

  @Override
  public final void read(Direction direction, ByteBuf bytes) {
    if (closed) {
      bytes.release();
      return;
    }
    Lane lane = lane(direction);
    lane.add(bytes);
    if (!open && !lost) {
      reading = true;
      look(direction, bytes, bytes.readerIndex(), bytes.readableBytes());
      reading = false;
    }
    flush();
  }

  @Override
  public final void open() {
    open = true;
    fromClient.open();
    fromServer.open();
    flush();
  }

  @Override
  public final long held(Direction direction) {
    return lane(direction).heldBytes();
  }

  @Override
  public final void close() {
    closed = true;
    fromClient.close();
    fromServer.close();
  }

  private void flush() {
    if (reading || closed) {
      return;
    }
    fromClient.flush();
    fromServer.flush();
    if (ends) {
      ends = false;
      passage.end();
    }
  }

  private Lane lane(Direction direction) {
    return direction == Direction.FROM_CLIENT ? fromClient : fromServer;
  }

  /** Returns whether nothing more shall be read. */
  protected final boolean isLost() {
    return lost;
  }

  /** Returns the bytes of that direction that have a fate, or wait for one. */
  protected final long marked(Direction direction) {
    return lane(direction).marked();
  }

  /** The calls cannot be told apart any more. */
  protected final void lost(String reason) {
    if (!lost) {
      lost = true;
      passage.lost(reason);
    }
  }

  /** Nothing that is asked for comes on this connection any more. */
  protected final void nothingMore() {
    lost = true;
    open();
  }

  /** Ends the connection behind what passed. */
  protected final void end() {
    lost = true;
    ends = true;
    flush();
  }

  /** All up to {@code offset} passes, as far as nothing was said about it. */
  protected final void passTo(Direction direction, long offset) {
    lane(direction).passTo(offset);
  }

  /** Other bytes pass in the place of all up to {@code offset}, or none. */
  protected final void exchange(Direction direction, long offset, byte[] others) {
    lane(direction).mark(offset, null).exchange(others);
    flush();
  }

  /** All up to {@code offset} belongs to a call before it: it passes if that does. */
  protected final void follow(Direction direction, long offset, Stretch leader) {
    lane(direction).mark(offset, leader);
  }

  /**
   * Asks for a call that ends at {@code offset}.
   *
   * @param parts all that it does
   * @param acts whether it does so now
   * @param whole whether {@code parts} are known to be all
   * @param offset where it ends
   * @param instead returns what goes to the server in its place when it is refused
   */
  protected final Stretch ask(
      List<Call.Part> parts,
      boolean acts,
      boolean whole,
      long offset,
      Function<Denial, byte[]> instead) {
    return ask(parts, acts, whole, offset, (why, refused) -> instead.apply(why));
  }

  /** The same where it matters which parts are refused. */
  protected final Stretch ask(
      List<Call.Part> parts,
      boolean acts,
      boolean whole,
      long offset,
      BiFunction<Denial, List<Call.Part>, byte[]> instead) {
    Stretch stretch = fromClient.mark(offset, null);
    ask(stretch, parts, acts, whole, offset, instead);
    return stretch;
  }

  /** Asks for a call of which the end did not come yet; {@link #grow} says more of it. */
  protected final Stretch askEarly(
      List<Call.Part> parts,
      boolean acts,
      boolean whole,
      long offset,
      Function<Denial, byte[]> instead) {
    Stretch stretch = fromClient.markGrowing(offset);
    ask(stretch, parts, acts, whole, offset, (why, refused) -> instead.apply(why));
    return stretch;
  }

  /** More of the call that was asked for last came, perhaps its end. */
  protected final void grow(Stretch call, long offset, boolean ends) {
    fromClient.grow(call, offset, ends);
  }

  private void ask(
      Stretch stretch,
      List<Call.Part> parts,
      boolean acts,
      boolean whole,
      long offset,
      BiFunction<Denial, List<Call.Part>, byte[]> instead) {
    passage.asked(
        new Call(
            parts,
            acts,
            whole,
            offset,
            editor -> {
              editor.ifPresentOrElse(stretch::pass, stretch::pass);
              flush();
            },
            (why, refused) -> {
              stretch.exchange(instead.apply(why, refused));
              flush();
            }));
  }
}

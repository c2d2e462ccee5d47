// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.checkpoint;

import dev.sallyport.model.Direction;
import io.netty.buffer.ByteBuf;

/** The checkpoint of a protocol whose frames say their length ahead. */
public abstract class FramedCheckpoint extends LaneCheckpoint {
  private final FrameHeads fromClient = new FrameHeads(new Side(Direction.FROM_CLIENT));
  private final FrameHeads fromServer = new FrameHeads(new Side(Direction.FROM_SERVER));

  /** Makes the checkpoint of a connection on which nothing was read yet. */
  protected FramedCheckpoint(Passage passage) {
    super(passage);
  }

  /**
   * Returns the length of the frame that begins so, its head included; 0 while too few bytes of it
   * are there; -1 when no frame begins so.
   */
  protected abstract long length(Direction direction, byte[] start, int size);

  /** Returns how many bytes of a frame are to be there before it is read, its head included. */
  protected abstract int wanted(Direction direction, byte[] start, int size, long length);

  /**
   * A frame is there, or as much of it as was wanted; what becomes of it is to be said now. What
   * nothing is said about passes.
   *
   * @param direction who sent it
   * @param start its first bytes, valid only during the call
   * @param held how many of them there are
   * @param length its whole length
   * @param end offset of its end
   */
  protected abstract void frame(Direction direction, byte[] start, int held, long length, long end);

  @Override
  protected final void look(Direction direction, ByteBuf bytes, int index, int length) {
    heads(direction).read(bytes, index, length);
  }

  /** Sends these bytes to the client behind the frame of the server that is on its way. */
  protected final void answer(byte[] bytes) {
    // A frame that began but was not told of stands behind the last stretch.
    exchange(Direction.FROM_SERVER, marked(Direction.FROM_SERVER), bytes);
  }

  private FrameHeads heads(Direction direction) {
    return direction == Direction.FROM_CLIENT ? fromClient : fromServer;
  }

  private final class Side implements FrameHeads.Owner {
    private final Direction direction;

    Side(Direction direction) {
      this.direction = direction;
    }

    @Override
    public long length(byte[] start, int size) {
      return FramedCheckpoint.this.length(direction, start, size);
    }

    @Override
    public int wanted(byte[] start, int size, long length) {
      return FramedCheckpoint.this.wanted(direction, start, size, length);
    }

    @Override
    public void frame(byte[] start, int held, long length, long end) {
      FramedCheckpoint.this.frame(direction, start, held, length, end);
      if (!isLost() && marked(direction) < end) {
        passTo(direction, end);
      }
    }

    @Override
    public void malformed() {
      lost(direction == Direction.FROM_CLIENT ? "message is malformed" : "answer is malformed");
    }

    @Override
    public boolean finished() {
      return isLost();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import dev.sallyport.model.Direction;
import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.SessionUpkeep;
import dev.sallyport.protocol.checkpoint.Call;
import dev.sallyport.protocol.checkpoint.CheckpointLimits;
import dev.sallyport.protocol.checkpoint.FramedCheckpoint;
import dev.sallyport.protocol.checkpoint.Marks;
import dev.sallyport.protocol.checkpoint.Passage;
import dev.sallyport.protocol.checkpoint.RefusalText;
import dev.sallyport.protocol.checkpoint.Stretch;
import dev.sallyport.protocol.gate.Denial;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.collection.IntObjectHashMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Lets methods of AMQP 0-9-1 pass one by one. A refused one is exchanged for the question after an
 * exchange that does not exist, for which the broker closes the channel; that is told as 403,
 * <code>ACCESS_REFUSED</code>, of the method that was refused. So the channel is closed on both
 * sides, and the connection goes on.
 */
public final class AmqpCheckpoint extends FramedCheckpoint {
  private static final int METHOD = 1;
  private static final int HEADER = 2;
  private static final int BODY = 3;
  private static final int HEAD_BYTES = 7;
  private static final int END = 0xce;
  private static final int ACCESS_REFUSED = 403;
  private static final int CHANNEL_CLOSE = AmqpMethod.id(20, 40);
  private static final int PUBLISH = AmqpMethod.id(60, 40);
  private static final int DECLARE = AmqpMethod.id(40, 10);
  private static final int ARGUMENTS_BYTES = 1024;
  private static final Set<String> INCIDENTAL = SessionUpkeep.verbs(Protocol.AMQP);

  private final CheckpointLimits limits;
  private final Marks marks = new Marks();

  /** What is being published, by channel. */
  private final IntObjectHashMap<Stretch> published = new IntObjectHashMap<>(4);

  private boolean greeted;

  /** Makes the checkpoint of a connection on which nothing was read yet. */
  public AmqpCheckpoint(CheckpointLimits limits, Passage passage) {
    super(passage);
    this.limits = limits;
  }

  @Override
  protected long length(Direction direction, byte[] start, int size) {
    if (direction == Direction.FROM_CLIENT && !greeted) {
      return size < 8 ? 0 : 8;
    }
    return AmqpDecoder.length(start, size);
  }

  @Override
  protected int wanted(Direction direction, byte[] start, int size, long length) {
    boolean method = start[0] == METHOD;
    boolean looked = direction == Direction.FROM_CLIENT || !marks.isEmpty();
    return (int) Math.min(length, method && looked ? ARGUMENTS_BYTES : size);
  }

  @Override
  protected void frame(Direction direction, byte[] start, int held, long length, long end) {
    if (direction == Direction.FROM_SERVER) {
      if (start[0] == METHOD && held > HEAD_BYTES) {
        closed(start, held, end);
      }
    } else if (!greeted) {
      greeted = true;
      if (start[4] != 0 || start[5] != 0 || start[6] != 9 || start[7] != 1) {
        lost("AMQP of another version than 0-9-1 is not decoded");
      }
    } else {
      FrameBytes bytes = new FrameBytes(start, 1, held);
      int channel = bytes.uint16();
      bytes.skip(4);
      switch (start[0]) {
        case METHOD -> method(channel, bytes, end);
        case HEADER, BODY -> {
          Stretch publication = published.get(channel);
          if (publication != null) {
            follow(Direction.FROM_CLIENT, end, publication);
          }
        }
        default -> {}
      }
    }
  }

  private void method(int channel, FrameBytes bytes, long end) {
    published.remove(channel);
    int id = bytes.int32();
    AmqpMethod method = AmqpMethod.asked(id);
    if (method == null) {
      return;
    }
    List<Call.Part> parts = new ArrayList<>(1);
    boolean incidental = INCIDENTAL.contains(method.verb());
    for (String each : method.destinations(bytes)) {
      MessageOperation operation =
          new MessageOperation(method.verb(), Destination.of(each), Protocol.AMQP);
      parts.add(new Call.Part(operation, incidental));
    }
    Stretch asked = ask(parts, true, !bytes.beyond(), end, why -> instead(channel, id, why));
    if (id == PUBLISH) {
      if (published.size() >= limits.names()) {
        lost("more channels than the limit");
        return;
      }
      published.put(channel, asked);
    }
  }

  private byte[] instead(int channel, int id, Denial why) {
    if (channel == 0) {
      // Only whole connections speak there, and they cannot go on.
      end();
      return new byte[0];
    }
    byte[] text = ("ACCESS_REFUSED - " + RefusalText.of(why)).getBytes(StandardCharsets.US_ASCII);
    ByteBuf close = Unpooled.buffer();
    close.writeInt(CHANNEL_CLOSE).writeShort(ACCESS_REFUSED);
    close.writeByte(text.length).writeBytes(text).writeInt(id);
    byte[] mark = marks.mark(frame(channel, close)).getBytes(StandardCharsets.US_ASCII);
    ByteBuf question = Unpooled.buffer();
    question.writeInt(DECLARE).writeShort(0).writeByte(mark.length).writeBytes(mark);
    byte[] kind = "direct".getBytes(StandardCharsets.US_ASCII);
    question.writeByte(kind.length).writeBytes(kind).writeByte(1).writeInt(0);
    return frame(channel, question);
  }

  private static byte[] frame(int channel, ByteBuf content) {
    ByteBuf frame = Unpooled.buffer(content.readableBytes() + 8);
    frame.writeByte(METHOD).writeShort(channel).writeInt(content.readableBytes());
    return ByteBufUtil.getBytes(frame.writeBytes(content).writeByte(END));
  }

  private void closed(byte[] start, int held, long end) {
    if (new FrameBytes(start, HEAD_BYTES, held).int32() == CHANNEL_CLOSE) {
      marks
          .answer(start, HEAD_BYTES, held)
          .ifPresent(close -> exchange(Direction.FROM_SERVER, end, close));
    }
  }
}

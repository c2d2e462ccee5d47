// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.mongodb;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.SessionUpkeep;
import dev.sallyport.protocol.checkpoint.Call;
import dev.sallyport.protocol.checkpoint.CheckpointLimits;
import dev.sallyport.protocol.checkpoint.FramedCheckpoint;
import dev.sallyport.protocol.checkpoint.Passage;
import dev.sallyport.protocol.checkpoint.RefusalText;
import dev.sallyport.protocol.gate.Denial;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Lets commands of MongoDB pass one by one. Answers say what they answer, so a refused command is
 * dropped and answered with error 13, <code>Unauthorized</code>, as soon as an answer may begin.
 */
public final class MongoCheckpoint extends FramedCheckpoint {
  private static final int QUERY = 2004;
  private static final int COMPRESSED = 2012;
  private static final int MESSAGE = 2013;
  private static final Set<String> INCIDENTAL = SessionUpkeep.verbs(Protocol.MONGODB);

  private final CheckpointLimits limits;

  /** Makes the checkpoint of a connection on which nothing was read yet. */
  public MongoCheckpoint(CheckpointLimits limits, Passage passage) {
    super(passage);
    this.limits = limits;
  }

  @Override
  protected long length(Direction direction, byte[] start, int size) {
    return MongoDecoder.length(start, size);
  }

  @Override
  protected int wanted(Direction direction, byte[] start, int size, long length) {
    int most = direction == Direction.FROM_CLIENT ? limits.callBytes() : 16;
    return (int) Math.min(most, length);
  }

  @Override
  protected void frame(Direction direction, byte[] start, int held, long length, long end) {
    if (direction == Direction.FROM_SERVER) {
      return;
    }
    int kind = Document.int32(start, 12);
    int at = MongoDecoder.document(start, held);
    if (kind == COMPRESSED || at < 0) {
      lost(
          kind == COMPRESSED
              ? "compressed MongoDB messages are not decoded"
              : "MongoDB message is malformed");
      return;
    }
    Document command = new Document(start, at, held);
    boolean silent = MongoDecoder.moreToCome(start, held);
    int request = Document.int32(start, 4);
    ask(parts(command), true, true, end, why -> refuse(kind, request, silent, why));
  }

  private static List<Call.Part> parts(Document command) {
    QueryOperation operation = MongoDecoder.operation(command);
    List<Call.Part> parts = new ArrayList<>(1);
    parts.add(new Call.Part(operation, INCIDENTAL.contains(operation.verb())));
    return parts;
  }

  private byte[] refuse(int kind, int request, boolean silent, Denial why) {
    if (!silent) {
      answer(kind == QUERY ? oldReply(request, document(why)) : reply(request, document(why)));
    }
    return new byte[0];
  }

  private static byte[] reply(int request, ByteBuf document) {
    ByteBuf reply = Unpooled.buffer();
    int length = 16 + 4 + 1 + document.readableBytes();
    reply.writeIntLE(length).writeIntLE(0).writeIntLE(request).writeIntLE(MESSAGE);
    return ByteBufUtil.getBytes(reply.writeIntLE(0).writeByte(0).writeBytes(document));
  }

  /** The answer to a message of the kind that only greets nowadays. */
  private static byte[] oldReply(int request, ByteBuf document) {
    ByteBuf reply = Unpooled.buffer();
    int length = 16 + 20 + document.readableBytes();
    reply.writeIntLE(length).writeIntLE(0).writeIntLE(request).writeIntLE(1);
    reply.writeIntLE(0).writeLongLE(0).writeIntLE(0).writeIntLE(1);
    return ByteBufUtil.getBytes(reply.writeBytes(document));
  }

  private static ByteBuf document(Denial why) {
    ByteBuf document = Unpooled.buffer().writeIntLE(0);
    document.writeByte(0x01).writeBytes(name("ok")).writeDoubleLE(0);
    text(document, "errmsg", RefusalText.of(why));
    document.writeByte(0x10).writeBytes(name("code")).writeIntLE(13);
    text(document, "codeName", "Unauthorized");
    document.writeByte(0);
    return document.setIntLE(0, document.readableBytes());
  }

  private static void text(ByteBuf document, String name, String text) {
    byte[] value = name(text);
    document.writeByte(0x02).writeBytes(name(name)).writeIntLE(value.length).writeBytes(value);
  }

  private static byte[] name(String name) {
    return (name + '\0').getBytes(StandardCharsets.US_ASCII);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.mongodb;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.Decoder;
import dev.sallyport.protocol.ExchangeWriter;
import dev.sallyport.protocol.FrameReader;
import dev.sallyport.protocol.ProtocolLimits;
import dev.sallyport.protocol.http.PathTemplate;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * MongoDB (its documentation, "Wire Protocol"): each command with its reply is an exchange, named
 * by the command and its collection. A reply that is not <code>ok</code>, or that tells of write
 * errors, makes it fail, with the error's code as status.
 */
public final class MongoDecoder implements Decoder {
  private static final int HEAD_BYTES = 16;
  private static final int MESSAGE_BYTES_MAX = 48_000_000;
  private static final int REPLY = 1;
  private static final int QUERY = 2004;
  private static final int COMPRESSED = 2012;
  private static final int MESSAGE = 2013;
  private static final int MORE_TO_COME = 2;
  private static final int NAME_MAX = 64;

  private final ProtocolLimits limits;
  private final Consumer<Observation> sink;
  private final ExchangeWriter exchanges;
  private final FrameReader fromClient;
  private final FrameReader fromServer;
  private final MongoValues values;
  private final IntObjectHashMap<Long> pending = new IntObjectHashMap<>(4);
  private long nowNanos;
  private boolean finished;
  private boolean limitHit;
  private Visibility visibility = UNDERSTOOD;

  /**
   * Makes the decoder of a connection on which nothing was read yet.
   *
   * @param listener receives values where it wants any
   */
  public MongoDecoder(ProtocolLimits limits, Consumer<Observation> sink, ContentListener listener) {
    this.limits = limits;
    this.sink = sink;
    this.values = new MongoValues(listener);
    this.exchanges = new ExchangeWriter(sink, this::ended);
    int held = values.wanted() ? limits.valueBytes() : limits.messageBytes();
    this.fromClient = new FrameReader(MongoDecoder::length, held, new Client());
    this.fromServer = new FrameReader(MongoDecoder::length, held, new Server());
  }

  private void ended(long of) {
    values.ended(of);
  }

  @Override
  public Protocol protocol() {
    return Protocol.MONGODB;
  }

  @Override
  public Visibility visibility() {
    return visibility;
  }

  @Override
  public boolean finished() {
    return finished;
  }

  @Override
  public Optional<String> limitHit() {
    return limitHit ? Optional.of("pipelined") : Optional.empty();
  }

  @Override
  public void read(Direction direction, ByteBuf bytes, int index, int length, long atNanos) {
    nowNanos = atNanos;
    (direction == Direction.FROM_CLIENT ? fromClient : fromServer).read(bytes, index, length);
    values.flush();
  }

  @Override
  public void closed(Direction direction, long atNanos) {}

  static long length(byte[] start, int size) {
    if (size < 4) {
      return 0;
    }
    int length = Document.int32(start, 0);
    return length <= HEAD_BYTES || length > MESSAGE_BYTES_MAX ? -1 : length;
  }

  private void finish(String reason) {
    if (!finished) {
      finished = true;
      pending.clear();
      visibility = Visibility.below(Layer.OPERATION, reason);
    }
  }

  /** Returns where the first document begins; -1 when there is none. */
  static int document(byte[] start, int held) {
    switch (Document.int32(start, 12)) {
      case MESSAGE -> {
        // Flags of four bytes, then sections, each with its kind; drivers write the command first.
        return held > HEAD_BYTES + 9 && start[HEAD_BYTES + 4] == 0 ? HEAD_BYTES + 5 : -1;
      }
      case QUERY -> {
        int i = HEAD_BYTES + 4;
        while (i < held && start[i] != 0) {
          i++;
        }
        return i + 13 < held ? i + 9 : -1;
      }
      case REPLY -> {
        return held > HEAD_BYTES + 24 ? HEAD_BYTES + 20 : -1;
      }
      default -> {
        return -1;
      }
    }
  }

  static boolean moreToCome(byte[] start, int held) {
    return Document.int32(start, 12) == MESSAGE
        && held >= HEAD_BYTES + 4
        && (Document.int32(start, HEAD_BYTES) & MORE_TO_COME) != 0;
  }

  static QueryOperation operation(Document command) {
    String verb = command.firstName().filter(MongoDecoder::isName).orElse("other");
    // A cursor goes on under its number; the collection stands beside it.
    String collection =
        (verb.equals("getMore") ? command.text("collection") : command.firstText()).orElse("");
    return new QueryOperation(verb, subject(collection), Protocol.MONGODB);
  }

  private static boolean isName(String word) {
    return !word.isEmpty() && word.length() <= 40 && word.chars().allMatch(Character::isLetter);
  }

  private static String subject(String collection) {
    if (collection.isEmpty()) {
      return "";
    }
    boolean plain =
        collection.length() <= NAME_MAX
            && collection.chars().allMatch(each -> each > ' ' && each < 0x7f)
            && !PathTemplate.isValue(collection);
    return plain ? collection : "{id}";
  }

  private final class Client implements FrameReader.Owner {
    @Override
    public void frame(byte[] start, int held, long length, long offset) {
      if (Document.int32(start, 12) == COMPRESSED) {
        finish("compressed MongoDB messages are not decoded");
        return;
      }
      int at = document(start, held);
      if (at < 0) {
        finish("MongoDB message is malformed");
        return;
      }
      QueryOperation operation = operation(new Document(start, at, held));
      long next = exchanges.next();
      values.message(next, Direction.FROM_CLIENT, start, held, at, held == length);
      if (moreToCome(start, held)) {
        exchanges.sent(operation, offset, nowNanos);
      } else if (pending.size() >= limits.pipelined()) {
        limitHit = true;
        finish("more unanswered commands than the limit");
      } else {
        long stream = exchanges.asked(operation, offset, nowNanos);
        pending.put(Document.int32(start, 4), Long.valueOf(stream));
      }
    }

    @Override
    public void malformed() {
      finish("MongoDB message is malformed");
    }

    @Override
    public boolean finished() {
      return finished;
    }
  }

  private final class Server implements FrameReader.Owner {
    @Override
    public void frame(byte[] start, int held, long length, long offset) {
      if (Document.int32(start, 12) == COMPRESSED) {
        finish("compressed MongoDB messages are not decoded");
        return;
      }
      Long stream = pending.remove(Document.int32(start, 8));
      // What the server goes on to say without being asked again belongs to what it said first.
      if (stream != null) {
        int at = document(start, held);
        Document reply = at < 0 ? null : new Document(start, at, held);
        int status = reply == null ? 0 : status(reply);
        values.message(stream, Direction.FROM_SERVER, start, held, at, held == length);
        int documents = reply == null ? 0 : reply.number("n").orElse(0);
        if (documents > 0) {
          sink.accept(new Observation.RowsSeen(stream, nowNanos, documents));
        }
        exchanges.answered(stream, status, offset, nowNanos);
      }
    }

    private int status(Document reply) {
      if (reply.number("ok").orElse(1) == 0) {
        return Math.max(1, reply.number("code").orElse(1));
      }
      return reply.has("writeErrors") ? 1 : 0;
    }

    @Override
    public void malformed() {
      finish("MongoDB message is malformed");
    }

    @Override
    public boolean finished() {
      return finished;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.RpcOperation;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.Decoder;
import dev.sallyport.protocol.ProtocolLimits;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.collection.IntObjectHashMap;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2 (RFC 9113) with prior knowledge, and gRPC on it: one exchange for each stream that the
 * client opens. The status of a gRPC call is told when its trailers come.
 */
public final class Http2Decoder implements Decoder {
  private static final int PREFACE_BYTES = 24;

  private final ProtocolLimits limits;
  private final Consumer<Observation> sink;
  private final ContentListener listener;
  private final Http2Side fromClient;
  private final Http2Side fromServer;
  private final IntObjectHashMap<Http2Stream> open = new IntObjectHashMap<>(8);
  private final long firstStream;
  private int lastStream;
  private String lastAuthority = "";
  private long nowNanos;
  private @Nullable Http2Refusal refusal;
  private Visibility visibility = UNDERSTOOD;

  /** What HTTP/1.1 leaves behind when a connection is upgraded. */
  record Upgrade(
      long stream, long fromClientBytes, long fromServerBytes, long answerBytes, long tableBytes) {}

  /** Makes the decoder of a connection on which nothing was read yet. */
  public Http2Decoder(ProtocolLimits limits, Consumer<Observation> sink, ContentListener listener) {
    this(limits, sink, listener, new Upgrade(1, 0, 0, 0, -1));
  }

  private Http2Decoder(
      ProtocolLimits limits,
      Consumer<Observation> sink,
      ContentListener listener,
      Upgrade upgrade) {
    this.limits = limits;
    this.sink = sink;
    this.listener = listener;
    this.firstStream = upgrade.stream() - 1;
    int head = limits.headBytes();
    int table = limits.headerTableBytes();
    long fromClientBytes = upgrade.fromClientBytes();
    long fromServerBytes = upgrade.fromServerBytes();
    this.fromClient = new Http2Side(new Requests(), head, table, PREFACE_BYTES, fromClientBytes);
    this.fromServer = new Http2Side(new Answers(), head, table, 0, fromServerBytes);
  }

  /**
   * Makes the decoder of a connection that was upgraded from HTTP/1.1: the request that asked for
   * it is answered on the first stream.
   */
  static Http2Decoder upgraded(
      ProtocolLimits limits,
      Consumer<Observation> sink,
      ContentListener listener,
      Upgrade upgrade) {
    Http2Decoder decoder = new Http2Decoder(limits, sink, listener, upgrade);
    Http2Stream asked = new Http2Stream(false);
    asked.requestEnded = true;
    asked.responseBytes = upgrade.answerBytes();
    decoder.open.put(1, asked);
    decoder.lastStream = 1;
    decoder.fromServer.allow(upgrade.tableBytes());
    return decoder;
  }

  @Override
  public Protocol protocol() {
    return Protocol.HTTP2;
  }

  @Override
  public Visibility visibility() {
    return visibility;
  }

  @Override
  public boolean finished() {
    return refusal != null;
  }

  @Override
  public Optional<String> limitHit() {
    return Optional.ofNullable(refusal).map(Http2Refusal::limit).filter(each -> !each.isEmpty());
  }

  @Override
  public void read(Direction direction, ByteBuf bytes, int index, int length, long atNanos) {
    if (refusal == null) {
      nowNanos = atNanos;
      (direction == Direction.FROM_CLIENT ? fromClient : fromServer).read(bytes, index, length);
    }
  }

  @Override
  public void closed(Direction direction, long atNanos) {}

  @Override
  public void refused(long stream, long atNanos) {
    nowNanos = atNanos;
    reset((int) (stream - firstStream));
  }

  /** Keeps the header blocks of both directions for {@link #nextBlock}. */
  public void keepBlocks() {
    fromClient.keepBlocks();
    fromServer.keepBlocks();
  }

  /** Keeps none any more. */
  public void dropBlocks() {
    fromClient.dropBlocks();
    fromServer.dropBlocks();
  }

  /** Returns where it stands, so that a gate can step in; empty where none can right now. */
  public Optional<Http2Position> position() {
    int left = fromClient.leftOfFrame();
    int right = fromServer.leftOfFrame();
    return finished() || left < 0 || right < 0 || firstStream > 0
        ? Optional.empty()
        : Optional.of(new Http2Position(left, right, lastStream, fromServer.windowBytes()));
  }

  /** Returns and forgets the next header block of that direction that was read and kept. */
  public Optional<Http2Headers> nextBlock(Direction direction) {
    return (direction == Direction.FROM_CLIENT ? fromClient : fromServer).nextBlock();
  }

  private void refuse(Http2Refusal why) {
    refusal = why;
    visibility = Visibility.below(Layer.OPERATION, why.reason());
    open.clear();
    listener.lost();
  }

  private void reset(int id) {
    Http2Stream stream = open.remove(id);
    if (stream != null) {
      listener.givenUp(firstStream + id);
      sink.accept(
          new Observation.GivenUp(
              firstStream + id, nowNanos, stream.requestBytes, stream.responseBytes));
    }
  }

  private void closeWhenEnded(int id, Http2Stream stream) {
    if (stream.requestEnded && stream.responseEnded) {
      open.remove(id);
    }
  }

  /** The direction of requests. */
  private final class Requests implements Http2Side.Owner {
    @Override
    public void headers(int id, Http2Headers headers, boolean endStream, long bytes, long offset) {
      Http2Stream stream = open.get(id);
      if (stream == null && id > lastStream) {
        stream = opened(id, headers, offset);
      } else if (stream != null && (!endStream || stream.requestEnded)) {
        refuse(Http2Refusal.ORDER);
        return;
      }
      if (stream != null) {
        stream.requestBytes += bytes;
        if (endStream) {
          endStream(id, offset);
        }
      }
    }

    private @Nullable Http2Stream opened(int id, Http2Headers headers, long offset) {
      CharSequence method = headers.method();
      CharSequence path = headers.path();
      boolean connect = method != null && method.toString().equals("CONNECT");
      if (id % 2 == 0 || method == null || (path == null && !connect)) {
        refuse(Http2Refusal.REQUEST);
        return null;
      }
      if (open.size() == limits.streams()) {
        refuse(Http2Refusal.STREAMS);
        return null;
      }
      lastStream = id;
      String target = path == null ? "" : path.toString();
      Operation operation =
          Http2Names.operation(method.toString(), target, headers.get("content-type"));
      Http2Stream stream = new Http2Stream(operation instanceof RpcOperation);
      open.put(id, stream);
      String authority = Http2Names.authority(headers);
      if (!authority.isEmpty() && !authority.equals(lastAuthority)) {
        lastAuthority = authority;
        sink.accept(
            new Observation.NameSeen(
                firstStream + id, nowNanos, authority, Observation.NameSource.HTTP_AUTHORITY));
      }
      sink.accept(
          new Observation.RequestHead(
              firstStream + id, nowNanos, offset, operation, authority, target));
      if (listener != ContentListener.NONE) {
        listener.request(firstStream + id, operation, new Http2HeadView(headers, 0));
      }
      return stream;
    }

    @Override
    public void dataFrame(int id, long bytes) {
      Http2Stream stream = open.get(id);
      if (stream != null) {
        stream.requestBytes += bytes;
      }
    }

    @Override
    public void data(int id, ByteBuf bytes, int index, int length) {
      if (listener != ContentListener.NONE && open.containsKey(id)) {
        listener.body(Direction.FROM_CLIENT, firstStream + id, bytes, index, length);
      }
    }

    @Override
    public void endStream(int id, long offset) {
      Http2Stream stream = open.get(id);
      if (stream != null && !stream.requestEnded) {
        stream.requestEnded = true;
        closeWhenEnded(id, stream);
        listener.ended(Direction.FROM_CLIENT, firstStream + id, nowNanos);
        sink.accept(
            new Observation.RequestEnd(firstStream + id, nowNanos, offset, stream.requestBytes));
      }
    }

    @Override
    public void reset(int id) {
      Http2Decoder.this.reset(id);
    }

    @Override
    public void settings(long tableBytes) {
      fromServer.announced(tableBytes);
    }

    @Override
    public void refuse(Http2Refusal why) {
      Http2Decoder.this.refuse(why);
    }

    @Override
    public boolean refused() {
      return refusal != null;
    }
  }

  /** The direction of answers. */
  private final class Answers implements Http2Side.Owner {
    @Override
    public void headers(int id, Http2Headers headers, boolean endStream, long bytes, long offset) {
      Http2Stream stream = open.get(id);
      if (stream == null) {
        // A pushed answer, or one to a request that was given up.
        return;
      }
      stream.responseBytes += bytes;
      if (stream.responseEnded || (stream.answered && !endStream)) {
        refuse(Http2Refusal.ORDER);
        return;
      }
      if (!stream.answered && !head(id, stream, headers, endStream, offset)) {
        return;
      }
      if (endStream) {
        end(id, stream, headers, offset);
      }
    }

    /** Returns whether the final head was read. */
    private boolean head(
        int id, Http2Stream stream, Http2Headers headers, boolean endStream, long offset) {
      int status = Http2Names.status(headers.status());
      if (status < 100 || (status < 200 && endStream)) {
        refuse(Http2Refusal.ANSWER);
        return false;
      }
      if (status < 200) {
        return false;
      }
      stream.answered = true;
      stream.status = status;
      if (stream.rpc) {
        // Its status comes at its end.
        sink.accept(new Observation.ResponseHead(firstStream + id, nowNanos, offset, 0, false));
      } else {
        sink.accept(
            new Observation.ResponseHead(
                firstStream + id, nowNanos, offset, status, status >= 500));
      }
      if (listener != ContentListener.NONE) {
        listener.answer(firstStream + id, new Http2HeadView(headers, status));
      }
      return true;
    }

    private void end(int id, Http2Stream stream, @Nullable Http2Headers trailers, long offset) {
      stream.responseEnded = true;
      closeWhenEnded(id, stream);
      listener.ended(Direction.FROM_SERVER, firstStream + id, nowNanos);
      if (stream.rpc) {
        CharSequence named = trailers == null ? null : trailers.get("grpc-status");
        int status = GrpcStatus.of(named, stream.status);
        sink.accept(
            new Observation.StatusSeen(
                firstStream + id, nowNanos, status, GrpcStatus.failed(status)));
      }
      sink.accept(
          new Observation.ResponseEnd(firstStream + id, nowNanos, offset, stream.responseBytes));
    }

    @Override
    public void dataFrame(int id, long bytes) {
      Http2Stream stream = open.get(id);
      if (stream == null) {
        return;
      }
      stream.responseBytes += bytes;
      if (!stream.answered || stream.responseEnded) {
        refuse(Http2Refusal.ORDER);
      }
    }

    @Override
    public void data(int id, ByteBuf bytes, int index, int length) {
      if (listener != ContentListener.NONE && open.containsKey(id)) {
        listener.body(Direction.FROM_SERVER, firstStream + id, bytes, index, length);
      }
    }

    @Override
    public void endStream(int id, long offset) {
      Http2Stream stream = open.get(id);
      if (stream != null && stream.answered && !stream.responseEnded) {
        end(id, stream, null, offset);
      }
    }

    @Override
    public void reset(int id) {
      Http2Decoder.this.reset(id);
    }

    @Override
    public void settings(long tableBytes) {
      fromClient.announced(tableBytes);
    }

    @Override
    public void refuse(Http2Refusal why) {
      Http2Decoder.this.refuse(why);
    }

    @Override
    public boolean refused() {
      return refusal != null;
    }
  }
}

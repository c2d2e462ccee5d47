// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.Decoder;
import dev.sallyport.protocol.ProtocolLimits;
import io.netty.buffer.ByteBuf;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.0 and HTTP/1.1 (RFC 9112): follows the framing of both directions and pairs requests with
 * answers. Where a boundary is not certain it stops and says why, see {@link Refusal}.
 */
public final class Http1Decoder implements Decoder {
  private static final Visibility TUNNELLED =
      Visibility.below(Layer.PAYLOAD, "content of the tunnel is not decoded");

  private final ProtocolLimits limits;
  private final Consumer<Observation> sink;
  private final ContentListener listener;
  private final MessageReader fromClient;
  private final MessageReader fromServer;
  private final PendingRequests pending;
  private final RequestNames names = new RequestNames();
  private String lastAuthority = "";
  private long requestStream = -1;
  private long answerStream;
  private int interimAnswers;
  private boolean requestLast;
  private boolean requestHeld;
  private boolean answerLast;
  private int answerTunnel;
  private @Nullable Refusal refusal;
  private Protocol protocol = Protocol.HTTP1;
  private Visibility visibility = UNDERSTOOD;
  private boolean finished;
  private long offeredTableBytes = -1;
  private @Nullable Decoder upgraded;
  private String extensions = "";

  /** Makes the decoder of a connection on which nothing was read yet. */
  public Http1Decoder(ProtocolLimits limits, Consumer<Observation> sink, ContentListener listener) {
    this.limits = limits;
    this.sink = sink;
    this.listener = listener;
    this.fromClient = new MessageReader(new Requests(), HeadParser.Kind.REQUEST, limits);
    this.fromServer = new MessageReader(new Answers(), HeadParser.Kind.ANSWER, limits);
    this.pending = new PendingRequests(limits.pipelined());
  }

  @Override
  public Protocol protocol() {
    Decoder next = upgraded;
    return next == null ? protocol : next.protocol();
  }

  @Override
  public Visibility visibility() {
    Decoder next = upgraded;
    return next == null ? visibility : next.visibility();
  }

  @Override
  public boolean finished() {
    Decoder next = upgraded;
    return next == null ? finished : next.finished();
  }

  @Override
  public boolean exchangesOver() {
    Decoder next = upgraded;
    return next == null ? finished : next.exchangesOver();
  }

  @Override
  public Optional<String> limitHit() {
    if (upgraded != null) {
      return upgraded.limitHit();
    }
    return Optional.ofNullable(refusal).map(Refusal::limit).filter(limit -> !limit.isEmpty());
  }

  @Override
  public void read(Direction direction, ByteBuf bytes, int index, int length, long nowNanos) {
    int from = index;
    if (!finished) {
      from = reader(direction).read(bytes, index, length, nowNanos);
    }
    Decoder next = upgraded;
    if (next != null && from < index + length) {
      next.read(direction, bytes, from, index + length - from, nowNanos);
    }
  }

  @Override
  public long boundary(Direction direction) {
    Decoder next = upgraded;
    if (next != null) {
      return next.boundary(direction);
    }
    return finished && refusal == null ? Long.MAX_VALUE : reader(direction).boundary();
  }

  @Override
  public void closed(Direction direction, long nowNanos) {
    if (!finished) {
      reader(direction).closed(nowNanos);
    }
  }

  private MessageReader reader(Direction direction) {
    return direction == Direction.FROM_CLIENT ? fromClient : fromServer;
  }

  private void refused(Refusal why) {
    refusal = why;
    finished = true;
    listener.lost();
    boolean nothingYet = requestStream < 0;
    if (nothingYet && why == Refusal.NOT_HTTP) {
      protocol = Protocol.TCP;
      visibility = Visibility.below(Layer.PROTOCOL, why.reason());
    } else {
      visibility = Visibility.below(Layer.OPERATION, why.reason());
    }
  }

  private void tunnel(int traits) {
    finished = true;
    fromClient.tunnel();
    visibility = TUNNELLED;
    if ((traits & PendingRequests.WEBSOCKET) != 0) {
      upgraded = new WebSocketDecoder(sink, listener, answerStream, extensions);
    }
  }

  private void upgrade(long serverOffset, long answerBytes) {
    finished = true;
    fromClient.tunnel();
    upgraded =
        Http2Decoder.upgraded(
            limits,
            sink,
            listener,
            new Http2Decoder.Upgrade(
                answerStream, fromClient.position(), serverOffset, answerBytes, offeredTableBytes));
  }

  private static String extensions(Head head) {
    return head.first("sec-websocket-extensions").orElse("").toLowerCase(Locale.ROOT);
  }

  /** The direction of requests. */
  private final class Requests implements MessageReader.Owner {
    @Override
    public MessageReader.Body head(
        Head head, long start, long offset, long firstAtNanos, long nowNanos) {
      Refusal why = Framing.contradiction(head);
      if (why == null && head.hosts > 1) {
        why = Refusal.SEVERAL_HOSTS;
      }
      boolean known = why == null && names.read(head);
      if (why == null && !known) {
        why = Refusal.TARGET;
      }
      int traits = known ? traits(head) : 0;
      boolean body = head.codings > 0 || head.length > 0;
      if (why == null && (traits & PendingRequests.CONNECT) != 0 && body) {
        why = Refusal.BODY_NOT_ALLOWED;
      }
      if (why == null && !pending.add(traits)) {
        why = Refusal.PIPELINED;
      }
      if (why != null) {
        refuse(why);
        return MessageReader.Body.TUNNEL;
      }
      requestStream++;
      requestLast = head.last();
      offeredTableBytes = head.http2 ? Framing.offeredTableBytes(head) : -1;
      requestHeld = (traits & (PendingRequests.CONNECT | PendingRequests.UPGRADE)) != 0;
      report(head, offset, nowNanos);
      if (head.codings > 0) {
        return MessageReader.Body.CHUNKED;
      }
      return head.lengths > 0 ? MessageReader.Body.LENGTH : MessageReader.Body.NONE;
    }

    private int traits(Head head) {
      return switch (names.operation().method()) {
        case "HEAD" -> PendingRequests.HEAD;
        case "CONNECT" -> PendingRequests.CONNECT;
        default ->
            !head.upgrade
                ? 0
                : PendingRequests.UPGRADE
                    | (head.websocket ? PendingRequests.WEBSOCKET : 0)
                    | (head.http2 ? PendingRequests.HTTP2 : 0);
      };
    }

    private void report(Head head, long offset, long nowNanos) {
      String authority = names.authority();
      if (!authority.isEmpty() && !authority.equals(lastAuthority)) {
        lastAuthority = authority;
        sink.accept(
            new Observation.NameSeen(
                requestStream, nowNanos, authority, Observation.NameSource.HTTP_AUTHORITY));
      }
      sink.accept(
          new Observation.RequestHead(
              requestStream, nowNanos, offset, names.operation(), authority, names.path()));
      if (listener != ContentListener.NONE) {
        listener.request(requestStream, names.operation(), head);
      }
    }

    @Override
    public void body(ByteBuf bytes, int index, int length) {
      if (listener != ContentListener.NONE) {
        listener.body(Direction.FROM_CLIENT, requestStream, bytes, index, length);
      }
    }

    @Override
    public void end(long start, long offset, long nowNanos) {
      if (finished) {
        return;
      }
      // Before the observation, so that what comes of it finds the state that follows.
      if (requestHeld && !pending.isEmpty()) {
        fromClient.hold();
      } else if (requestLast) {
        fromClient.last();
      }
      listener.ended(Direction.FROM_CLIENT, requestStream, nowNanos);
      sink.accept(new Observation.RequestEnd(requestStream, nowNanos, offset, offset - start));
    }

    @Override
    public void refuse(Refusal why) {
      refused(why);
    }
  }

  /** The direction of answers. */
  private final class Answers implements MessageReader.Owner {
    @Override
    public MessageReader.Body head(
        Head head, long start, long offset, long firstAtNanos, long nowNanos) {
      Refusal why = objection(head);
      if (why != null) {
        refuse(why);
        return MessageReader.Body.TUNNEL;
      }
      int traits = pending.peek();
      if (head.status < 200 && head.status != 101) {
        interimAnswers++;
        return MessageReader.Body.INTERIM;
      }
      interimAnswers = 0;
      boolean opened = (traits & PendingRequests.CONNECT) != 0 && head.status / 100 == 2;
      answerTunnel = opened || head.status == 101 ? traits | PendingRequests.UPGRADE : 0;
      if (!opened && (answerTunnel & PendingRequests.HTTP2) != 0) {
        // The answer itself comes on the first stream.
        return MessageReader.Body.TUNNEL;
      }
      answerLast = head.last();
      if ((answerTunnel & PendingRequests.WEBSOCKET) != 0) {
        extensions = extensions(head);
      }
      boolean failed = head.status >= 500;
      sink.accept(
          new Observation.ResponseHead(answerStream, firstAtNanos, offset, head.status, failed));
      if (listener != ContentListener.NONE) {
        listener.answer(answerStream, head);
      }
      if (answerTunnel != 0) {
        return MessageReader.Body.TUNNEL;
      }
      boolean bodyless =
          (traits & PendingRequests.HEAD) != 0 || head.status == 204 || head.status == 304;
      if (bodyless) {
        return MessageReader.Body.NONE;
      }
      if (head.codings > 0) {
        return MessageReader.Body.CHUNKED;
      }
      return head.lengths > 0 ? MessageReader.Body.LENGTH : MessageReader.Body.UNTIL_CLOSE;
    }

    private @Nullable Refusal objection(Head head) {
      if (pending.isEmpty()) {
        return fromClient.inHead() ? Refusal.ANSWER_TOO_EARLY : Refusal.ANSWER_WITHOUT_REQUEST;
      }
      Refusal why = Framing.contradiction(head);
      if (why != null) {
        return why;
      }
      int traits = pending.peek();
      boolean opened = (traits & PendingRequests.CONNECT) != 0 && head.status / 100 == 2;
      if ((opened || head.status == 101) && !fromClient.isHeld()) {
        return Refusal.UPGRADE_NOT_ASKED;
      }
      boolean body = head.codings > 0 || head.length > 0;
      if (body && (opened || head.status < 200 || head.status == 204)) {
        return Refusal.BODY_NOT_ALLOWED;
      }
      if (head.status == 101) {
        return (traits & PendingRequests.UPGRADE) == 0 ? Refusal.UPGRADE_NOT_ASKED : null;
      }
      return head.status < 200 && interimAnswers == limits.interimAnswers()
          ? Refusal.INTERIM_ANSWERS
          : null;
    }

    @Override
    public void body(ByteBuf bytes, int index, int length) {
      if (listener != ContentListener.NONE) {
        listener.body(Direction.FROM_SERVER, answerStream, bytes, index, length);
      }
    }

    @Override
    public void end(long start, long offset, long nowNanos) {
      if (finished) {
        return;
      }
      pending.remove();
      if ((answerTunnel & PendingRequests.HTTP2) != 0) {
        upgrade(offset, offset - start);
        return;
      }
      if (answerTunnel != 0) {
        tunnel(answerTunnel);
      } else if (answerLast) {
        fromServer.last();
      }
      // Only the answer to the held request itself lets the client go on.
      if (pending.isEmpty()) {
        fromClient.resume(requestLast);
      }
      long stream = answerStream++;
      listener.ended(Direction.FROM_SERVER, stream, nowNanos);
      sink.accept(new Observation.ResponseEnd(stream, nowNanos, offset, offset - start));
    }

    @Override
    public void refuse(Refusal why) {
      refused(why);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.dns.DnsDecoder;
import dev.sallyport.protocol.http.Http1Decoder;
import dev.sallyport.protocol.http.Http2Decoder;
import dev.sallyport.protocol.http.Http2Position;
import dev.sallyport.protocol.messaging.AmqpDecoder;
import dev.sallyport.protocol.messaging.KafkaDecoder;
import dev.sallyport.protocol.messaging.MqttDecoder;
import dev.sallyport.protocol.mongodb.MongoDecoder;
import dev.sallyport.protocol.redis.RedisDecoder;
import dev.sallyport.protocol.sql.MysqlDecoder;
import dev.sallyport.protocol.sql.PostgresDecoder;
import dev.sallyport.protocol.tls.TlsDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the protocol of one connection from the first bytes of either side and reports what is
 * said on it. Confined to the connection's event loop. It never asks for bytes to be held back and
 * never waits.
 */
public final class ConnectionReader {
  private static final Visibility SILENT =
      Visibility.below(Layer.PROTOCOL, "no bytes were seen yet");
  private static final Visibility UNDECIDED =
      Visibility.below(Layer.PROTOCOL, "too few bytes were seen to recognise the protocol");

  private final ProtocolLimits limits;
  private final Consumer<Observation> sink;
  private final ContentListener listener;
  private final ProtocolMemory memory;
  private final Recogniser recogniser;
  private @Nullable Decoder decoder;
  private boolean keepsHeaders;
  private @Nullable Visibility unrecognised;

  /**
   * Makes the reader of a connection that was just opened.
   *
   * @param dialledPort destination port as the client dialled it; a weak hint
   * @param rememberedHint protocol seen before at the same destination; a weak hint
   * @param limits bounds
   * @param sink receives every observation, in order, during the calls
   */
  public ConnectionReader(
      int dialledPort,
      Optional<Protocol> rememberedHint,
      ProtocolLimits limits,
      Consumer<Observation> sink) {
    this(dialledPort, rememberedHint, limits, sink, ContentListener.NONE);
  }

  /**
   * Makes the reader of a connection into whose content somebody looks.
   *
   * @param dialledPort destination port as the client dialled it; a weak hint
   * @param rememberedHint protocol seen before at the same destination; a weak hint
   * @param limits bounds
   * @param sink receives every observation, in order, during the calls
   * @param listener receives heads and bodies where the protocol has them
   */
  public ConnectionReader(
      int dialledPort,
      Optional<Protocol> rememberedHint,
      ProtocolLimits limits,
      Consumer<Observation> sink,
      ContentListener listener) {
    this(dialledPort, rememberedHint, limits, sink, listener, new ProtocolMemory());
  }

  /**
   * Makes the reader of a connection that shares what it learns with others.
   *
   * @param dialledPort destination port as the client dialled it; a weak hint
   * @param rememberedHint protocol seen before at the same destination; a weak hint
   * @param limits bounds
   * @param sink receives every observation, in order, during the calls
   * @param listener receives heads and bodies where the protocol has them
   * @param memory what connections of this program learn for each other
   */
  public ConnectionReader(
      int dialledPort,
      Optional<Protocol> rememberedHint,
      ProtocolLimits limits,
      Consumer<Observation> sink,
      ContentListener listener,
      ProtocolMemory memory) {
    requireNonNull(rememberedHint, "rememberedHint");
    this.memory = requireNonNull(memory, "memory");
    this.limits = requireNonNull(limits, "limits");
    this.sink = requireNonNull(sink, "sink");
    this.listener = requireNonNull(listener, "listener");
    this.recogniser = new Recogniser(dialledPort, rememberedHint, limits.recognitionBytes());
  }

  /** Looks at the readable bytes without changing any index or content. */
  public void read(Direction direction, ByteBuf bytes, long nowNanos) {
    int length = bytes.readableBytes();
    if (length == 0 || unrecognised != null) {
      return;
    }
    Decoder known = decoder;
    if (known != null) {
      known.read(direction, bytes, bytes.readerIndex(), length, nowNanos);
    } else {
      recognise(direction, bytes, length, nowNanos);
    }
  }

  /**
   * The peer of that direction ended its stream in order and will send nothing more. Not to be
   * called for a reset: then nothing is known about what was on its way.
   */
  public void closed(Direction direction, long nowNanos) {
    Decoder known = decoder;
    if (known != null) {
      known.closed(direction, nowNanos);
    }
  }

  /**
   * Stops looking: nothing more will be learned, and what goes on is counted as bytes only.
   *
   * @param reason a short stable sentence without payload
   */
  public void stop(String reason) {
    if (!finished()) {
      Protocol known = protocol();
      Layer unseen = known == Protocol.TCP ? Layer.PROTOCOL : Layer.OPERATION;
      decoder = new CarriedDecoder(known, Visibility.below(unseen, reason));
      recogniser.forget();
    }
  }

  /** Returns what the connection is, {@link Protocol#TCP} while or when it is not recognised. */
  public Protocol protocol() {
    Decoder known = decoder;
    return known == null ? Protocol.TCP : known.protocol();
  }

  /** Returns what can be seen of the connection, and why not more. */
  public Visibility visibility() {
    Decoder known = decoder;
    if (known != null) {
      return known.visibility();
    }
    if (unrecognised != null) {
      return unrecognised;
    }
    return recogniser.nothingSeen() ? SILENT : UNDECIDED;
  }

  /** Returns whether nothing more will be learned, so that bytes need not be shown any more. */
  public boolean finished() {
    Decoder known = decoder;
    return known == null ? unrecognised != null : known.finished();
  }

  /**
   * Returns {@link Decoder#boundary} of what the connection is recognised as; 0 while it is not,
   * {@link Long#MAX_VALUE} when it will not be.
   */
  public long boundary(Direction direction) {
    Decoder known = decoder;
    if (known != null) {
      return known.boundary(direction);
    }
    return unrecognised == null ? 0 : Long.MAX_VALUE;
  }

  /**
   * Asks that header blocks of HTTP/2 be kept as they are read, for {@link #nextHeaders}, which is
   * then to be asked for each.
   */
  public void keepHeaders() {
    keepsHeaders = true;
    if (decoder instanceof Http2Decoder http2) {
      http2.keepBlocks();
    }
  }

  /**
   * Returns where a connection of HTTP/2 stands; empty where nobody can step in the way of its
   * streams right now, since a header block is under way.
   */
  public Optional<Http2Position> http2Position() {
    return decoder instanceof Http2Decoder http2 ? http2.position() : Optional.empty();
  }

  /** Takes {@link #keepHeaders} back. */
  public void dropHeaders() {
    keepsHeaders = false;
    if (decoder instanceof Http2Decoder http2) {
      http2.dropBlocks();
    }
  }

  /** Returns and forgets the next header block of that direction. */
  public Optional<Http2Headers> nextHeaders(Direction direction) {
    return decoder instanceof Http2Decoder http2 ? http2.nextBlock(direction) : Optional.empty();
  }

  /** See {@link Decoder#refused}. */
  public void refused(long stream, long nowNanos) {
    Decoder known = decoder;
    if (known != null) {
      known.refused(stream, nowNanos);
    }
  }

  /** Returns whether no exchange begins any more, though bytes may go on. */
  boolean exchangesOver() {
    Decoder known = decoder;
    return known == null ? unrecognised != null : known.exchangesOver();
  }

  /** Returns whether the connection consists of exchanges that are, or were, told apart. */
  boolean toldApart() {
    return visibility().sees(Layer.OPERATION);
  }

  /** Returns the name of the limit that ended understanding, empty when none did. */
  public Optional<String> limitHit() {
    Decoder known = decoder;
    if (known != null) {
      return known.limitHit();
    }
    return recogniser.limitHit() ? Optional.of("recognitionBytes") : Optional.empty();
  }

  private void recognise(Direction direction, ByteBuf bytes, int length, long nowNanos) {
    int keptBefore = recogniser.kept(direction);
    recogniser.look(direction, bytes, bytes.readerIndex(), length);
    String givenUp = recogniser.givenUp();
    if (givenUp != null) {
      unrecognised = Visibility.below(Layer.PROTOCOL, givenUp);
      recogniser.forget();
    }
    Protocol protocol = recogniser.recognised();
    if (protocol == null) {
      return;
    }
    Decoder made = decoder(protocol);
    decoder = made;
    recogniser.replay(
        direction,
        recogniser.kept(direction) - keptBefore,
        (side, octets) -> made.read(side, octets, 0, octets.readableBytes(), nowNanos));
    made.read(direction, bytes, bytes.readerIndex(), length, nowNanos);
  }

  private Decoder decoder(Protocol protocol) {
    return switch (protocol) {
      case HTTP1 -> new Http1Decoder(limits, sink, listener);
      case TLS -> new TlsDecoder(limits, sink);
      case HTTP2 -> {
        Http2Decoder http2 = new Http2Decoder(limits, sink, listener);
        if (keepsHeaders) {
          http2.keepBlocks();
        }
        yield http2;
      }
      case POSTGRESQL -> new PostgresDecoder(limits, sink, listener);
      case REDIS -> new RedisDecoder(limits, sink, listener);
      case MYSQL -> new MysqlDecoder(limits, sink, listener);
      case MONGODB -> new MongoDecoder(limits, sink, listener);
      case KAFKA -> new KafkaDecoder(limits, memory.topics(), sink, listener);
      case AMQP -> new AmqpDecoder(limits, sink);
      case MQTT -> new MqttDecoder(limits, sink);
      case SMTP -> carried(protocol, "messages are not decoded");
      case SSH -> carried(protocol, "encrypted with SSH");
      case DNS -> new DnsDecoder(limits, sink);
      case GRPC, WEBSOCKET, TCP -> carried(protocol, "not decoded");
    };
  }

  private static Decoder carried(Protocol protocol, String reason) {
    return new CarriedDecoder(protocol, Visibility.below(Layer.OPERATION, reason));
  }
}

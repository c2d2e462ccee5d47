// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.tls;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.TlsFacts;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.Decoder;
import dev.sallyport.protocol.ProtocolLimits;
import io.netty.buffer.ByteBuf;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the plain start of TLS: what the client wants (SNI, ALPN, versions), which version the
 * server chose and, up to TLS 1.2, the names in its certificate. Nothing is decrypted.
 */
public final class TlsDecoder implements Decoder {
  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_HELLO = 2;
  private static final int CERTIFICATE = 11;
  private static final int SUPPORTED_VERSIONS = 43;
  private static final int TLS_1_3 = 0x0304;

  private final Consumer<Observation> sink;
  private final HandshakeMessages fromClient;
  private final HandshakeMessages fromServer;
  private @Nullable ClientHello hello;
  private List<String> certificateNames = List.of();
  private boolean named;
  private int version;
  private boolean finished;
  private boolean limitHit;
  private Visibility visibility = visibility("encrypted with TLS");

  /** Makes the decoder of a connection on which nothing was read yet. */
  public TlsDecoder(ProtocolLimits limits, Consumer<Observation> sink) {
    this.sink = sink;
    this.fromClient = new HandshakeMessages(limits.handshakeBytes());
    this.fromServer = new HandshakeMessages(limits.handshakeBytes());
  }

  @Override
  public Protocol protocol() {
    return Protocol.TLS;
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
    return limitHit ? Optional.of("handshakeBytes") : Optional.empty();
  }

  /** Returns what the client said, once it was read. */
  public Optional<ClientHello> hello() {
    return Optional.ofNullable(hello);
  }

  @Override
  public void read(Direction direction, ByteBuf bytes, int index, int length, long nowNanos) {
    if (finished) {
      return;
    }
    if (direction == Direction.FROM_CLIENT) {
      if (hello == null) {
        fromClient.add(bytes, index, length);
        readClient(nowNanos);
      }
    } else {
      fromServer.add(bytes, index, length);
      readServer(nowNanos);
    }
  }

  /** Nothing passes before the client has said whom it calls. */
  @Override
  public long boundary(Direction direction) {
    boolean saying = direction == Direction.FROM_CLIENT && hello == null && !finished;
    return saying ? 0 : Long.MAX_VALUE;
  }

  @Override
  public void closed(Direction direction, long nowNanos) {}

  private void readClient(long nowNanos) {
    if (fromClient.nextType() == CLIENT_HELLO) {
      Optional<ClientHello> parsed = ClientHello.parse(fromClient.next());
      if (parsed.isEmpty()) {
        finish("TLS handshake is malformed");
        return;
      }
      hello = parsed.get();
      fromClient.release();
      saw(hello.serverName(), Observation.NameSource.SNI, nowNanos);
      tell(nowNanos);
      visibility = visibility("encrypted with TLS");
    } else {
      stopWhenOver(fromClient, fromClient.nextType() != -1);
    }
  }

  private void readServer(long nowNanos) {
    while (!finished && fromServer.nextType() != -1) {
      int type = fromServer.nextType();
      Octets body = fromServer.next();
      if (type == SERVER_HELLO) {
        version = version(body);
        if (version >= TLS_1_3) {
          tell(nowNanos);
          finish(reason());
        }
      } else if (type == CERTIFICATE) {
        Octets list = body.take(body.uint24());
        Octets first = list.take(list.uint24());
        certificateNames = CertificateNames.of(first);
        for (String name : certificateNames) {
          saw(name, Observation.NameSource.CERTIFICATE, nowNanos);
        }
        tell(nowNanos);
        finish(reason());
      }
    }
    if (!finished) {
      stopWhenOver(fromServer, false);
    }
  }

  private static int version(Octets body) {
    int version = body.uint16();
    body.take(32);
    body.vector8();
    body.uint16();
    body.uint8();
    Octets extensions = body.vector16();
    while (!extensions.isEmpty()) {
      int type = extensions.uint16();
      Octets content = extensions.vector16();
      if (type == SUPPORTED_VERSIONS) {
        version = content.uint16();
      }
    }
    return version;
  }

  private void stopWhenOver(HandshakeMessages messages, boolean unexpected) {
    switch (messages.state()) {
      case READING -> {
        if (unexpected) {
          finish("TLS handshake is malformed");
        }
      }
      case ENDED -> finish(reason());
      case MALFORMED -> finish("TLS handshake is malformed");
      case LIMIT -> {
        limitHit = true;
        finish("TLS handshake larger than the limit");
      }
    }
  }

  private void saw(String name, Observation.NameSource source, long nowNanos) {
    if (!name.isEmpty()) {
      named = true;
      sink.accept(new Observation.NameSeen(0, nowNanos, name, source));
    }
  }

  /** Says what is known of both ends; what only a server says is about no client. */
  private void tell(long nowNanos) {
    ClientHello known = hello;
    if (known != null) {
      sink.accept(
          new Observation.TlsSeen(
              0,
              nowNanos,
              new TlsFacts(known.fingerprint(), known.protocols(), version, certificateNames)));
    }
  }

  private String reason() {
    return switch (version) {
      case 0x0301 -> "encrypted with TLS 1.0";
      case 0x0302 -> "encrypted with TLS 1.1";
      case 0x0303 -> "encrypted with TLS 1.2";
      case TLS_1_3 -> "encrypted with TLS 1.3";
      default -> "encrypted with TLS";
    };
  }

  private void finish(String reason) {
    finished = true;
    visibility = visibility(reason);
    fromClient.release();
    fromServer.release();
  }

  private Visibility visibility(String reason) {
    Map<Layer, String> unseen = new EnumMap<>(Layer.class);
    if (!named) {
      unseen.put(Layer.NAMES, "client names no server in its TLS handshake");
    } else if (hello != null && hello.encryptedHello()) {
      unseen.put(Layer.NAMES, "client may hide the real name in an encrypted TLS hello");
    }
    unseen.put(Layer.OPERATION, reason);
    unseen.put(Layer.PAYLOAD, reason);
    return new Visibility(unseen);
  }
}

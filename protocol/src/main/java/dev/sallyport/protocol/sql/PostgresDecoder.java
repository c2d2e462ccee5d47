// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.Decoder;
import dev.sallyport.protocol.ProtocolLimits;
import dev.sallyport.protocol.tls.TlsDecoder;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL, protocol version 3 (its documentation, part "Frontend/Backend Protocol"): the login,
 * each simple query and each execution of a prepared statement is an exchange. An error that the
 * server reports makes it fail, with status 1.
 */
public final class PostgresDecoder implements Decoder {
  private final PostgresSession session;
  private final PostgresFrontend fromClient;
  private final PostgresBackend fromServer;
  private @Nullable TlsDecoder tls;

  /**
   * Makes the decoder of a connection on which nothing was read yet.
   *
   * @param listener receives values where it wants any
   */
  public PostgresDecoder(
      ProtocolLimits limits, Consumer<Observation> sink, ContentListener listener) {
    session = new PostgresSession(limits, sink, new PostgresValues(listener));
    fromClient = new PostgresFrontend(session);
    fromServer = new PostgresBackend(session);
  }

  @Override
  public Protocol protocol() {
    return Protocol.POSTGRESQL;
  }

  @Override
  public Visibility visibility() {
    TlsDecoder encrypted = tls;
    return encrypted == null ? session.visibility : encrypted.visibility();
  }

  @Override
  public boolean finished() {
    TlsDecoder encrypted = tls;
    return encrypted == null ? session.finished : encrypted.finished();
  }

  @Override
  public Optional<String> limitHit() {
    return session.limitHit.isEmpty() ? Optional.empty() : Optional.of(session.limitHit);
  }

  @Override
  public void read(Direction direction, ByteBuf bytes, int index, int length, long atNanos) {
    session.nowNanos = atNanos;
    int from = index;
    int left = length;
    if (session.encryptionAsked && direction == Direction.FROM_SERVER) {
      session.encryptionAsked = false;
      session.responseEnd++;
      encryptionAnswered(bytes.getByte(from++));
      left--;
    }
    TlsDecoder encrypted = tls;
    if (encrypted != null) {
      encrypted.read(direction, bytes, from, left, atNanos);
    } else if (direction == Direction.FROM_SERVER) {
      fromServer.read(bytes, from, left);
    } else {
      int stopped = fromClient.read(bytes, from, left);
      if (session.encryptionAsked && stopped < from + left) {
        session.encryptionAsked = false;
        session.finish("bytes before the answer to an encryption request");
      }
    }
    session.values.flush();
  }

  @Override
  public void closed(Direction direction, long atNanos) {}

  private void encryptionAnswered(byte answer) {
    switch (answer) {
      case 'S' -> {
        tls = new TlsDecoder(session.limits, session.sink);
        session.encrypted = true;
      }
      case 'N' -> {}
      case 'G' -> session.finish("encrypted with GSSAPI");
      default -> session.finish("answer to an encryption request is malformed");
    }
  }
}

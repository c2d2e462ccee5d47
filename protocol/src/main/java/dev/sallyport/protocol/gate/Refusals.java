// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Protocol;
import io.netty.buffer.ByteBuf;

/** How no is said on one connection. One for each connection, confined to its event loop. */
public interface Refusals {

  /**
   * Returns whether no can only be said once the whole request came. Until then its bytes are held,
   * bounded.
   */
  default boolean waitsForEnd() {
    return false;
  }

  /** Returns what the caller is told. The request never reaches the server. */
  Refusal refusal(Refused refused);

  /**
   * Bytes as they pass, in order, valid only during the call, for protocols in which an answer
   * depends on what was said before. What was refused is not shown, nor are refusals.
   */
  default void passed(Direction direction, ByteBuf bytes, int index, int length) {}

  /** Returns how no is said in that protocol. Where nothing can be said the connection ends. */
  static Refusals of(Protocol protocol) {
    return switch (protocol) {
      case HTTP1 -> new Http1Refusals();
      case HTTP2,
          GRPC,
          WEBSOCKET,
          POSTGRESQL,
          MYSQL,
          REDIS,
          MONGODB,
          KAFKA,
          AMQP,
          MQTT,
          DNS,
          SMTP,
          SSH,
          TLS,
          TCP ->
          refused -> Refusal.HANG_UP;
    };
  }
}

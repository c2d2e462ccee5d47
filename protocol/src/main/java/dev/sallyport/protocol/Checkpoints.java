// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.checkpoint.Checkpoint;
import dev.sallyport.protocol.checkpoint.CheckpointLimits;
import dev.sallyport.protocol.checkpoint.Passage;
import dev.sallyport.protocol.redis.RedisCheckpoint;
import dev.sallyport.protocol.sql.PostgresCheckpoint;
import java.util.Optional;

/** Which protocols have a {@link Checkpoint}. */
public final class Checkpoints {
  private Checkpoints() {}

  /**
   * Returns the checkpoint of a connection that speaks that protocol and on which nothing was read
   * yet; empty where calls of that protocol are refused in another way.
   */
  public static Optional<Checkpoint> of(
      Protocol protocol, CheckpointLimits limits, Passage passage) {
    return switch (protocol) {
      case POSTGRESQL -> Optional.of(new PostgresCheckpoint(limits, passage));
      case REDIS -> Optional.of(new RedisCheckpoint(limits, passage));
      case MYSQL,
          MONGODB,
          KAFKA,
          AMQP,
          MQTT,
          HTTP1,
          HTTP2,
          GRPC,
          WEBSOCKET,
          DNS,
          SMTP,
          SSH,
          TLS,
          TCP ->
          Optional.empty();
    };
  }
}

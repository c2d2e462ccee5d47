// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.checkpoint.Checkpoint;
import dev.sallyport.protocol.checkpoint.CheckpointLimits;
import dev.sallyport.protocol.checkpoint.Passage;
import dev.sallyport.protocol.messaging.AmqpCheckpoint;
import dev.sallyport.protocol.messaging.KafkaCheckpoint;
import dev.sallyport.protocol.messaging.MqttCheckpoint;
import dev.sallyport.protocol.mongodb.MongoCheckpoint;
import dev.sallyport.protocol.redis.RedisCheckpoint;
import dev.sallyport.protocol.sql.MysqlCheckpoint;
import dev.sallyport.protocol.sql.PostgresCheckpoint;
import java.util.Optional;

/** Which protocols have a {@link Checkpoint}. */
public final class Checkpoints {
  private Checkpoints() {}

  /** Returns whether that protocol has one. */
  public static boolean has(Protocol protocol) {
    return switch (protocol) {
      case POSTGRESQL, MYSQL, REDIS, MONGODB, KAFKA, AMQP, MQTT -> true;
      case HTTP1, HTTP2, GRPC, WEBSOCKET, DNS, SMTP, SSH, TLS, TCP -> false;
    };
  }

  /**
   * Returns the checkpoint of a connection that speaks that protocol and on which nothing was read
   * yet; empty where calls of that protocol are refused in another way.
   */
  public static Optional<Checkpoint> of(
      Protocol protocol, CheckpointLimits limits, ProtocolMemory memory, Passage passage) {
    return switch (protocol) {
      case POSTGRESQL -> Optional.of(new PostgresCheckpoint(limits, passage));
      case REDIS -> Optional.of(new RedisCheckpoint(limits, passage));
      case MYSQL -> Optional.of(new MysqlCheckpoint(limits, passage));
      case MONGODB -> Optional.of(new MongoCheckpoint(limits, passage));
      case AMQP -> Optional.of(new AmqpCheckpoint(limits, passage));
      case MQTT -> Optional.of(new MqttCheckpoint(limits, passage));
      case KAFKA -> Optional.of(new KafkaCheckpoint(limits, memory.topics(), passage));
      case HTTP1, HTTP2, GRPC, WEBSOCKET, DNS, SMTP, SSH, TLS, TCP -> Optional.empty();
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import java.util.Set;

/**
 * Operations of data stores and brokers that touch nothing but the own session: greetings, logins,
 * pings, transactions. They are not denied for the lack of a rule that allows them, since whoever
 * may ask for anything needs them; a rule that names them denies them all the same.
 */
public final class SessionUpkeep {
  private static final Set<String> SQL =
      Set.of(
          "BEGIN",
          "START",
          "COMMIT",
          "END",
          "ROLLBACK",
          "ABORT",
          "SAVEPOINT",
          "RELEASE",
          "SET",
          "RESET",
          "SHOW",
          "DISCARD",
          "DEALLOCATE",
          "CLOSE",
          "FETCH",
          "MOVE",
          "UNLISTEN",
          "USE",
          "LOGIN",
          "PING",
          "STATISTICS");
  private static final Set<String> REDIS =
      Set.of(
          "PING",
          "ECHO",
          "AUTH",
          "HELLO",
          "SELECT",
          "QUIT",
          "RESET",
          "COMMAND",
          "MULTI",
          "EXEC",
          "DISCARD",
          "UNWATCH",
          "UNSUBSCRIBE",
          "PUNSUBSCRIBE",
          "SUNSUBSCRIBE",
          "READONLY",
          "READWRITE",
          "ASKING");
  private static final Set<String> MONGODB =
      Set.of(
          "hello",
          "isMaster",
          "ismaster",
          "ping",
          "buildInfo",
          "buildinfo",
          "saslStart",
          "saslContinue",
          "authenticate",
          "logout",
          "endSessions",
          "startSession",
          "refreshSessions",
          "killCursors",
          "getMore",
          "commitTransaction",
          "abortTransaction",
          "getnonce",
          "connectionStatus");
  private static final Set<String> AMQP =
      Set.of(
          "login",
          "open",
          "channel-open",
          "qos",
          "cancel",
          "confirm-select",
          "transaction-select",
          "transaction-commit",
          "transaction-rollback",
          "deliver");
  private static final Set<String> MQTT = Set.of("connect", "unsubscribe", "deliver");
  private static final Set<String> KAFKA =
      Set.of(
          "metadata",
          "list-offsets",
          "offset-commit",
          "offset-fetch",
          "find-coordinator",
          "join-group",
          "heartbeat",
          "leave-group",
          "sync-group",
          "sasl-handshake",
          "api-versions",
          "init-producer-id",
          "offset-for-leader-epoch",
          "add-partitions-to-txn",
          "add-offsets-to-txn",
          "end-txn",
          "txn-offset-commit",
          "sasl-authenticate",
          "describe-cluster",
          "consumer-group-heartbeat",
          "get-telemetry-subscriptions",
          "push-telemetry",
          "describe-topic-partitions");

  private SessionUpkeep() {}

  /** Returns the verbs that only keep a session of that protocol going; none for most. */
  public static Set<String> verbs(Protocol protocol) {
    return switch (protocol) {
      case POSTGRESQL, MYSQL -> SQL;
      case REDIS -> REDIS;
      case MONGODB -> MONGODB;
      case KAFKA -> KAFKA;
      case AMQP -> AMQP;
      case MQTT -> MQTT;
      case HTTP1, HTTP2, GRPC, WEBSOCKET, DNS, SMTP, SSH, TLS, TCP -> Set.of();
    };
  }

  /** Returns whether an operation only keeps a session going. */
  public static boolean is(Operation operation) {
    return switch (operation) {
      case QueryOperation query -> verbs(query.protocol()).contains(query.verb());
      case MessageOperation message -> verbs(message.protocol()).contains(message.verb());
      default -> false;
    };
  }
}

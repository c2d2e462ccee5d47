// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The requests of Kafka by their number, and from which version each is written compactly. */
enum KafkaApi {
  PRODUCE(0, 9),
  FETCH(1, 12),
  LIST_OFFSETS(2, 6),
  METADATA(3, 9),
  OFFSET_COMMIT(8, 8),
  OFFSET_FETCH(9, 6),
  FIND_COORDINATOR(10, 3),
  JOIN_GROUP(11, 6),
  HEARTBEAT(12, 4),
  LEAVE_GROUP(13, 4),
  SYNC_GROUP(14, 4),
  DESCRIBE_GROUPS(15, 5),
  LIST_GROUPS(16, 3),
  SASL_HANDSHAKE(17, 99),
  API_VERSIONS(18, 3),
  CREATE_TOPICS(19, 5),
  DELETE_TOPICS(20, 4),
  DELETE_RECORDS(21, 2),
  INIT_PRODUCER_ID(22, 2),
  OFFSET_FOR_LEADER_EPOCH(23, 4),
  ADD_PARTITIONS_TO_TXN(24, 3),
  ADD_OFFSETS_TO_TXN(25, 3),
  END_TXN(26, 3),
  TXN_OFFSET_COMMIT(28, 3),
  DESCRIBE_CONFIGS(32, 4),
  ALTER_CONFIGS(33, 2),
  SASL_AUTHENTICATE(36, 2),
  CREATE_PARTITIONS(37, 2),
  DELETE_GROUPS(42, 2),
  INCREMENTAL_ALTER_CONFIGS(44, 1),
  DESCRIBE_CLUSTER(60, 0),
  CONSUMER_GROUP_HEARTBEAT(68, 0),
  CONSUMER_GROUP_DESCRIBE(69, 0),
  GET_TELEMETRY_SUBSCRIPTIONS(71, 0),
  PUSH_TELEMETRY(72, 0),
  DESCRIBE_TOPIC_PARTITIONS(75, 0),
  /** One of the many that are only counted. */
  OTHER(-1, 99);

  private static final Map<Integer, KafkaApi> BY_KEY =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(api -> api.key, api -> api));

  private final int key;
  private final int compactFrom;

  KafkaApi(int key, int compactFrom) {
    this.key = key;
    this.compactFrom = compactFrom;
  }

  static KafkaApi of(int key) {
    return BY_KEY.getOrDefault(key, OTHER);
  }

  /** Returns whether lengths and arrays are written compactly in that version. */
  boolean compact(int version) {
    return version >= compactFrom;
  }

  String verb() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Protocol;
import dev.sallyport.model.SessionUpkeep;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.ResponseHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every answer in every version, as the client library of Kafka reads it. */
class KafkaWordsTest {
  private static final List<ApiKeys> ANSWERED =
      List.of(
          ApiKeys.PRODUCE,
          ApiKeys.FETCH,
          ApiKeys.METADATA,
          ApiKeys.CREATE_TOPICS,
          ApiKeys.DELETE_TOPICS,
          ApiKeys.DELETE_RECORDS,
          ApiKeys.CREATE_PARTITIONS,
          ApiKeys.INIT_PRODUCER_ID,
          ApiKeys.JOIN_GROUP,
          ApiKeys.SYNC_GROUP,
          ApiKeys.HEARTBEAT,
          ApiKeys.LEAVE_GROUP,
          ApiKeys.CONSUMER_GROUP_HEARTBEAT);

  static Stream<Arguments> versions() {
    return ANSWERED.stream()
        .flatMap(
            api ->
                api.allVersions().stream().map(version -> Arguments.of(api, version.intValue())));
  }

  private static KafkaCall call(ApiKeys api, int version) {
    UUID id = new UUID(7, 9);
    List<KafkaCall.Topic> topics =
        List.of(
            new KafkaCall.Topic("secret", id, List.of(0, 3)),
            new KafkaCall.Topic("open", id, List.of(1)));
    return new KafkaCall(KafkaApi.of(api.id), version, 77, topics, true, false, true);
  }

  private static AbstractResponse read(ApiKeys api, int version, byte[] answer) {
    ByteBuffer frame = ByteBuffer.wrap(answer);
    assertThat(frame.getInt()).isEqualTo(answer.length - 4);
    RequestHeader header = new RequestHeader(api, (short) version, "client", 77);
    ByteBufferAccessor readable = new ByteBufferAccessor(frame);
    ResponseHeader head = ResponseHeader.parse(frame, header.toResponseHeader().headerVersion());
    assertThat(head.correlationId()).isEqualTo(77);
    AbstractResponse response = AbstractResponse.parseResponse(api, readable, (short) version);
    assertThat(frame.remaining()).as("left over").isZero();
    return response;
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theLibraryReadsEveryAnswerInEveryVersion(ApiKeys api, int version) {
    byte[] answer =
        KafkaWords.answer(call(api, version), "denied", topic -> topic.name().equals("secret"))
            .orElseThrow();
    AbstractResponse response = read(api, version, answer);
    assertThat(response.errorCounts().keySet())
        .containsAnyOf(
            Errors.TOPIC_AUTHORIZATION_FAILED,
            Errors.GROUP_AUTHORIZATION_FAILED,
            Errors.CLUSTER_AUTHORIZATION_FAILED);
  }

  @Test
  void onlyWhatWasRefusedIsSaidToBe() {
    byte[] answer =
        KafkaWords.answer(call(ApiKeys.PRODUCE, 9), "denied", t -> t.name().equals("secret"))
            .orElseThrow();
    ProduceResponseData produced = (ProduceResponseData) read(ApiKeys.PRODUCE, 9, answer).data();
    List<Short> codes =
        produced.responses().stream()
            .flatMap(each -> each.partitionResponses().stream())
            .map(ProduceResponseData.PartitionProduceResponse::errorCode)
            .toList();
    assertThat(codes).containsExactly((short) 29, (short) 29, (short) 6);
    assertThat(
            produced.responses().stream()
                .flatMap(each -> each.partitionResponses().stream())
                .map(ProduceResponseData.PartitionProduceResponse::errorMessage))
        .containsOnly("denied");
  }

  @Test
  void whoGoesOnFetchingIsMadeToAskAnew() {
    KafkaCall call = call(ApiKeys.FETCH, 12);
    KafkaCall goesOn = new KafkaCall(call.api(), 12, 77, call.topics(), true, true, true);
    byte[] answer = KafkaWords.answer(goesOn, "denied", topic -> true).orElseThrow();
    FetchResponseData fetched = (FetchResponseData) read(ApiKeys.FETCH, 12, answer).data();
    assertThat(fetched.errorCode()).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND.code());
    assertThat(fetched.responses()).isEmpty();
  }

  @Test
  void whatHasNoKnownFormHasNoAnswer() {
    assertThat(KafkaWords.answer(call(ApiKeys.DESCRIBE_CONFIGS, 4), "denied", topic -> true))
        .isEmpty();
  }

  @Test
  void whatOnlyKeepsASessionGoingIsNamedAsRequestsAre() {
    assertThat(Stream.of(KafkaApi.values()).map(KafkaApi::verb))
        .containsAll(SessionUpkeep.verbs(Protocol.KAFKA));
  }
}

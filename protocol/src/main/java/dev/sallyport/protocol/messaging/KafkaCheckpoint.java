// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import dev.sallyport.model.Direction;
import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.SessionUpkeep;
import dev.sallyport.protocol.checkpoint.Call;
import dev.sallyport.protocol.checkpoint.CheckpointLimits;
import dev.sallyport.protocol.checkpoint.FramedCheckpoint;
import dev.sallyport.protocol.checkpoint.Passage;
import dev.sallyport.protocol.checkpoint.RefusalText;
import dev.sallyport.protocol.gate.Denial;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets requests of Kafka pass one by one. A refused one is exchanged for a question after the
 * versions that the broker speaks, and its answer for one that says so of each topic: so answers
 * keep the order in which clients expect them.
 */
public final class KafkaCheckpoint extends FramedCheckpoint {
  private static final int ANSWER_HEAD_BYTES = 8;
  private static final int FRAME_BYTES_MAX = 512 << 20;
  private static final Set<String> INCIDENTAL = SessionUpkeep.verbs(Protocol.KAFKA);

  private record Instead(long number, byte[] answer) {}

  private final CheckpointLimits limits;
  private final KafkaTopics topics;

  /** What was fetched since the session began: later requests name only what changed. */
  private final Set<Call.Part> fetched = new LinkedHashSet<>(2);

  private final List<Instead> refused = new ArrayList<>(1);
  private long asked;
  private long answered;

  /** Makes the checkpoint of a connection on which nothing was read yet. */
  public KafkaCheckpoint(CheckpointLimits limits, KafkaTopics topics, Passage passage) {
    super(passage);
    this.limits = limits;
    this.topics = topics;
  }

  @Override
  protected long length(Direction direction, byte[] start, int size) {
    if (size < 4) {
      return 0;
    }
    int length = new FrameBytes(start, 0, 4).int32();
    return length < 4 || length > FRAME_BYTES_MAX ? -1 : 4L + length;
  }

  @Override
  protected int wanted(Direction direction, byte[] start, int size, long length) {
    int most = direction == Direction.FROM_CLIENT ? limits.callBytes() : ANSWER_HEAD_BYTES;
    return (int) Math.min(most, length);
  }

  @Override
  protected void frame(Direction direction, byte[] start, int held, long length, long end) {
    if (direction == Direction.FROM_SERVER) {
      answered(end);
      return;
    }
    KafkaCall call = KafkaCall.read(start, held, held == length, topics);
    if (call == null) {
      lost("Kafka request is malformed");
      return;
    }
    long number = call.answered() ? asked++ : -1;
    ask(parts(call), true, call.whole(), end, (why, parts) -> instead(call, number, why, parts));
  }

  private List<Call.Part> parts(KafkaCall call) {
    KafkaApi api = call.api();
    boolean incidental = INCIDENTAL.contains(api.verb());
    Set<Call.Part> parts = new LinkedHashSet<>(2);
    for (KafkaCall.Topic each : call.topics()) {
      parts.add(new Call.Part(each.operation(api), incidental));
    }
    if (api == KafkaApi.FETCH) {
      if (!call.goesOn()) {
        fetched.clear();
      }
      if (fetched.size() < limits.names()) {
        fetched.addAll(parts);
      }
      parts.addAll(fetched);
    }
    if (parts.isEmpty()) {
      // A fetch of nothing does nothing.
      MessageOperation operation = new MessageOperation(api.verb(), "", Protocol.KAFKA);
      parts.add(new Call.Part(operation, incidental || api == KafkaApi.FETCH));
    }
    return List.copyOf(parts);
  }

  private byte[] instead(KafkaCall call, long number, Denial why, List<Call.Part> parts) {
    if (!call.answered()) {
      return new byte[0];
    }
    Optional<byte[]> answer =
        KafkaWords.answer(
            call,
            RefusalText.of(why),
            topic ->
                parts.stream()
                    .anyMatch(each -> each.operation().equals(topic.operation(call.api()))));
    if (answer.isEmpty()) {
      end();
      return new byte[0];
    }
    refused.add(new Instead(number, answer.get()));
    return KafkaWords.harmless(call.correlation());
  }

  private void answered(long end) {
    long number = answered++;
    for (Instead each : refused) {
      if (each.number == number) {
        refused.remove(each);
        exchange(Direction.FROM_SERVER, end, each.answer);
        return;
      }
    }
  }
}

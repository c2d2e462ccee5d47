// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Checkpoints;
import dev.sallyport.protocol.Corpus;
import dev.sallyport.protocol.Dialogue;
import dev.sallyport.protocol.ProtocolMemory;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the checkpoints of all protocols. */
class CheckpointTest {

  static Stream<Protocol> guarded() {
    CheckpointLimits limits = CheckpointLimits.DEFAULT;
    return Arrays.stream(Protocol.values())
        .filter(
            each -> Checkpoints.of(each, limits, new ProtocolMemory(), new Nowhere()).isPresent());
  }

  private static Stream<Dialogue> corpus(Protocol protocol) {
    return Corpus.all().stream().filter(each -> each.heard().protocol() == protocol);
  }

  private static String all(Dialogue dialogue, Direction direction) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    dialogue.said().stream()
        .filter(each -> each.direction() == direction)
        .forEach(each -> all.writeBytes(each.bytes()));
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void whatIsAllowedPassesByteForByteHoweverItIsCut(Protocol protocol) {
    assertThat(corpus(protocol)).isNotEmpty();
    corpus(protocol)
        .forEach(
            dialogue -> {
              Crossing.Result whole = Crossing.of(protocol, dialogue, left -> left, name -> false);
              assertThat(whole.toServer()).isEqualTo(all(dialogue, Direction.FROM_CLIENT));
              assertThat(whole.toClient()).isEqualTo(all(dialogue, Direction.FROM_SERVER));
              assertThat(whole.asked()).isNotEmpty();
              assertThat(whole.said()).noneMatch(each -> !each.equals("not whole"));
              assertThat(Crossing.of(protocol, dialogue, Dialogue.byteByByte(), name -> false))
                  .isEqualTo(whole);
              assertThat(Crossing.late(protocol, dialogue, Dialogue.byteByByte(), name -> false))
                  .isEqualTo(whole);
              Random random = new Random(5);
              for (int i = 0; i < 30; i++) {
                assertThat(Crossing.of(protocol, dialogue, Dialogue.random(random), n -> false))
                    .isEqualTo(whole);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void noByteOfARefusedCallReachesTheServerHoweverItIsCut(Protocol protocol) {
    corpus(protocol)
        .forEach(
            dialogue -> {
              Crossing.Result whole = Crossing.of(protocol, dialogue, left -> left, name -> true);
              assertThat(whole.toServer()).doesNotContain("secret", "items", "orders");
              int bytes = all(dialogue, Direction.FROM_CLIENT).length();
              for (int at = 1; at < Math.min(bytes, 600); at++) {
                Crossing.Result cut =
                    Crossing.of(protocol, dialogue, Dialogue.at(at), name -> true);
                assertThat(cut.toServer()).isEqualTo(whole.toServer());
              }
            });
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void nothingThatPeersSendBreaksIt(Protocol protocol) {
    Random random = new Random(11);
    corpus(protocol)
        .forEach(
            dialogue -> {
              for (int round = 0; round < 300; round++) {
                Dialogue broken = mutated(dialogue, random);
                Crossing.Result result =
                    Crossing.of(
                        protocol, broken, Dialogue.random(random), name -> random.nextBoolean());
                assertThat(result).isNotNull();
              }
            });
  }

  private static Dialogue mutated(Dialogue dialogue, Random random) {
    Dialogue mutated = Dialogue.empty();
    for (Dialogue.Said each : dialogue.said()) {
      byte[] bytes = each.bytes().clone();
      for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      mutated = mutated.with(each.direction(), bytes);
    }
    return mutated;
  }

  @Test
  void whatIsNotUnderstoodWaitsUntilItIsOpened() {
    Dialogue dialogue = Dialogue.empty().client("*1\r\n$4\r\nPING\r\n!garbage\r\nmore");
    Crossing.Result result = Crossing.of(Protocol.REDIS, dialogue, left -> left, name -> false);
    assertThat(result.toServer()).isEqualTo("*1\r\n$4\r\nPING\r\n");
    assertThat(result.said()).containsExactly("lost: Redis command is malformed");
  }

  private static final class Nowhere implements Passage {
    @Override
    public void pass(Direction direction, io.netty.buffer.ByteBuf bytes) {
      bytes.release();
    }

    @Override
    public void asked(Call call) {}

    @Override
    public void lost(String reason) {}

    @Override
    public void end() {}
  }
}

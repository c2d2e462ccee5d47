// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Dialogue;
import dev.sallyport.protocol.ProtocolLimits;
import dev.sallyport.protocol.Shape;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DnsDecoderTest {
  private static final String NAME = "0473686f70 07 6578616d706c65 00";

  static byte[] query(String id, String type) {
    return framed(id + " 0100 0001 0000 0000 0000" + NAME + type + "0001");
  }

  static byte[] answer(String id, String flags, String type) {
    return framed(id + flags + "0001 0000 0000 0000" + NAME + type + "0001");
  }

  private static byte[] framed(String hex) {
    byte[] message = Dialogue.hex(hex);
    byte[] framed = new byte[message.length + 2];
    framed[1] = (byte) message.length;
    System.arraycopy(message, 0, framed, 2, message.length);
    return framed;
  }

  private static Dialogue.Heard heard(Dialogue dialogue, Dialogue.Cutter cutter) {
    return dialogue.heard(cutter, 53, Optional.empty(), ProtocolLimits.DEFAULT, true);
  }

  private static String shape(Dialogue dialogue) {
    Dialogue.Heard whole = heard(dialogue, left -> left);
    assertThat(heard(dialogue, Dialogue.byteByByte())).isEqualTo(whole);
    for (int size = 2; size < 50; size++) {
      int each = size;
      assertThat(heard(dialogue, left -> each)).isEqualTo(whole);
    }
    assertThat(whole.protocol()).isEqualTo(Protocol.DNS);
    return Shape.of(whole);
  }

  @Test
  void questionsAreAnsweredInAnyOrder() {
    Dialogue dialogue =
        Dialogue.empty()
            .with(Direction.FROM_CLIENT, query("0001", "0001"))
            .with(Direction.FROM_CLIENT, query("0002", "001c"))
            .with(Direction.FROM_SERVER, answer("0002", "8183", "001c"))
            .with(Direction.FROM_SERVER, answer("0001", "8182", "0001"));
    assertThat(shape(dialogue))
        .isEqualTo("0>A shop.example; 1>AAAA shop.example; 1<ok; 0<failed; ");
  }

  @Test
  void anAnswerToNoQuestionEndsUnderstanding() {
    Dialogue dialogue =
        Dialogue.empty()
            .with(Direction.FROM_CLIENT, query("0001", "0001"))
            .with(Direction.FROM_SERVER, answer("0009", "8180", "0001"));
    assertThat(shape(dialogue)).isEqualTo("0>A shop.example; !DNS answer to no question");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DnsLookupTest {
  private static final String QUESTION = "0453686f70076578616d706c650000010001";

  private static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static Optional<DnsLookup> lookup(String answer) {
    return DnsLookup.read(bytes("1234 0100 0001 0000 0000 0000" + QUESTION), bytes(answer));
  }

  @Test
  void theOutcomeIsTheResponseCode() {
    DnsLookup found =
        lookup("1234 8180 0001 0001 0000 0000" + QUESTION + "c00c 0001 0001 00000e10 0004 0a000001")
            .orElseThrow();
    assertThat(found.outcome()).isEqualTo(new Outcome.Answered(0, false));
    assertThat(found.addresses()).hasSize(1);
    assertThat(lookup("1234 8183 0001 0000 0000 0000" + QUESTION).orElseThrow().outcome())
        .isEqualTo(new Outcome.Answered(3, false));
    assertThat(lookup("1234 8182 0000 0000 0000 0000").orElseThrow().outcome())
        .isEqualTo(new Outcome.Answered(2, true));
  }

  @Test
  void anAnswerToSomethingElseIsNoAnswer() {
    for (String answer :
        new String[] {
          "",
          "9999 8180 0001 0000 0000 0000" + QUESTION,
          "1234 0100 0001 0000 0000 0000" + QUESTION,
          "1234 8180 0000 0000 0000 0000",
          "1234 8180 0001 0000 0000 0000 0141 00 0001 0001"
        }) {
      assertThat(lookup(answer).orElseThrow().outcome()).isEqualTo(new Outcome.TimedOut());
    }
  }

  @Test
  void aRefusalRepeatsTheQuestionAndIsUnderstood() {
    String asked = "1234 0120 0001 0000 0000 0001" + QUESTION + "0000291000000000000000";
    ByteBuf refusal = Unpooled.wrappedBuffer(DnsLookup.refusal(bytes(asked)));
    DnsLookup lookup = DnsLookup.read(bytes(asked), refusal).orElseThrow();
    assertThat(lookup.outcome()).isEqualTo(new Outcome.Answered(5, true));
    assertThat(refusal.readableBytes()).isEqualTo(bytes(QUESTION).readableBytes() + 12);
  }

  @Test
  void aRefusalOfAQuestionThatIsCutOffStaysInIt() {
    ByteBuf asked = bytes("1234 0120 0001 0000 0000 0000 3f61");
    assertThat(DnsLookup.refusal(asked)).hasSize(asked.readableBytes());
  }

  @Test
  void withoutAQuestionThereIsNoLookup() {
    assertThat(DnsLookup.read(bytes("1234"), bytes(""))).isEmpty();
    assertThat(DnsLookup.read(bytes("1234 0100 0000 0000 0000 0000"), bytes(""))).isEmpty();
  }
}

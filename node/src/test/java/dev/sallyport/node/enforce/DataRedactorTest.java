// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.detection.StandardData;
import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.model.Attribution;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Observation;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Redaction;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Vantage;
import dev.sallyport.protocol.gate.Editing;
import dev.sallyport.protocol.gate.Editor;
import dev.sallyport.protocol.redaction.RedactionLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DataRedactorTest {
  private static final SensitiveData DATA = StandardData.sensitiveData(DataLimits.DEFAULT);
  private static final Set<DataClass> CLASSES =
      Set.of(
          DataClass.CREDIT_CARD,
          DataClass.EMAIL_ADDRESS,
          DataClass.IBAN_CODE,
          DataClass.US_SSN,
          DataClass.SECRET,
          DataClass.PHONE_NUMBER);
  private static final String ORDER =
      "{\"customer\":{\"email\":\"jane.doe@example.com\",\"ssn\":\"536-22-8726\",\"phone\":\"+1 212-555-0187\"},"
          + "\"payment\":{\"card_number\":\"4111 1111 1111 1111\",\"iban\":\"DE89370400440532013000\"},"
          + "\"card\":4012888888881881,\"note\":\"card \\u0034012888888881881 please\",\"items\":[1,2,3],\"total\":12.50}";

  private static final Attribution NOBODY =
      new Attribution(new Unidentified(Unidentified.Why.CLUSTER_ADDRESS_UNKNOWN), Proof.UNKNOWN);

  private final DataRedactor redactor = new DataRedactor(DATA, RedactionLimits.DEFAULT);

  private Editing.Bytes editing(Redaction.Method method, Direction... directions) {
    return (Editing.Bytes)
        redactor
            .redacted(
                Protocol.HTTP1,
                new Observation.RequestHead(
                    0, 0, 0, new HttpOperation("POST", "/pay", Protocol.HTTP1, ""), "shop", "/pay"),
                new Conversation(NOBODY, NOBODY, 80, CaptureTier.NODE, Vantage.SERVER),
                List.of(new Redaction(CLASSES, Set.of(directions), method)),
                OnFailure.CLOSED)
            .editing();
  }

  private static String through(Editor editor, String sent, int size) {
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    Editor.Out out =
        bytes -> {
          byte[] octets = new byte[bytes.readableBytes()];
          bytes.readBytes(octets);
          passed.writeBytes(octets);
          bytes.release();
        };
    ByteBuf all = Unpooled.copiedBuffer(sent, UTF_8);
    while (all.isReadable()) {
      editor.edit(all.readSlice(Math.min(size, all.readableBytes())), out);
    }
    editor.end(out);
    all.release();
    return passed.toString(UTF_8);
  }

  private static String post(String body) {
    return "POST /pay HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: "
        + body.getBytes(UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  private static String answer(String type, String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: "
        + type
        + "\r\nContent-Length: "
        + body.getBytes(UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  @Test
  void valuesAreMaskedInTheFormOfTheirClassAtEveryCut() {
    String expected =
        post(
            "{\"customer\":{\"email\":\"****.***@*******.***\",\"ssn\":\"***-**-****\",\"phone\":\"+* ***-***-****\"},"
                + "\"payment\":{\"card_number\":\"**** **** **** 1111\",\"iban\":\"DE********************\"},"
                + "\"card\":1000000000000000,\"note\":\"card \\u002a***********1881 please\",\"items\":[1,2,3],\"total\":12.50}");
    String sent = post(ORDER);
    for (int size = 1; size <= sent.length(); size++) {
      Editing.Bytes editing = editing(Redaction.Method.MASK, Direction.FROM_CLIENT);
      assertThat(editing.answer()).isEmpty();
      assertThat(through(editing.request().orElseThrow(), sent, size))
          .as("pieces of %d", size)
          .isEqualTo(expected);
    }
    assertThat(redactor.counters())
        .containsEntry("redacted_credit_card", 3L * sent.length())
        .containsEntry("redacted_us_ssn", (long) sent.length())
        .containsEntry("redaction_unlooked", 0L);
  }

  @Test
  void noValueIsLeftOutBecauseThereAreMany() {
    StringBuilder rows = new StringBuilder("[0");
    for (int i = 0; i < 3000; i++) {
      rows.append(
          ",{\"card\":\"4111 1111 1111 1111\",\"token\":\"ghp_0123456789abcdefABCDEF0123456789abcd\"}");
    }
    String sent = post(rows.append(']').toString());
    for (int size : new int[] {1000, 65_536, 1 << 20}) {
      Editing.Bytes editing = editing(Redaction.Method.MASK, Direction.FROM_CLIENT);
      assertThat(through(editing.request().orElseThrow(), sent, size))
          .doesNotContain("4111 1111", "abcdefABCDEF")
          .hasSameSizeAs(sent);
    }
  }

  @Test
  void otherClassesAndOtherNumbersStay() {
    String sent = post("{\"id\":4111111111111112,\"order\":\"1234567890123456\",\"t\":1763776800}");
    Editing.Bytes editing = editing(Redaction.Method.MASK);
    assertThat(through(editing.request().orElseThrow(), sent, 11))
        .contains("4111111111111112", "1234567890123456", "1763776800");
  }

  @Test
  void tokensLeadBackInTheAnswerOfTheSameExchangeAndNowhereElse() {
    Editing.Bytes one = editing(Redaction.Method.TOKEN, Direction.FROM_CLIENT);
    String passed = through(one.request().orElseThrow(), post(ORDER), 37);
    assertThat(passed)
        .hasSize(post(ORDER).length() + "Accept-Encoding: identity\r\n".length())
        .doesNotContain("jane.doe", "536-22", "4111 1111", "DE8937", "4012888888881881")
        .containsPattern("\"email\":\"[a-z]{4}\\.[a-z]{3}@[a-z]{7}\\.[a-z]{3}\"")
        .containsPattern("\"ssn\":\"000-\\d\\d-\\d{4}\"")
        .containsPattern("\"card_number\":\"\\d{4} \\d{4} \\d{4} \\d{4}\"")
        .containsPattern("\"iban\":\"DE00\\d{18}\"")
        .containsPattern("\"card\":[1-9]\\d{15},");
    String email = passed.replaceAll("(?s).*\"email\":\"([^\"]+)\".*", "$1");
    String card = passed.replaceAll("(?s).*\"card_number\":\"([^\"]+)\".*", "$1");
    String said = "Dear " + email + ", your card " + card + " was charged.";
    String stream = sse(said, 3);
    assertThat(text(through(one.answer().orElseThrow(), answer("text/event-stream", stream), 5)))
        .isEqualTo("Dear jane.doe@example.com, your card 4111 1111 1111 1111 was charged.");
    Editing.Bytes other = editing(Redaction.Method.TOKEN, Direction.FROM_CLIENT);
    assertThat(text(through(other.answer().orElseThrow(), answer("text/event-stream", stream), 64)))
        .isEqualTo(said);
  }

  private static String sse(String text, int piece) {
    StringBuilder stream = new StringBuilder();
    for (int i = 0; i < text.length(); i += piece) {
      stream
          .append("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"")
          .append(text, i, Math.min(text.length(), i + piece))
          .append("\"},\"finish_reason\":null}]}\n\n");
    }
    return stream.append("data: [DONE]\n\n").toString();
  }

  private static String text(String answer) {
    StringBuilder text = new StringBuilder();
    for (String line : answer.split("\n")) {
      if (line.startsWith("data: {")) {
        text.append(line.replaceAll(".*\"content\":\"([^\"]*)\".*", "$1"));
      }
    }
    return text.toString();
  }
}

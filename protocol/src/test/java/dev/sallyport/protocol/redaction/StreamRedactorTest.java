// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.DataClass;
import dev.sallyport.model.Place;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamRedactorTest {
  private static final Pattern CARD =
      Pattern.compile("\\b\\d{4}([ -]?)\\d{4}\\1\\d{4}\\1\\d{4}\\b");
  private static final Pattern MAIL = Pattern.compile("[a-z0-9.]+@[a-z.]+[a-z]");

  /** Stands for the detectors: knows sixteen digits, and addresses in lower case. */
  private static void find(Place place, byte[] text, ValueFinder.Sink sink) {
    String latin = new String(text, StandardCharsets.ISO_8859_1);
    Matcher card = CARD.matcher(latin);
    while (card.find()) {
      sink.found(DataClass.CREDIT_CARD, card.start(), card.end());
    }
    Matcher mail = MAIL.matcher(latin);
    while (mail.find()) {
      sink.found(DataClass.EMAIL_ADDRESS, mail.start(), mail.end());
    }
  }

  private static String redacted(String stream, int... sizes) {
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StreamRedactor redactor =
        new StreamRedactor(StreamRedactorTest::find, RedactionLimits.DEFAULT, out::writeBytes);
    int from = 0;
    for (int i = 0; from < bytes.length; i++) {
      int size = sizes.length == 0 ? bytes.length : Math.max(1, sizes[i % sizes.length]);
      int taken = Math.min(size, bytes.length - from);
      redactor.write(bytes, from, taken);
      from += taken;
    }
    redactor.end();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String chat(String... pieces) {
    StringBuilder stream = new StringBuilder();
    for (String each : pieces) {
      stream.append("data: {\"choices\": [{\"index\": 0, \"delta\": {\"content\": \"");
      stream.append(each).append("\"}, \"finish_reason\": null}]}\n\n");
    }
    return stream.append("data: [DONE]\n\n").toString();
  }

  @Test
  void valueOverSeveralEventsIsMaskedInEachOfThem() {
    assertThat(redacted(chat("My card is 41", "11 1111 ", "1111 11", "11, ok")))
        .isEqualTo(chat("My card is **", "** **** ", "**** 11", "11, ok"));
  }

  @Test
  void streamWithoutAValuePassesByteByByte() {
    String stream =
        chat(
            "Order 12", "3 of 4111", " pieces\\n", "\\u00e9t\\u00e9 \\ud83d", "\\ude00 5555-", "1");
    assertThat(redacted(stream, 1)).isEqualTo(stream);
    assertThat(redacted(stream)).isEqualTo(stream);
  }

  @Test
  void textsSideBySideAreNotMixed() {
    String stream =
        """
        data: {"choices":[{"delta":{"content":"4111 1111 "},"index":0}]}

        data: {"choices":[{"delta":{"content":"one two"},"index":1}]}

        data: {"choices":[{"delta":{"content":"1111 1111"},"index":0}]}

        data: {"choices":[{"delta":{},"index":0,"finish_reason":"stop"}]}

        """;
    assertThat(redacted(stream)).contains("**** **** ", "one two", "**** 1111");
  }

  @Test
  void argumentsOfAToolStayJson() {
    String stream =
        """
        data: {"type":"content_block_delta","index":1,"delta":{"partial_json":"{\\"to\\": \\"x\\\\nada"}}

        data: {"type":"content_block_delta","index":1,"delta":{"partial_json":"@exa\\\\u006d"}}

        data: {"type":"content_block_delta","index":1,"delta":{"partial_json":"ple.org\\"}"}}

        data: {"type":"content_block_stop","index":1}

        """;
    String redacted = redacted(stream);
    assertThat(redacted).contains("x\\\\n***").contains("@***\\\\u002a").contains("***.***\\\"}");
  }

  @Test
  void eventThatRepeatsTheWholeTextIsMaskedToo() {
    String stream =
        """
        event: response.output_text.delta
        data: {"type":"response.output_text.delta","output_index":0,"delta":"4111111111"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","output_index":0,"delta":"111111"}

        event: response.completed
        data: {"type":"response.completed","response":{"output":[{"text":"4111111111111111","n":4111111111111111}]}}

        """;
    assertThat(redacted(stream))
        .doesNotContain("4111")
        .contains("\"delta\":\"**********\"")
        .contains("\"text\":\"************1111\",\"n\":1000000000000000");
  }

  @Test
  void linesAndTextAreStreamsToo() {
    String lines = "{\"response\":\"mail ad\",\"done\":false}\n{\"response\":\"a@b.org now\"}\n";
    assertThat(redacted(lines, 7))
        .isEqualTo("{\"response\":\"mail **\",\"done\":false}\n{\"response\":\"*@*.*** now\"}\n");
    assertThat(redacted("Grüße an ada@b.org und 4111-1111-1111-1111.", 1))
        .isEqualTo("Grüße an ***@*.*** und ****-****-****-1111.");
  }

  @Test
  void onlyWhatMayStillBecomeAValueWaits() {
    List<String> out = new ArrayList<>();
    StreamRedactor redactor =
        new StreamRedactor(
            StreamRedactorTest::find,
            RedactionLimits.DEFAULT,
            bytes -> out.add(new String(bytes, StandardCharsets.UTF_8)));
    write(redactor, "Dear customer, your card 4111 ");
    assertThat(String.join("", out)).isEqualTo("");
    redactor.end();
    assertThat(String.join("", out)).isEqualTo("Dear customer, your card 4111 ");
  }

  @Test
  void eventWithoutTheStartOfAValuePassesAtOnce() {
    List<String> out = new ArrayList<>();
    StreamRedactor redactor =
        new StreamRedactor(
            StreamRedactorTest::find,
            RedactionLimits.DEFAULT,
            bytes -> out.add(new String(bytes, StandardCharsets.UTF_8)));
    write(redactor, chat("Dear customer, ").replace("data: [DONE]\n\n", ""));
    assertThat(out).hasSize(1);
    write(redactor, chat("your mail is ada").replace("data: [DONE]\n\n", ""));
    assertThat(out).hasSize(1);
    write(redactor, chat(" and more ").replace("data: [DONE]\n\n", ""));
    assertThat(out).hasSize(3);
  }

  private static void write(StreamRedactor redactor, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    redactor.write(bytes, 0, bytes.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 17, 64})
  void cutsOfTheNetworkMakeNoDifference(int seed) {
    Random random = new Random(seed);
    String stream =
        chat("a 4111 1111", " 1111 1111 é", " ada@exam", "ple.org 😀 4111111", "111111111");
    String whole = redacted(stream);
    int[] sizes = new int[40];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = 1 + random.nextInt(30);
    }
    assertThat(redacted(stream, sizes)).isEqualTo(whole);
    assertThat(redacted(stream, 1)).isEqualTo(whole);
    assertThat(whole).doesNotContain("ada@").contains("****1111");
  }

  @Test
  void eventsWithoutTextDoNotPileUpBehindAWordThatNeverEnds() {
    RedactionLimits few = new RedactionLimits(64, 16, 1024, 1, 8, 1024);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StreamRedactor redactor = new StreamRedactor(StreamRedactorTest::find, few, out::writeBytes);
    String word = chat("ada").replace("data: [DONE]\n\n", "");
    write(redactor, word + ": ping\n\n".repeat(8));
    assertThat(redactor.unlooked()).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(word + ": ping\n\n".repeat(8));
  }

  @Test
  void hostileStreamsAreCarriedAndCounted() {
    RedactionLimits small = new RedactionLimits(64, 16, 1024, 1, 8, 1024);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StreamRedactor redactor = new StreamRedactor(StreamRedactorTest::find, small, out::writeBytes);
    String huge = "data: {\"x\": \"" + "y".repeat(5000) + "\"}\n\n";
    String word = chat("z".repeat(500), "z".repeat(500));
    String broken = "data: {\"a\": [[[[\n\ndata: \"\n\n:\n\n\n\n\ndata: {{{]]\n\n";
    write(redactor, huge + word + broken);
    redactor.end();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(huge + word + broken);
    assertThat(redactor.unlooked()).isPositive();
  }

  @Test
  void randomBytesNeverBreakIt() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      byte[] bytes = new byte[random.nextInt(400)];
      String letters = "data: {}[]\"\\u41event\r\n:1 4@a.";
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] =
            random.nextInt(8) == 0
                ? (byte) random.nextInt(256)
                : (byte) letters.charAt(random.nextInt(letters.length()));
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      StreamRedactor redactor =
          new StreamRedactor((place, text, sink) -> {}, RedactionLimits.DEFAULT, out::writeBytes);
      redactor.write(bytes, 0, bytes.length);
      redactor.end();
      assertThat(out.toByteArray()).isEqualTo(bytes);
    }
  }
}
